import { OutputError, writeFile } from "./files.ts";
import type { Session } from "./session.ts";
import type { SumCheck } from "../explain/sum_check.ts";

/** Largest relative error of a sum of contributions that an export may have. */
const LARGEST_ERROR = 1e-5;

/** Characters that are written at a time, and milliseconds between two looks for a signal: each look costs a few. */
const BLOCK = 1 << 16, LOOK = 100;

/**
 * Writes pieces of text to a file, whole or not at all, or to standard output.
 *
 * @param out Path of the file; `-` for standard output.
 * @param pieces The text; made as it is written.
 * @param check What the pieces' explanations are counted by; where the sums are off, there is no file.
 * @param session Standard output and the abort signal.
 * @returns Most memory of the process that was seen meanwhile, bytes.
 * @throws {OutputError} Where it cannot be written or a sum is off by more than `LARGEST_ERROR`.
 * @throws The signal's reason, where the signal aborts.
 */
export async function writeExport(
  out: string,
  pieces: Iterable<string>,
  check: SumCheck,
  session: Session,
): Promise<number> {
  let mostMemory = 0, looked = performance.now();
  const blocks = async function* () {
    for (const block of joined(pieces)) {
      yield block;
      mostMemory = Math.max(mostMemory, Deno.memoryUsage().rss);
      if (performance.now() - looked < LOOK) continue;
      // Signals are heard between two turns of the event loop only.
      await new Promise((resolve) => setTimeout(resolve, 0));
      looked = performance.now();
    }
    requireSums(out, check);
  };
  if (out === "-") { for await (const block of blocks()) session.write(block); }
  else await writeFile(out, blocks(), session.signal);
  return mostMemory;
}

/** Fewer and larger pieces: each costs a turn of the event loop and a call of the system. */
function* joined(pieces: Iterable<string>): Generator<string, void> {
  let block = "";
  for (const piece of pieces) {
    block += piece;
    if (block.length < BLOCK) continue;
    yield block;
    block = "";
  }
  yield block;
}

function requireSums(out: string, { largestError, worst }: SumCheck): void {
  if (largestError <= LARGEST_ERROR) return;
  throw new OutputError(
    out === "-" ? "the results" : out,
    `the reasons of item '${worst!.item}' for user '${worst!.user}' miss its score by ${
      largestError.toPrecision(2)
    } of it, expected at most ${LARGEST_ERROR}`,
  );
}
