import { deepStrictEqual, ok, rejects, strictEqual } from "node:assert/strict";
import fc from "npm:fast-check@4.10.2";
import type { SparseMatrix } from "../../src/data/sparse_matrix.ts";
import type { ProgressEvent } from "../../src/events.ts";
import { attributeItemKnn } from "../../src/recommend/attribute_item_knn.ts";
import { itemKnn } from "../../src/recommend/item_knn.ts";
import type { ItemNeighbours } from "../../src/recommend/similar_items.ts";
import { bipartiteGraph } from "../../src/data/bipartite_graph.ts";
import { seed } from "../kernels/_edges.ts";
import { allScores, denseCosines, flip } from "./_dense.ts";
import { checkerboard, denseRows, matrixOf, randomWorld } from "./_profiles.ts";

/** Asserts that lists are the best of a dense matrix of similarities, and that scores follow from them. */
function isByDefinition(
  recommender: ItemNeighbours,
  similarities: readonly (readonly number[])[],
  inputs: SparseMatrix,
  k: number,
): void {
  const { similar } = recommender;
  const lists = similarities.map((row, i) => {
    const start = i * similar.k,
      chosen = [...similar.users.slice(start, start + similar.counts[i])];
    const others = row.map((sim, j) => ({ sim, j })).filter(({ sim, j }) => j !== i && sim > 1e-12);
    strictEqual(chosen.length, Math.min(k, others.length));
    chosen.forEach((j, n) => ok(Math.abs(similar.similarities[start + n] - row[j]) < 1e-12));
    const least = Math.min(...chosen.map((j) => row[j]));
    for (const { sim, j } of others) ok(chosen.includes(j) || sim <= least + 1e-12);
    return chosen;
  });
  const rows = denseRows(inputs);
  allScores(recommender, inputs).forEach((scores, user) => {
    const expected = lists.map((chosen, i) =>
      chosen.reduce((sum, j) => sum + similarities[i][j] * rows[user][j], 0)
    );
    strictEqual(scores !== undefined, expected.some((score) => score !== 0));
    scores?.forEach((score, i) => ok(Math.abs(score - expected[i]) < 1e-9));
  });
}

Deno.test("itemKnn() is a brute force over dense columns, with and without shrinkage", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.record({
        seed: fc.integer(),
        users: fc.integer({ min: 1, max: 12 }),
        items: fc.integer({ min: 1, max: 12 }),
        density: fc.constantFrom(0.2, 0.6),
      }),
      fc.constantFrom(1, 3, 100),
      fc.constantFrom(0, 1, 25),
      async (options, k, shrinkage) => {
        const { ratings } = randomWorld(options);
        const columns = flip(denseRows(ratings), ratings.columns);
        const recommender = await itemKnn(ratings, { k, shrinkage });
        isByDefinition(recommender, denseCosines(columns, shrinkage), ratings, k);
        const { ratings: asked } = randomWorld({ ...options, seed: options.seed + 1, users: 5 });
        const forOthers = await itemKnn(ratings, { k, shrinkage, asked });
        isByDefinition(forOthers, denseCosines(columns, shrinkage), asked, k);
      },
    ),
    { seed, numRuns: 80 },
  );
});

Deno.test("attributeItemKnn() is a brute force over dense tf-idf vectors", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.record({ seed: fc.integer(), items: fc.integer({ min: 1, max: 12 }) }),
      fc.constantFrom(1, 3, 100),
      async (options, k) => {
        const { ratings, graph } = randomWorld({ ...options, density: 0.3 });
        const has = Array.from({ length: graph.items }, (_, i) => {
          const own = graph.itemAttributes.subarray(graph.itemStart[i], graph.itemStart[i + 1]);
          return Array.from({ length: graph.attributes }, (_, f) => own.includes(f) ? 1 : 0);
        });
        const known = has.filter((row) => row.includes(1)).length;
        const weight = flip(has, graph.attributes).map((column) =>
          Math.fround(Math.log(known / column.filter((x) => x === 1).length))
        );
        const vectors = has.map((row) => row.map((x, f) => x === 0 ? 0 : weight[f]));
        const recommender = await attributeItemKnn(ratings, graph, { k });
        isByDefinition(recommender, denseCosines(vectors), ratings, k);
      },
    ),
    { seed, numRuns: 60 },
  );
});

