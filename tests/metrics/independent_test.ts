import { deepStrictEqual, strictEqual } from "node:assert/strict";
import fc from "npm:fast-check@4.10.2";
import { bipartiteGraph } from "../../src/data/bipartite_graph.ts";
import { createDataset } from "../../src/data/dataset.ts";
import { withRatings } from "../../src/data/interactions.ts";
import { type SparseMatrix, sparseMatrix } from "../../src/data/sparse_matrix.ts";
import { evaluate } from "../../src/evaluate/protocol.ts";
import { readRatingParts } from "../../src/formats/ratings.ts";
import { writeRun } from "../../src/formats/run_file.ts";
import { readTriples } from "../../src/formats/triples.ts";
import { mostPopular } from "../../src/recommend/baselines.ts";
import type { RankedList } from "../../src/recommend/ranking.ts";
import { realDataTest } from "../_real_data.ts";
import { assertClose } from "./_worked.ts";
import { judgeIndependently } from "./_independent.ts";

const USERS = 6, ITEMS = 9, ATTRIBUTES = 5;

interface Case {
  /** One row per user; 0 is no rating, a negative one is in the test part. */
  readonly ratings: readonly number[][];
  readonly scores: readonly number[][];
  readonly has: readonly boolean[][];
  /** Users for whom there is nothing to go by. */
  readonly silent: readonly boolean[];
  readonly cutoff: number;
}

const grid = <T>(rows: number, columns: number, cell: fc.Arbitrary<T>) =>
  fc.array(fc.array(cell, { minLength: columns, maxLength: columns }), {
    minLength: rows,
    maxLength: rows,
  });

const cases: fc.Arbitrary<Case> = fc.record({
  ratings: grid(USERS, ITEMS, fc.integer({ min: -5, max: 5 })),
  scores: grid(USERS, ITEMS, fc.integer({ min: -3, max: 3 })),
  has: grid(ITEMS, ATTRIBUTES, fc.boolean()),
  silent: fc.array(fc.boolean(), { minLength: USERS, maxLength: USERS }),
  cutoff: fc.integer({ min: 1, max: 10 }),
}).filter(({ ratings }) =>
  ratings.flat().some((r) => r <= -4) && ratings.flat().some((r) => r > 0)
);

const part = (ratings: readonly number[][], sign: 1 | -1) => {
  const cells = ratings.flatMap((row, user) =>
    row.flatMap((rating, item) => sign * rating > 0 ? [{ user, item, value: sign * rating }] : [])
  );
  return sparseMatrix(USERS, ITEMS, {
    row: cells.map(({ user }) => user),
    column: cells.map(({ item }) => item),
    value: cells.map(({ value }) => value),
  }).matrix;
};

const entriesOf = (users: Uint32Array, lists: readonly RankedList[]) =>
  lists.flatMap(({ items, scores }, row) =>
    [...items].map((item, place) => ({
      user: `u${users[row]}`,
      item: `i${item}`,
      rank: place + 1,
      score: scores[place],
    }))
  );

Deno.test("every metric of a run file agrees with an independent implementation", async () => {
  await fc.assert(
    fc.asyncProperty(cases, async ({ ratings, scores, has, silent, cutoff }) => {
      const edges = has.flatMap((row, item) =>
        row.flatMap((own, attribute) => own ? [{ item, attribute }] : [])
      );
      const graph = bipartiteGraph(
        ITEMS,
        ATTRIBUTES,
        edges.map(({ item }) => item),
        edges.map(({ attribute }) => attribute),
      );
      const recommender = {
        name: "drawn",
        score(user: number, into: Float64Array) {
          into.set(scores[user]);
          return !silent[user];
        },
      };
      const split = { train: part(ratings, 1), test: part(ratings, -1) };
      const { users, lists, values } = await evaluate(recommender, split, {
        cutoffs: [cutoff],
        relevantFrom: 4,
        graph,
      });
      const idsOf = (row: readonly number[], sign: 1 | -1) =>
        row.flatMap((rating, item) => sign * rating > 0 ? [`i${item}`] : []);
      const expected = judgeIndependently({
        run: [...writeRun({ tag: "drawn", entries: entriesOf(users, lists) })].join(""),
        test: new Map(ratings.map((row, user) => [
          `u${user}`,
          new Map(idsOf(row, -1).map((id) => [id, -row[Number(id.slice(1))]])),
        ])),
        train: new Map(ratings.map((row, user) => [`u${user}`, idsOf(row, 1)])),
        attributes: new Map(has.map((row, item) => [
          `i${item}`,
          row.flatMap((own, attribute) => own ? [`a${attribute}`] : []),
        ])),
        attributeCount: ATTRIBUTES,
        cutoff,
        threshold: 4,
      });
      deepStrictEqual(values.map(({ metric }) => metric).sort(), Object.keys(expected).sort());
      for (const { metric, value } of values) assertClose(value, expected[metric], 1e-9);
    }),
    { numRuns: 300 },
  );
});

realDataTest(
  "every metric of a run on MovieLens 100K agrees with an independent implementation",
  async (folder) => {
    const source = async (name: string) => ({
      name,
      stream: (await Deno.open(`${folder}/movielens-100k-dbpedia/${name}`)).readable,
    });
    const { interactions, parts: [train, test] } = await readRatingParts([
      await source("u1.base.gz"),
      await source("u1.test.gz"),
    ]);
    const knowledge = await readTriples(await source("attributes.tsv.gz"));
    const { graph } = createDataset(withRatings(interactions, train), knowledge);
    const recommender = mostPopular(train);
    const { users, lists, values } = await evaluate(recommender, { train, test }, {
      cutoffs: [10],
      relevantFrom: 4,
      graph,
    });
    const rowOf = ({ indptr, indices, values }: SparseMatrix, user: number) =>
      [...indices.subarray(indptr[user], indptr[user + 1])]
        .map((item, k) => [`i${item}`, values[indptr[user] + k]] as const);
    const byUser = <T>(of: (user: number) => T) =>
      new Map(interactions.users.ids.map((_, user) => [`u${user}`, of(user)]));
    const expected = judgeIndependently({
      run: [...writeRun({ tag: "popular", entries: entriesOf(users, lists) })].join(""),
      test: byUser((user) => new Map(rowOf(test, user))),
      train: byUser((user) => rowOf(train, user).map(([item]) => item)),
      attributes: new Map(interactions.items.ids.map((_, item) => [
        `i${item}`,
        [...graph.itemAttributes.subarray(graph.itemStart[item], graph.itemStart[item + 1])]
          .map((attribute) => `a${attribute}`),
      ])),
      attributeCount: graph.attributes,
      cutoff: 10,
      threshold: 4,
    });
    strictEqual(values.length, Object.keys(expected).length);
    for (const { metric, value } of values) assertClose(value, expected[metric], 1e-9);
  },
);
