import { deepStrictEqual, notDeepStrictEqual, ok, strictEqual, throws } from "node:assert/strict";
import { sparseMatrix } from "../../src/data/sparse_matrix.ts";
import { createVocabulary } from "../../src/data/vocabulary.ts";
import { UsageError } from "../../src/errors.ts";
import { mostPopular, randomRecommender } from "../../src/recommend/baselines.ts";
import type { Recommender } from "../../src/recommend/recommender.ts";

const train = sparseMatrix(3, 4, {
  row: [0, 0, 1, 1],
  column: [0, 2, 2, 3],
  value: [5, 1, 1, 5],
}).matrix;

function scoresOf(recommender: Recommender, user: number): Float64Array {
  const scores = new Float64Array(4).fill(NaN);
  strictEqual(recommender.score(user, scores), true);
  return scores;
}

Deno.test("mostPopular() scores by the number of ratings, not by their height", () => {
  for (const user of [0, 1, 2]) {
    deepStrictEqual([...scoresOf(mostPopular(train), user)], [1, 0, 2, 1]);
  }
});

Deno.test("randomRecommender() gives a user the same scores whoever else is in the data", () => {
  const all = randomRecommender(train, createVocabulary(["ann", "bob", "cy"]), 42);
  const other = randomRecommender(train, createVocabulary(["zoe", "ann", "max"]), 42);
  scoresOf(all, 2);
  deepStrictEqual(scoresOf(all, 0), scoresOf(other, 1));
});

Deno.test("randomRecommender() differs between users and seeds", () => {
  const users = createVocabulary(["ann", "bob", "cy"]);
  const first = randomRecommender(train, users, 1), second = randomRecommender(train, users, 2);
  notDeepStrictEqual(scoresOf(first, 0), scoresOf(first, 1));
  notDeepStrictEqual(scoresOf(first, 0), scoresOf(second, 0));
  ok(scoresOf(first, 0).every((score) => score >= 0 && score < 1));
});

Deno.test("randomRecommender() throws when users and rows do not match", () => {
  throws(() => randomRecommender(train, createVocabulary(["ann"]), 42), UsageError);
});

Deno.test("the baselines throw when there is no such user", () => {
  const users = createVocabulary(["ann", "bob", "cy"]);
  for (const recommender of [mostPopular(train), randomRecommender(train, users, 42)]) {
    throws(() => recommender.score(3, new Float64Array(4)), {
      message: "Cannot score items: the user's index is 3, expected an integer from 0 to 2",
    });
  }
});
