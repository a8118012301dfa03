import { UsageError } from "../errors.ts";
import {
  readTrialLog,
  type TrialLogHead,
  type TrialResult,
  writeTrial,
  writeTrialLogHead,
} from "../formats/trial_log.ts";
import { OutputError } from "./files.ts";

/** A log of trials on disk. */
export interface TuningLog extends Disposable {
  /** The results that were there when it was opened. */
  readonly known: readonly TrialResult[];
  /** Adds a result; it is on disk when this returns. */
  write(result: TrialResult): void;
}

/**
 * Opens a log of trials, to go on with it or to begin it.
 *
 * @param path Where.
 * @param head What the search is of.
 * @returns The log; dispose of it.
 * @throws {InputError} Where the file is no log of trials.
 * @throws {UsageError} Where it is of another search; nothing is changed then.
 * @throws {OutputError} Where it cannot be opened, or, from `write`, where the disk is full.
 */
export function openTuningLog(path: string, head: TrialLogHead): TuningLog {
  const attempt = <T>(work: () => T): T => {
    try {
      return work();
    } catch (cause) {
      throw new OutputError(path, (cause as Error).message);
    }
  };
  const text = readIfThere(path, attempt);
  const first = writeTrialLogHead(head);
  // A head that was cut short is all that is there.
  const begins = text === "" || (text.length < first.length && first.startsWith(text));
  const log = begins ? undefined : readTrialLog(path, text);
  if (log) checkSameSearch(path, log, head);
  const encoder = new TextEncoder();
  const kept = encoder.encode(log ? text.slice(0, log.length) : "").length;
  const file = attempt(() => Deno.openSync(path, { create: true, write: true }));
  const write = (line: string) => {
    const bytes = encoder.encode(line);
    for (let at = 0; at < bytes.length;) at += file.writeSync(bytes.subarray(at));
  };
  try {
    attempt(() => {
      // A line that was not finished goes, so that the next one stands by itself.
      file.truncateSync(kept);
      file.seekSync(kept, Deno.SeekMode.Start);
      if (!log) write(first);
    });
  } catch (error) {
    file.close();
    throw error;
  }
  return {
    known: log?.results ?? [],
    write: (result) => attempt(() => write(writeTrial(result))),
    [Symbol.dispose]: () => file.close(),
  };
}

function readIfThere(path: string, attempt: <T>(work: () => T) => T): string {
  return attempt(() => {
    try {
      return Deno.readTextFileSync(path);
    } catch (cause) {
      if (cause instanceof Deno.errors.NotFound) return "";
      throw cause;
    }
  });
}

/** Results of another search would be taken for this one's. */
function checkSameSearch(path: string, log: TrialLogHead, head: TrialLogHead): void {
  const before = { ...log.about, metric: log.metric }, now = { ...head.about, metric: head.metric };
  const names = Object.keys({ ...before, ...now }) as (keyof typeof now)[];
  const other = names.find((name) => before[name] !== now[name]);
  if (other === undefined) return;
  throw new UsageError(
    `Cannot go on with ${path}: it was begun with ${other} '${before[other] ?? ""}', expected '${
      now[other] ?? ""
    }'; name another file to begin anew`,
  );
}
