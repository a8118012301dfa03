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

Deno.test("poolEvaluations() means values over folds and strings users together", () => {
  const pooled = poolEvaluations(folds);
  deepStrictEqual([...pooled.users], folds.flatMap(({ users }) => [...users]));
  strictEqual(pooled.lists.length, pooled.users.length);
  pooled.values.forEach(({ metric, cutoff, value, ofUsers }, k) => {
    const own = folds.map(({ values }) => values[k]);
    deepStrictEqual(
      own.map((value) => [value.metric, value.cutoff]),
      folds.map(() => [metric, cutoff]),
    );
    assertClose(value, own.reduce((sum, { value }) => sum + value, 0) / 3);
    deepStrictEqual(
      ofUsers && [...ofUsers],
      own[0].ofUsers && own.flatMap(({ ofUsers }) => [...ofUsers!]),
    );
  });
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
