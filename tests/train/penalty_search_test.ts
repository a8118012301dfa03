import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import type { Penalties } from "../../src/model/closed_form/item_weights.ts";
import {
  ATTRIBUTE_PENALTIES,
  bestTrial,
  FANS_PENALTIES,
  searchPenalties,
} from "../../src/train/penalty_search.ts";

/** A judge whose values fall with the distance from a peak, in steps of the grid; it counts its rounds. */
function peakAt(fansPenalty: number, attributePenalty: number) {
  const rounds: number[] = [];
  const judge = (penalties: readonly Penalties[]) => {
    rounds.push(penalties.length);
    return Promise.resolve(
      penalties.map((pair) =>
        -Math.abs(Math.log2(pair.fansPenalty / fansPenalty)) -
        Math.abs(Math.log2(pair.attributePenalty / attributePenalty)) / 2
      ),
    );
  };
  return { judge, rounds };
}

const names = (pairs: readonly Penalties[]) =>
  pairs.map(({ fansPenalty, attributePenalty }) => `${fansPenalty}/${attributePenalty}`);

Deno.test("searchPenalties() stays in the grid where the best lies inside", async () => {
  const { judge, rounds } = peakAt(100, 20);
  const trials = await searchPenalties(FANS_PENALTIES, ATTRIBUTE_PENALTIES, judge);
  deepStrictEqual(rounds, [12]);
  deepStrictEqual(names(trials).slice(0, 4), ["50/5", "50/20", "50/80", "100/5"]);
  deepStrictEqual(names([bestTrial(trials)]), ["100/20"]);
});

Deno.test("searchPenalties() goes on beyond an edge until the value falls", async () => {
  const { judge, rounds } = peakAt(1600, 80);
  const trials = await searchPenalties(FANS_PENALTIES, ATTRIBUTE_PENALTIES, judge);
  deepStrictEqual(names([bestTrial(trials)]), ["1600/80"]);
  // The corner at 400/80 has five neighbours beyond the grid; each step up brings three more.
  deepStrictEqual(rounds, [12, 5, 3, 3]);
  strictEqual(new Set(names(trials)).size, trials.length);
  const down = await searchPenalties(FANS_PENALTIES, ATTRIBUTE_PENALTIES, peakAt(25, 1.25).judge);
  deepStrictEqual(names([bestTrial(down)]), ["25/1.25"]);
  ok(names(down).includes("12.5/0.3125"));
});

Deno.test("searchPenalties() varies only what is open", async () => {
  const { judge, rounds } = peakAt(800, 7);
  const trials = await searchPenalties(FANS_PENALTIES, { values: [7] }, judge);
  deepStrictEqual(names(trials), ["50/7", "100/7", "200/7", "400/7", "800/7", "1600/7"]);
  deepStrictEqual(rounds, [4, 1, 1]);
});

Deno.test("searchPenalties() ends even where values rise for ever, or do not differ", async () => {
  const rising = await searchPenalties(
    FANS_PENALTIES,
    ATTRIBUTE_PENALTIES,
    (pairs) => Promise.resolve(pairs.map(({ fansPenalty }) => fansPenalty)),
  );
  ok(rising.length < 80 && bestTrial(rising).fansPenalty >= 400 * 2 ** 10);
  const flat = await searchPenalties(
    FANS_PENALTIES,
    ATTRIBUTE_PENALTIES,
    (pairs) => Promise.resolve(pairs.map(() => 0)),
  );
  // Nothing to choose by: the middle, which has all its neighbours in the grid.
  deepStrictEqual(names([bestTrial(flat)]), ["200/20"]);
  strictEqual(flat.length, 12);
  deepStrictEqual(
    names([bestTrial(flat.filter(({ attributePenalty }) => attributePenalty === 5))]),
    [
      "200/5",
    ],
  );
});
