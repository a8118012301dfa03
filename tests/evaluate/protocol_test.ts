import { deepStrictEqual, rejects, strictEqual, throws } from "node:assert/strict";
import { type BipartiteGraph, bipartiteGraph } from "../../src/data/bipartite_graph.ts";
import { type SparseMatrix, sparseMatrix } from "../../src/data/sparse_matrix.ts";
import { UsageError } from "../../src/errors.ts";
import type { ProgressEvent } from "../../src/events.ts";
import { evaluate, findValue } from "../../src/evaluate/protocol.ts";
import { intraListDistance } from "../../src/metrics/intra_list_distance.ts";
import { metrics } from "../../src/metrics/registry.ts";
import { precision } from "../../src/metrics/precision.ts";
import type { Recommender } from "../../src/recommend/recommender.ts";

function matrix(rows: readonly (readonly [user: number, item: number, rating: number])[]) {
  return sparseMatrix(4, 7, {
    row: rows.map(([user]) => user),
    column: rows.map(([, item]) => item),
    value: rows.map(([, , rating]) => rating),
  }).matrix;
}

// Items 0 .. 4 are rated in training; 5 in the test only, 6 never.
const train = matrix([[0, 0, 5], [0, 1, 4], [1, 2, 5], [1, 3, 2], [2, 4, 1], [2, 0, 3]]);
// User 0 likes 2 and 3; user 1 likes 0 and, out of reach, 5; user 2 likes nothing; user 3 is not in the test.
const test = matrix([[0, 2, 5], [0, 3, 4], [0, 4, 1], [1, 0, 4], [1, 5, 5], [2, 1, 3]]);
const split = { train, test };

/** Scores each item by what the matrix says of it, times `sign`. */
function oracle(ratings: SparseMatrix, sign: 1 | -1 = 1): Recommender {
  return {
    name: "oracle",
    score(user, scores) {
      scores.fill(0);
      for (let k = ratings.indptr[user]; k < ratings.indptr[user + 1]; k++) {
        scores[ratings.indices[k]] = sign * ratings.values[k];
      }
      return true;
    },
  };
}

Deno.test("evaluate() finds everything within reach when the recommender knows the test", async () => {
  const found = await evaluate(oracle(test), split, { cutoffs: [2, 1], relevantFrom: 4 });
  strictEqual(found.recommender, "oracle");
  deepStrictEqual([...found.users], [0, 1]);
  strictEqual(found.usersWithoutRelevant, 2);
  strictEqual(found.usersWithoutScores, 0);
  strictEqual(found.catalogue, 5);
  // User 1's item 5 is relevant, never a candidate, and still counts: 1 of 2.
  deepStrictEqual(findValue(found, "recall", 2).ofUsers, Float64Array.of(1, 0.5));
  strictEqual(findValue(found, "recall", 2).value, 0.75);
  strictEqual(findValue(found, "precision", 2).value, (1 + 0.5) / 2);
  strictEqual(findValue(found, "precision", 1).value, 1);
  strictEqual(findValue(found, "hit-rate", 1).value, 1);
  // 2 and 3 for user 0; 0, then 1 (first of the ties) for user 1.
  deepStrictEqual(found.lists.map((list) => [...list.items]), [[2, 3], [0, 1]]);
  deepStrictEqual(found.lists.map((list) => [...list.scores]), [[5, 4], [4, 0]]);
  strictEqual(findValue(found, "item-coverage", 2).value, 4);
  strictEqual(findValue(found, "item-coverage-share", 2).value, 4 / 5);
  strictEqual(findValue(found, "item-coverage", 2).ofUsers, undefined);
});

Deno.test("evaluate() finds nothing when the recommender puts relevant items last", async () => {
  const found = await evaluate(oracle(test, -1), split, { cutoffs: [1], relevantFrom: 4 });
  for (const name of ["precision", "recall", "f1", "f1-of-means", "ndcg", "ndcg-graded", "map"]) {
    strictEqual(findValue(found, name, 1).value, 0);
  }
});

Deno.test("evaluate() lists candidates only", async () => {
  const found = await evaluate(oracle(train), split, { cutoffs: [9], relevantFrom: "all" });
  deepStrictEqual(found.lists.map((list) => [...list.items]), [[2, 3, 4], [0, 1, 4], [1, 2, 3]]);
});

Deno.test("evaluate() takes every test rating as relevant, of one grade, when asked for all", async () => {
  const found = await evaluate(oracle(test), split, { cutoffs: [3], relevantFrom: "all" });
  deepStrictEqual([...found.users], [0, 1, 2]);
  strictEqual(findValue(found, "recall", 3).value, (1 + 0.5 + 1) / 3);
  strictEqual(findValue(found, "ndcg-graded", 3).value, findValue(found, "ndcg", 3).value);
});

Deno.test("evaluate() counts a rating as relevant when single precision puts it below the threshold", async () => {
  // Math.fround(3.3) is below 3.3.
  const parts = { train, test: matrix([[0, 2, 3.3]]) };
  const found = await evaluate(oracle(train), parts, { cutoffs: [1], relevantFrom: 3.3 });
  strictEqual(found.users.length, 1);
});

Deno.test("evaluate() keeps empty lists as misses when the recommender has nothing to go by", async () => {
  const half = { name: "half", score: (user: number) => user === 0 };
  const found = await evaluate(half, split, { cutoffs: [3], relevantFrom: 4 });
  strictEqual(found.usersWithoutScores, 1);
  strictEqual(found.lists[1].items.length, 0);
  deepStrictEqual(findValue(found, "recall", 3).ofUsers, Float64Array.of(1, 0));
});

