import type { ProgressEvent } from "../events.ts";

/** A single line that is drawn over and over. */
export interface ProgressLine {
  /** Shows an event. */
  show(event: ProgressEvent): void;
  /** Takes the line away, so that other text can be written. */
  clear(): void;
}

/** Milliseconds of work before a progress line appears, and between two drawings of it. */
const PATIENCE = 2000, REDRAW = 100;

/**
 * Makes a progress line.
 *
 * @param terminal Whether anybody is there to see it; if not, nothing is ever written.
 * @param write Writes to that terminal.
 * @param now Clock, milliseconds.
 * @returns The line.
 */
export function createProgressLine(
  terminal: boolean,
  write: (text: string) => void,
  now: () => number = () => performance.now(),
): ProgressLine {
  let stage = "", done = 0, started = 0, partBefore = 0, drawn = -Infinity, visible = false;
  const clear = () => {
    if (visible) write("\r\x1b[K");
    visible = false;
  };
  return {
    show(event) {
      if (!terminal) return;
      const time = now();
      const part = event.share ?? event.done / event.total;
      if (event.stage !== stage || event.done < done) {
        // The clock starts at the first news, so what was done before it must not count as done since.
        stage = event.stage;
        started = time;
        partBefore = part;
        drawn = -Infinity;
      }
      done = event.done;
      if (event.done >= event.total) {
        clear();
        stage = "";
        return;
      }
      if (time - started < PATIENCE || time - drawn < REDRAW || part <= partBefore) return;
      drawn = time;
      visible = true;
      const left = (time - started) / (part - partBefore) * (1 - part) / 1000;
      const loss = event.loss === undefined ? "" : `, loss ${event.loss.toPrecision(3)}`;
      write(
        `\r\x1b[K${event.stage}: ${event.done} of ${event.total} ${event.unit} (${
          Math.floor(100 * part)
        } %)${loss}, ` +
          `${duration(left)} left`,
      );
    },
    clear,
  };
}

/** Seconds in words: `45 s`, `3 min 20 s`, `1 h 5 min`. */
export function duration(seconds: number): string {
  const whole = Math.ceil(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  return `${Math.floor(whole / 3600)} h ${Math.floor(whole % 3600 / 60)} min`;
}
