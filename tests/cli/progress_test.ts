import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { createProgressLine, duration } from "../../src/cli/progress.ts";
import type { ProgressEvent } from "../../src/events.ts";

/** A progress line on a clock that only the test moves; what it writes is a list. */
function line(terminal = true) {
  const written: string[] = [];
  let time = 0;
  const progress = createProgressLine(terminal, (text) => written.push(text), () => time);
  return {
    written,
    clear: progress.clear,
    /** Shows an event at a time in seconds; gives what was written for it. */
    at(seconds: number, event: Partial<ProgressEvent>): string[] {
      time = 1000 * seconds;
      const before = written.length;
      progress.show({ stage: "train", done: 0, total: 100, unit: "users", ...event });
      return written.slice(before);
    },
  };
}

const CLEAR = "\r\x1b[K";

Deno.test("createProgressLine() writes nothing when no terminal is there", () => {
  const { at, clear, written } = line(false);
  for (let second = 0; second < 100; second++) at(second, { done: second });
  clear();
  deepStrictEqual(written, []);
});

Deno.test("createProgressLine() shows share, loss and the time left when the work takes long", () => {
  const { at } = line();
  deepStrictEqual(at(0, { done: 10 }), []);
  deepStrictEqual(at(1.9, { done: 20 }), []);
  // 20 users in 4 seconds leave 70 users for 14 seconds; what was done before the first news does not count.
  deepStrictEqual(at(4, { done: 30, loss: 0.012345 }), [
    `${CLEAR}train: 30 of 100 users (30 %), loss 0.0123, 14 s left`,
  ]);
  deepStrictEqual(at(8, { done: 50 }), [`${CLEAR}train: 50 of 100 users (50 %), 10 s left`]);
});

Deno.test("createProgressLine() goes by the share of the work when users differ in size", () => {
  const { at } = line();
  at(0, { done: 1, share: 0.25 });
  deepStrictEqual(at(10, { done: 2, share: 0.5 }), [
    `${CLEAR}train: 2 of 100 users (50 %), 20 s left`,
  ]);
});

Deno.test("createProgressLine() draws ten times a second at most", () => {
  const { at, written } = line();
  at(0, { done: 1 });
  for (let k = 0; k < 1000; k++) at(3 + k / 1000, { done: 2 });
  strictEqual(written.length, 10);
});

Deno.test("createProgressLine() takes its line away when the work is done, and only then", () => {
  const { at, clear, written } = line();
  at(0, { done: 1 });
  clear();
  deepStrictEqual(written, []);
  at(5, { done: 50 });
  deepStrictEqual(at(6, { done: 100 }), [CLEAR]);
  clear();
  strictEqual(written.length, 2);
});

Deno.test("createProgressLine() measures each stage from its own start", () => {
  const { at } = line();
  at(0, { done: 1 });
  at(60, { done: 100 });
  deepStrictEqual(at(61, { stage: "rank", done: 1 }), []);
  deepStrictEqual(at(62, { stage: "rank", done: 2 }), []);
  deepStrictEqual(at(64, { stage: "rank", done: 4 }), [
    `${CLEAR}rank: 4 of 100 users (4 %), 1 min 36 s left`,
  ]);
  // The same stage again, for the next recommender.
  at(65, { stage: "rank", done: 100 });
  deepStrictEqual(at(66, { stage: "rank", done: 1 }), []);
  deepStrictEqual(at(67, { stage: "rank", done: 2 }), []);
});

Deno.test("createProgressLine() says nothing of the time left when nothing was done since the first news", () => {
  const { at, written } = line();
  at(0, { done: 1, share: 0.5 });
  deepStrictEqual(at(10, { done: 2, share: 0.5 }), []);
  at(20, { done: 3, share: 0.75 });
  ok(written.length === 1 && !/NaN|Infinity/.test(written[0]));
});

Deno.test("duration() speaks in the two largest units", () => {
  for (
    const [seconds, words] of [
      [0, "0 s"],
      [0.2, "1 s"],
      [59, "59 s"],
      [59.5, "1 min 0 s"],
      [200, "3 min 20 s"],
      [3599.1, "1 h 0 min"],
      [3900, "1 h 5 min"],
      [90000, "25 h 0 min"],
    ] as const
  ) {
    strictEqual(duration(seconds), words);
  }
});
