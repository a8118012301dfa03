import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { discountedRank } from "../../../src/evaluate/explanation_quality/discounted_rank.ts";
import { fidelityMeasures } from "../../../src/evaluate/explanation_quality/fidelity_registry.ts";
import { scoreAfterDeletion } from "../../../src/evaluate/explanation_quality/score_after_deletion.ts";
import { scoreAfterInsertion } from "../../../src/evaluate/explanation_quality/score_after_insertion.ts";
import { stayShare } from "../../../src/evaluate/explanation_quality/stay_share.ts";

/** What becomes of an item that its reasons carry wholly, and of one that they do not carry at all. */
const CARRIED = { score: 2, placeWithout: Infinity, scoreWithout: 0, scoreWithOnly: 2 };
const UNTOUCHED = { score: 2, placeWithout: 1, scoreWithout: 2, scoreWithOnly: 0 };

for (const measure of fidelityMeasures) {
  Deno.test(`${measure.name} is at its best when reasons carry all, and at its worst when nothing`, () => {
    const best = measure.ofUser(CARRIED, 20), worst = measure.ofUser(UNTOUCHED, 20);
    deepStrictEqual([best, worst], measure.better === "higher" ? [1, 0] : [0, 1]);
  });
}

Deno.test("measures of fidelity have names of their own and say what they tell", () => {
  strictEqual(new Set(fidelityMeasures.map(({ name }) => name)).size, fidelityMeasures.length);
  ok(fidelityMeasures.every(({ description }) => description.length > 20));
});

Deno.test("stayShare counts the last place and no later one", () => {
  strictEqual(stayShare.ofUser({ ...UNTOUCHED, placeWithout: 20 }, 20), 1);
  strictEqual(stayShare.ofUser({ ...UNTOUCHED, placeWithout: 21 }, 20), 0);
});

Deno.test("ratios of scores are none when the score is not above 0", () => {
  for (const measure of [scoreAfterDeletion, scoreAfterInsertion]) {
    for (const score of [0, -1]) ok(Number.isNaN(measure.ofUser({ ...CARRIED, score }, 20)));
  }
  strictEqual(scoreAfterDeletion.ofUser({ ...CARRIED, scoreWithout: -1 }, 20), -0.5);
});

Deno.test("discountedRank falls with the logarithm of the place", () => {
  const at = (placeWithout: number) => discountedRank.ofUser({ ...CARRIED, placeWithout }, 20);
  deepStrictEqual([at(1), at(3), at(7)], [1, 1 / 2, 1 / 3]);
});
