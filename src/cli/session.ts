import type { ProgressEvent } from "../events.ts";
import { OutputError } from "./files.ts";
import { createProgressLine } from "./progress.ts";

/** What a command may touch of the world outside. */
export interface Session {
  /** Writes a line of results. */
  print(line: string): void;
  /** Writes results as they are: text, or bytes of a file. */
  write(content: string | Uint8Array): void;
  /** Writes a line about the work, to standard error, so that results stay clean. */
  note(line: string): void;
  /** Shows progress with the time left, where standard error is a terminal and the work is long. */
  readonly onProgress: (event: ProgressEvent) => void;
  /** Fires on the first Ctrl-C or SIGTERM. */
  readonly signal: AbortSignal;
  /** Ends the progress line and listens to signals no more. */
  close(): void;
}

/** The exit codes of every command. */
export const ExitCode = { Done: 0, Failed: 1, Usage: 2, Interrupted: 130 } as const;

/**
 * Starts a session on the process's own streams and signals.
 *
 * @returns The session; close it.
 */
export function openSession(): Session {
  const encoder = new TextEncoder();
  const progress = createProgressLine(Deno.stderr.isTerminal(), (text) => {
    Deno.stderr.writeSync(encoder.encode(text));
  });
  const controller = new AbortController();
  const interrupt = () => {
    if (controller.signal.aborted) Deno.exit(ExitCode.Interrupted);
    progress.clear();
    console.error("Stopping at the next safe point; press Ctrl-C again to stop at once");
    controller.abort(new DOMException("Interrupted", "AbortError"));
  };
  const signals: Deno.Signal[] = Deno.build.os === "windows" ? ["SIGINT"] : ["SIGINT", "SIGTERM"];
  for (const signal of signals) Deno.addSignalListener(signal, interrupt);
  return {
    print(line) {
      progress.clear();
      writeAll(encoder.encode(`${line}\n`));
    },
    write(content) {
      progress.clear();
      writeAll(typeof content === "string" ? encoder.encode(content) : content);
    },
    note(line) {
      progress.clear();
      console.error(line);
    },
    onProgress: progress.show,
    signal: controller.signal,
    close() {
      progress.clear();
      for (const signal of signals) Deno.removeSignalListener(signal, interrupt);
    },
  };
}

/** A pipe takes what it has room for; the rest must follow. A reader that went away, as `head` does, wants no more. */
function writeAll(bytes: Uint8Array): void {
  try {
    for (let written = 0; written < bytes.length;) {
      written += Deno.stdout.writeSync(bytes.subarray(written));
    }
  } catch (cause) {
    if (cause instanceof Deno.errors.BrokenPipe) Deno.exit(ExitCode.Done);
    throw new OutputError("the results", (cause as Error).message);
  }
}
