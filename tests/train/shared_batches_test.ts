import { deepStrictEqual, notDeepStrictEqual, ok, strictEqual } from "node:assert/strict";
import type { SparseMatrix } from "../../src/data/sparse_matrix.ts";
import { createVocabulary } from "../../src/data/vocabulary.ts";
import { batchSource, drawBatch, epochBatches } from "../../src/train/shared_batches.ts";
import { randomRatings } from "../model/_ratings.ts";

const USERS = 41, ITEMS = 60;
const ratings = randomRatings({ seed: 3, users: USERS, items: ITEMS, density: 0.3 });
const users = createVocabulary(Array.from({ length: USERS }, (_, u) => `user ${u}`));
const interactions = { ...ratings, users, items: createVocabulary() };
const source = batchSource(interactions, { input: "scaled", weighUsers: false });
const everybody = Uint32Array.from({ length: USERS }, (_, u) => u);

/** The cells of one row. */
const row = ({ indptr, indices, values }: SparseMatrix, at: number) =>
  Array.from(indices.subarray(indptr[at], indptr[at + 1]), (column, k) => [
    column,
    values[indptr[at] + k],
  ]);

Deno.test("epochBatches() gives each user with an input once, in another order each epoch", () => {
  const { inputs } = source;
  const filled = [...everybody].filter((u) => inputs.indptr[u + 1] > inputs.indptr[u]);
  for (const batchSize of [1, 7, filled.length, 1000]) {
    const orders = [1, 2].map((epoch) => {
      const batches = epochBatches(inputs, epoch, { seed: 1, batchSize });
      ok(batches.slice(0, -1).every(({ length }) => length === batchSize));
      strictEqual(batches.length, Math.ceil(filled.length / batchSize));
      return batches.flatMap((batch) => [...batch]);
    });
    for (const order of orders) deepStrictEqual([...order].sort((a, b) => a - b), filled);
    notDeepStrictEqual(orders[0], orders[1]);
    const again = epochBatches(inputs, 1, { seed: 1, batchSize }).flatMap((batch) => [...batch]);
    deepStrictEqual(again, orders[0]);
    const other = epochBatches(inputs, 1, { seed: 2, batchSize }).flatMap((batch) => [...batch]);
    notDeepStrictEqual(other, orders[0]);
  }
  const empty = { ...inputs, rows: 0, indptr: new Uint32Array(1) };
  deepStrictEqual(epochBatches(empty, 1, { seed: 1, batchSize: 3 }), []);
});

Deno.test("drawBatch() gives all inputs and targets without dropout", () => {
  const settings = { seed: 1, dropout: 0, normalise: false };
  const users = Uint32Array.of(5, 0, 40);
  const { inputs, targets } = drawBatch(source, users, 1, settings);
  users.forEach((user, b) => {
    deepStrictEqual(row(inputs, b), row(source.inputs, user));
    deepStrictEqual(row(targets, b), row(source.targets, user));
  });
  // A rating at the bottom of the scale is a target of 0 and no input.
  ok(targets.values.includes(0) && !inputs.values.includes(0));
});

Deno.test("drawBatch() leaves inputs out with the probability, and scales up the rest", () => {
  for (const dropout of [0.2, 0.7]) {
    let kept = 0, all = 0;
    for (let epoch = 1; epoch <= 10; epoch++) {
      const { inputs, targets } = drawBatch(source, everybody, epoch, {
        seed: 1,
        dropout,
        normalise: false,
      });
      strictEqual(targets.indices.length, source.targets.indices.length);
      for (const user of everybody) {
        const whole = new Map(row(source.inputs, user) as [number, number][]);
        all += whole.size;
        for (const [item, value] of row(inputs, user)) {
          strictEqual(value, Math.fround(whole.get(item)! / (1 - dropout)));
          kept++;
        }
      }
    }
    // Five standard deviations of the count.
    const expected = (1 - dropout) * all, spread = 5 * Math.sqrt(all * dropout * (1 - dropout));
    ok(Math.abs(kept - expected) < spread, `${kept} kept of ${all}`);
  }
});

Deno.test("drawBatch() draws a user's dropout by seed, epoch and id alone", () => {
  const settings = { seed: 1, dropout: 0.5, normalise: false };
  const whole = drawBatch(source, everybody, 3, settings).inputs;
  const part = drawBatch(source, Uint32Array.of(17, 4), 3, settings).inputs;
  deepStrictEqual(row(part, 0), row(whole, 17));
  deepStrictEqual(row(part, 1), row(whole, 4));
  // The same user alone, at another index.
  const only = ({ indptr, ...matrix }: SparseMatrix) => ({
    ...matrix,
    rows: 1,
    indptr: indptr.slice(4, 6),
  });
  const alone = {
    users: createVocabulary(["user 4"]),
    inputs: only(source.inputs),
    targets: only(source.targets),
  };
  deepStrictEqual(row(drawBatch(alone, Uint32Array.of(0), 3, settings).inputs, 0), row(whole, 4));
  const renamed = { ...alone, users: createVocabulary(["user 5"]) };
  const { inputs } = drawBatch(renamed, Uint32Array.of(0), 3, settings);
  notDeepStrictEqual(row(inputs, 0), row(whole, 4));
  notDeepStrictEqual(drawBatch(source, everybody, 4, settings).inputs, whole);
  notDeepStrictEqual(drawBatch(source, everybody, 3, { ...settings, seed: 2 }).inputs, whole);
});

Deno.test("drawBatch() divides what is left of a row by its norm", () => {
  const settings = { seed: 1, dropout: 0.5, normalise: true };
  const { inputs } = drawBatch(source, everybody, 2, settings);
  const plain = drawBatch(source, everybody, 2, { ...settings, normalise: false }).inputs;
  deepStrictEqual(inputs.indices, plain.indices);
  let empty = 0;
  for (const user of everybody) {
    const values = row(inputs, user).map(([, value]) => value);
    if (values.length === 0) empty++;
    else ok(Math.abs(Math.hypot(...values) - 1) < 1e-6);
  }
  ok(empty < USERS);
});

Deno.test("batchSource() weighs the squares of a user's targets by the root of the number of ratings", () => {
  const weighed = batchSource(interactions, { input: "scaled", weighUsers: true });
  deepStrictEqual(weighed.inputs, source.inputs);
  deepStrictEqual(weighed.targets.indices, source.targets.indices);
  const counts = [...everybody].map((u) =>
    ratings.ratings.indptr[u + 1] - ratings.ratings.indptr[u]
  );
  const filled = counts.filter((count) => count > 0);
  const mean = filled.reduce((a, b) => a + b, 0) / filled.length;
  for (const user of everybody) {
    const own = row(source.targets, user);
    row(weighed.targets, user).forEach(([item, value], k) => {
      strictEqual(item, own[k][0]);
      ok(Math.abs(value - own[k][1] * (counts[user] / mean) ** -0.25) < 1e-6);
    });
  }
});
