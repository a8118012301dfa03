import { deepStrictEqual, ok, strictEqual, throws } from "node:assert/strict";
import { normaliseRows } from "../../src/model/shared_inputs.ts";
import { adjustRecommender } from "../../src/recommend/adjusted_recommender.ts";
import { combineAdjustments } from "../../src/recommend/adjustment.ts";
import { attributeSum } from "../../src/recommend/attribute_sum.ts";
import { mostPopular } from "../../src/recommend/baselines.ts";
import { profileKnn } from "../../src/recommend/profile_knn.ts";
import { reconstruction } from "../../src/recommend/reconstruction.ts";
import {
  type AdjustableRecommender,
  type Adjustment,
  whatIf,
} from "../../src/recommend/what_if.ts";
import { randomNetwork } from "../model/_shared_networks.ts";
import { matrixOf, randomWorld } from "./_profiles.ts";

const { profiles, ratings, graph } = randomWorld({ seed: 21, users: 13, density: 0.5 });
const network = randomNetwork(graph, 4, { biases: true, activation: "tanh" });
const RECOMMENDERS: readonly AdjustableRecommender[] = [
  attributeSum(profiles, graph),
  profileKnn(profiles, ratings, { k: 4 }),
  reconstruction(network, ratings),
  reconstruction(
    { ...network, input: { ...network.input, normalise: true } },
    normaliseRows(ratings),
  ),
];
const profile = { indices: Uint32Array.of(1, 4), values: Float32Array.of(1, -0.5) };
const ADJUSTMENTS: readonly Adjustment[] = [
  {},
  { factors: new Map([[0, 0], [3, 2]]) },
  { factors: new Map([[1, 1]]), otherFactor: 0 },
  { otherFactor: 0 },
  { profile, withoutRatings: new Set(ratings.indices.subarray(0, 3)) },
  { profile, factors: new Map([[4, 0.5]]), withoutRatings: new Set([0, 1, 2]) },
  { withoutRatings: new Set(Array(graph.items).keys()) },
];

/** Scores of a user, or undefined where there are none. */
function scoresOf(recommender: AdjustableRecommender, user: number) {
  const scores = new Float64Array(graph.items);
  return recommender.score(user, scores) ? scores : undefined;
}

for (const recommender of RECOMMENDERS) {
  const { name } = recommender;

  Deno.test(`adjustRecommender() scores the user as whatIf() says when ${name} is adjusted`, () => {
    for (const adjustment of ADJUSTMENTS) {
      for (let user = 0; user < profiles.rows; user++) {
        const asked = new Float64Array(graph.items);
        const answered = whatIf(recommender, user).score(adjustment, asked);
        const adjusted = adjustRecommender(recommender, user, adjustment);
        deepStrictEqual(scoresOf(adjusted, user), answered ? asked : undefined);
      }
    }
  });

  Deno.test(`adjustRecommender() leaves other users of ${name} alone, and ${name} itself`, () => {
    for (const adjustment of ADJUSTMENTS) {
      const before = ratings.indptr.slice(1).map((_, user) => user);
      const own = [...before].map((user) => scoresOf(recommender, user));
      const adjusted = adjustRecommender(recommender, 2, adjustment);
      scoresOf(adjusted, 2);
      own.forEach((scores, user) => {
        deepStrictEqual(scoresOf(recommender, user), scores);
        if (user !== 2) deepStrictEqual(scoresOf(adjusted, user), scores);
      });
    }
  });

  Deno.test(`adjustRecommender() adds to what was adjusted before when ${name} is adjusted twice`, () => {
    for (const first of ADJUSTMENTS) {
      for (const second of ADJUSTMENTS) {
        const both = combineAdjustments(first, second);
        const expected = scoresOf(adjustRecommender(recommender, 1, both), 1);
        const once = adjustRecommender(recommender, 1, first);
        const other = adjustRecommender(once, 5, second);
        deepStrictEqual(scoresOf(adjustRecommender(once, 1, second), 1), expected);
        deepStrictEqual(scoresOf(adjustRecommender(other, 1, second), 1), expected);
        const asked = new Float64Array(graph.items);
        const answered = whatIf(once, 1).score(second, asked);
        deepStrictEqual(answered ? asked : undefined, expected);
        deepStrictEqual(scoresOf(other, 5), scoresOf(adjustRecommender(recommender, 5, second), 5));
      }
    }
  });

  Deno.test(`whatIf() tells the weights of the adjusted user when ${name} is adjusted`, () => {
    const own = whatIf(recommender, 3).weights;
    const [[muted], [doubled, weight]] = [...own];
    const factors = new Map([[muted, 0], [doubled, 2]]);
    const { weights } = whatIf(adjustRecommender(recommender, 3, { factors }), 3);
    strictEqual(weights.get(muted), undefined);
    strictEqual(weights.get(doubled), 2 * weight);
    strictEqual(weights.size, own.size - 1);
  });

  Deno.test(`adjustRecommender() throws when ${name} does not know the user`, () => {
    throws(() => adjustRecommender(recommender, 13, {}), /user's index is 13/);
  });
}

Deno.test("adjustRecommender() finds other neighbours for another profile, and hands out fresh lists", () => {
  const knn = profileKnn(profiles, ratings, { k: 3 });
  const adjusted = adjustRecommender(knn, 0, { profile });
  const found = adjusted.neighbours(0);
  deepStrictEqual(found, knn.neighbours(0, profile));
  ok(found.users.length > 0);
  found.users.fill(99);
  deepStrictEqual(adjusted.neighbours(0), knn.neighbours(0, profile));
  deepStrictEqual(
    adjusted.neighbours(0, { ...profile, values: Float32Array.of(0, 0) }).users.length,
    0,
  );
});

Deno.test("adjustRecommender() keeps its scores when all neighbours are found at once", async () => {
  const knn = profileKnn(profiles, ratings, { k: 3 });
  const adjusted = adjustRecommender(knn, 0, { profile });
  const before = scoresOf(adjusted, 0);
  await adjusted.prepare({ threads: 1 });
  deepStrictEqual(scoresOf(adjusted, 0), before);
  deepStrictEqual(scoresOf(adjustRecommender(knn, 0, { profile }), 0), before);
});

Deno.test("adjustRecommender() throws when the recommender goes by no weights of the user", () => {
  const popular = mostPopular(matrixOf(1, [1]));
  throws(() => adjustRecommender(popular, 0, {}), {
    name: "UsageError",
    message:
      "Cannot adjust a user: the recommender is 'most-popular', expected one of attribute-sum, profile-knn, reconstruction",
  });
});