Deno.test("itemKnn() by hand: cosines of columns, shrunk", async () => {
  // Columns (3, 4), (0, 5), (4, 0): cosines 4/5, 3/5 and 0; norms 5, 5, 4.
  const inputs = matrixOf(3, [3, undefined, 4], [4, 5, undefined]);
  const scores = async (options = {}) => allScores(await itemKnn(inputs, options), inputs)[0]!;
  const close = (found: readonly number[], expected: readonly number[]) =>
    found.forEach((value, i) => ok(Math.abs(value - expected[i]) < 1e-12, `${found}`));
  close(await scores(), [4 * 0.6, 3 * 0.8, 3 * 0.6]);
  // The best of item 0 is item 1, which user 0 has not rated; the others have item 0.
  close(await scores({ k: 1 }), [0, 3 * 0.8, 3 * 0.6]);
  close(await scores({ shrinkage: 5 }), [4 * 12 / 25, 3 * 20 / 30, 3 * 12 / 25]);
});

Deno.test("item-based neighbours find the one unrated item of the user's camp", async () => {
  const { ratings, graph } = checkerboard();
  for (const recommender of [await itemKnn(ratings), await attributeItemKnn(ratings, graph)]) {
    allScores(recommender, ratings).forEach((scores, user) => {
      // All of the own camp, and nothing of the other one.
      scores!.forEach((score, item) => strictEqual(score > 0, (item + user) % 2 === 0));
    });
  }
});

Deno.test("item-based neighbours work with nobody and nothing, and with one of each", async () => {
  const none = bipartiteGraph(0, 0, [], []);
  deepStrictEqual(allScores(await itemKnn(matrixOf(0)), matrixOf(0)), []);
  deepStrictEqual(allScores(await attributeItemKnn(matrixOf(0, []), none), matrixOf(0, [])), [
    undefined,
  ]);
  for (const shrinkage of [0, 1]) {
    deepStrictEqual(allScores(await itemKnn(matrixOf(1, [5]), { shrinkage }), matrixOf(1, [5])), [
      undefined,
    ]);
  }
});

Deno.test("itemKnn() tells of its progress in items and stops when it is told to", async () => {
  const { ratings } = randomWorld({ seed: 1 });
  for (const shrinkage of [0, 2]) {
    const events: ProgressEvent[] = [];
    await itemKnn(ratings, { shrinkage }, { onProgress: (event) => events.push(event) });
    deepStrictEqual(events.map(({ unit }) => unit).filter((unit) => unit !== "items"), []);
    strictEqual(events.at(-1)!.done, ratings.columns);
    const signal = AbortSignal.abort(new Error("enough"));
    await rejects(itemKnn(ratings, { shrinkage }, { signal }), /enough/);
  }
});

Deno.test("itemKnn() refuses options out of range and inputs that are not finite", async () => {
  const one = matrixOf(1, [1]);
  await rejects(itemKnn(one, { k: 0 }), {
    message: "Cannot compare items: k is 0, expected an integer from 1",
  });
  await rejects(itemKnn(one, { k: 1.5 }), /expected an integer from 1/);
  await rejects(itemKnn(one, { shrinkage: -1 }), {
    message: "Cannot compare items: the shrinkage is -1, expected a number from 0",
  });
  await rejects(itemKnn(matrixOf(1, [NaN])), RangeError);
  await rejects(attributeItemKnn(one, bipartiteGraph(2, 1, [0], [0])), {
    message: "Cannot compare items: the number of items with features is 2, expected 1",
  });
});
