import { OutputError } from "./files.ts";

/** A file of events, one JSON object a line. */
export interface EventLog extends Disposable {
  /** Adds an event, with the time; it is on disk when this returns. */
  write(event: object): void;
}

/**
 * Opens a log of events.
 *
 * @param path Where; a log that is there already is continued, so that a resumed training has one.
 * @param now Clock for the `time` of each event.
 * @returns The log; dispose of it.
 * @throws {OutputError} Where it cannot be opened, or, from `write`, where the disk is full.
 */
export function openEventLog(path: string, now: () => Date = () => new Date()): EventLog {
  const encoder = new TextEncoder();
  const attempt = <T>(work: () => T): T => {
    try {
      return work();
    } catch (cause) {
      throw new OutputError(path, (cause as Error).message);
    }
  };
  const file = attempt(() => Deno.openSync(path, { append: true, create: true, write: true }));
  return {
    write(event) {
      const line = encoder.encode(`${JSON.stringify({ time: now().toISOString(), ...event })}\n`);
      attempt(() => {
        for (let at = 0; at < line.length;) at += file.writeSync(line.subarray(at));
      });
    },
    [Symbol.dispose]: () => file.close(),
  };
}
