import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import {
  likesAboveDislikes,
  likesAboveRest,
  signAgreement,
  tasteMeasures,
  tastePrecision,
} from "../../../src/evaluate/explanation_quality/taste_measures.ts";

/** Weights of attributes 10 to 14; the mean is 2. */
const WEIGHTED = { attributes: [10, 11, 12, 13, 14], weights: [5, 0, 3, 1, 1] };
const PLANTED = new Map([[10, 2], [13, 1], [12, -1]]);

Deno.test("measures of recovery are what was worked by hand", () => {
  // Strongest: 10 (liked), 12 (disliked), 13 (liked, tied with 14), 14, 11.
  deepStrictEqual([1, 2, 3, 4, 10].map((k) => tastePrecision(k).ofUser(WEIGHTED, PLANTED)), [
    1,
    1 / 2,
    2 / 3,
    2 / 4,
    2 / 10,
  ]);
  // 10 beats all three others, 13 beats 11, ties with 14 and loses to 12.
  strictEqual(likesAboveRest.ofUser(WEIGHTED, PLANTED), (3 + 1 + 0.5) / 6);
  strictEqual(likesAboveDislikes.ofUser(WEIGHTED, PLANTED), 1 / 2);
  // 10 is above the mean; 13 is below, and 12 above.
  strictEqual(signAgreement.ofUser(WEIGHTED, PLANTED), 1 / 3);
});

Deno.test("weights that are the planted ones are at the best, turned round at the worst", () => {
  const planted = new Map([[10, 2], [11, -1.5]]);
  const perfect = { attributes: [9, 10, 11, 12], weights: [0, 2, -1.5, 0] };
  const turned = { ...perfect, weights: perfect.weights.map((weight) => -weight) };
  for (const measure of [tastePrecision(1), likesAboveRest, likesAboveDislikes, signAgreement]) {
    deepStrictEqual([measure.ofUser(perfect, planted), measure.ofUser(turned, planted)], [1, 0]);
  }
});

Deno.test("measures of recovery have no value when there is nothing to judge", () => {
  const likes = new Map([[10, 1]]), dislikes = new Map([[10, -1]]);
  ok(Number.isNaN(tastePrecision(3).ofUser(WEIGHTED, dislikes)));
  ok(Number.isNaN(likesAboveRest.ofUser(WEIGHTED, dislikes)));
  ok(Number.isNaN(likesAboveDislikes.ofUser(WEIGHTED, likes)));
  for (const measure of tasteMeasures) ok(Number.isNaN(measure.ofUser(WEIGHTED, new Map())));
});
