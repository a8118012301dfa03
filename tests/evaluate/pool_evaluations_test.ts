import { deepStrictEqual, strictEqual, throws } from "node:assert/strict";
import { sparseMatrix } from "../../src/data/sparse_matrix.ts";
import { kFolds } from "../../src/data/split/k_folds.ts";
import { UsageError } from "../../src/errors.ts";
import { poolEvaluations } from "../../src/evaluate/pool_evaluations.ts";
import { evaluate } from "../../src/evaluate/protocol.ts";
import { mostPopular } from "../../src/recommend/baselines.ts";
import { tasteData } from "../train/_shared_data.ts";
import { assertClose } from "../metrics/_worked.ts";

const { interactions } = tasteData({ users: 20 });
const options = { cutoffs: [3, 6], relevantFrom: 4 };
const folds = await Promise.all(
  kFolds(interactions, { folds: 3 })
    .map((split) => evaluate(mostPopular(split.train), split, options)),
);

Deno.test("poolEvaluations() has each user once, with the user's mean over folds", () => {
  const pooled = poolEvaluations(folds);
  const judged = new Set(folds.flatMap(({ users }) => [...users]));
  deepStrictEqual([...pooled.users], [...judged].sort((a, b) => a - b));
  strictEqual(pooled.usersWithoutRelevant, interactions.ratings.rows - judged.size);
  pooled.values.forEach(({ metric, cutoff, value, ofUsers }, k) => {
    const own = folds.map(({ values }) => values[k]);
    deepStrictEqual(
      own.map((value) => [value.metric, value.cutoff]),
      folds.map(() => [metric, cutoff]),
    );
    if (!ofUsers) return assertClose(value, own.reduce((sum, { value }) => sum + value, 0) / 3);
    pooled.users.forEach((user, place) => {
      const found = folds.flatMap(({ users, values }) => {
        const at = users.indexOf(user);
        return at < 0 ? [] : [values[k].ofUsers![at]];
      });
      assertClose(ofUsers[place], found.reduce((sum, value) => sum + value, 0) / found.length);
    });
    assertClose(value, ofUsers.reduce((sum, value) => sum + value, 0) / judged.size);
  });
});

Deno.test("poolEvaluations() does not take a user's folds for different users", () => {
  // Two users, alike in all three folds: more folds tell no more of how users differ.
  const [{ values: [{ metric, cutoff }] }] = folds;
  const fold = {
    ...folds[0],
    users: Uint32Array.of(3, 7),
    values: [{ metric, cutoff, value: 0.5, ofUsers: Float64Array.of(0, 1) }],
  };
  const other = {
    ...fold,
    users: Uint32Array.of(7),
    values: [{ ...fold.values[0], value: 1, ofUsers: Float64Array.of(1) }],
  };
  const { users, values } = poolEvaluations([fold, fold, other]);
  deepStrictEqual([[...users], [...values[0].ofUsers!], values[0].value], [[3, 7], [0, 1], 0.5]);
});

Deno.test("poolEvaluations() counts who had no scores in some fold once, but not who had no candidates", () => {
  const values = folds[0].values.slice(0, 1).map((value) => ({
    ...value,
    ofUsers: Float64Array.of(0, 0),
  }));
  const empty = { items: new Uint32Array(), scores: new Float64Array() };
  const full = { items: Uint32Array.of(1), scores: Float64Array.of(1) };
  const fold = { ...folds[0], values, users: Uint32Array.of(3, 7) };
  const missed = { ...fold, lists: [empty, full], usersWithoutScores: 1 };
  const sated = { ...fold, lists: [full, empty], usersWithoutScores: 0 };
  strictEqual(poolEvaluations([missed, missed, sated]).usersWithoutScores, 1);
});

Deno.test("poolEvaluations() of one fold is the fold", () => {
  deepStrictEqual(poolEvaluations([folds[0]]), folds[0]);
});

Deno.test("poolEvaluations() throws where there is none or recommenders or metrics differ", async () => {
  throws(() => poolEvaluations([]), UsageError);
  throws(() => poolEvaluations([folds[0], { ...folds[1], recommender: "random" }]), UsageError);
  const { matrix } = sparseMatrix(1, 2, { row: [0], column: [0], value: [5] });
  const test = sparseMatrix(1, 2, { row: [0], column: [1], value: [5] }).matrix;
  const other = await evaluate(mostPopular(matrix), { train: matrix, test }, {
    ...options,
    cutoffs: [3],
  });
  throws(() => poolEvaluations([folds[0], other]), UsageError);
});