Deno.test("evaluate() computes the metrics asked for, each cutoff once and ascending", async () => {
  const options = { cutoffs: [3, 1, 3], relevantFrom: 4, metrics: [precision] };
  const found = await evaluate(oracle(test), split, options);
  deepStrictEqual(found.values.map(({ metric, cutoff }) => [metric, cutoff]), [
    ["precision", 1],
    ["precision", 3],
  ]);
  throws(() => findValue(found, "recall", 1), {
    name: "UsageError",
    message:
      "Cannot find a value: the metric is recall@1, expected one of precision@1, precision@3",
  });
});

Deno.test("evaluate() reports progress up to the last user", async () => {
  const events: ProgressEvent[] = [];
  const run = { onProgress: (event: ProgressEvent) => void events.push(event) };
  await evaluate(oracle(test), split, { cutoffs: [1], relevantFrom: 4 }, run);
  deepStrictEqual(events.at(-1), { stage: "rank", done: 2, total: 2, unit: "users" });
});

Deno.test("evaluate() rejects with the signal's reason when aborted before or between users", async () => {
  const options = { cutoffs: [1], relevantFrom: 4 };
  const reason = new Error("enough");
  const before = AbortSignal.abort(reason);
  await rejects(evaluate(oracle(test), split, options, { signal: before }), reason);
  const controller = new AbortController();
  const asked: number[] = [];
  const slow: Recommender = {
    name: "slow",
    score(user) {
      asked.push(user);
      // Longer than a turn, so that the event loop runs next.
      for (const start = performance.now(); performance.now() - start < 60;);
      setTimeout(() => controller.abort(reason), 0);
      return false;
    },
  };
  await rejects(evaluate(slow, split, options, { signal: controller.signal }), reason);
  deepStrictEqual(asked, [0]);
});

Deno.test("evaluate() rejects when an option is out of range", async () => {
  for (const cutoffs of [[], [0], [1.5], [10, -1], [NaN]]) {
    await rejects(evaluate(oracle(test), split, { cutoffs, relevantFrom: 4 }), UsageError);
  }
  for (const relevantFrom of [NaN, Infinity, -Infinity]) {
    await rejects(evaluate(oracle(test), split, { cutoffs: [1], relevantFrom }), UsageError);
  }
  await rejects(evaluate(oracle(test), split, { cutoffs: [1], relevantFrom: 40 }), {
    name: "UsageError",
    message:
      "Cannot evaluate: the number of users with a relevant test rating (40) is 0 of 4, expected at least 1",
  });
});

Deno.test("evaluate() rejects when the parts of the split differ in shape", async () => {
  const narrow = sparseMatrix(4, 6, { row: [0], column: [0], value: [5] }).matrix;
  const options = { cutoffs: [1], relevantFrom: 4 };
  await rejects(evaluate(oracle(test), { train, test: narrow }, options), UsageError);
});

Deno.test("evaluate() rejects when a score is not finite", async () => {
  const diverged: Recommender = {
    name: "diverged",
    score(_user, scores) {
      scores.fill(NaN);
      return true;
    },
  };
  const options = { cutoffs: [1], relevantFrom: 4 };
  await rejects(evaluate(diverged, split, options), RangeError);
});

Deno.test("evaluate() leaves out metrics of attributes without a graph, and says so when they are asked for", async () => {
  const options = { cutoffs: [2], relevantFrom: 4 };
  const graph = bipartiteGraph(7, 1, [2, 3], [0, 0]);
  const names = async (more: { graph?: BipartiteGraph }) =>
    (await evaluate(oracle(test), split, { ...options, ...more })).values.map(({ metric }) =>
      metric
    );
  deepStrictEqual(await names({ graph }), metrics.map(({ name }) => name));
  deepStrictEqual(
    await names({}),
    metrics.filter(({ needs }) => !needs?.includes("graph")).map(({ name }) => name),
  );
  await rejects(
    evaluate(oracle(test), split, { ...options, metrics: [intraListDistance] }),
    /intra-list-distance: the graph of items and attributes is missing/,
  );
});

Deno.test("evaluate() recommends nothing that the user has rated in the validation part", async () => {
  const options = { cutoffs: [9], relevantFrom: "all" } as const;
  const free = await evaluate(oracle(train), split, options);
  const [first] = free.lists[0].items;
  const validation = matrix([[0, first, 5]]);
  const found = await evaluate(oracle(train), { ...split, validation }, options);
  deepStrictEqual([...found.lists[0].items], [...free.lists[0].items].slice(1));
  deepStrictEqual(found.lists.slice(1), free.lists.slice(1));
  const odd = sparseMatrix(1, 7, { row: [], column: [], value: [] }).matrix;
  await rejects(
    evaluate(oracle(train), { ...split, validation: odd }, options),
    /the validation part is \(1, 7\)/,
  );
});

Deno.test("evaluate() goes by the fold-in part in place of the training part for what a user has rated", async () => {
  const foldIn = matrix([[0, 2, 5], [1, 1, 3]]);
  const found = await evaluate(oracle(test), { ...split, foldIn }, {
    cutoffs: [2],
    relevantFrom: 4,
  });
  // Item 2 is folded in for user 0, who is now free to see 0 and 1, which only training holds.
  deepStrictEqual(found.lists.map((list) => [...list.items]), [[3, 4], [0, 2]]);
  await rejects(
    evaluate(oracle(test), {
      ...split,
      foldIn: sparseMatrix(1, 7, { row: [], column: [], value: [] }).matrix,
    }, {
      cutoffs: [2],
      relevantFrom: 4,
    }),
    /the fold-in part is \(1, 7\)/,
  );
});
