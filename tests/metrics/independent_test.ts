import { deepStrictEqual } from "node:assert/strict";
import fc from "npm:fast-check@4.10.2";
import { bipartiteGraph } from "../../src/data/bipartite_graph.ts";
import { sparseMatrix } from "../../src/data/sparse_matrix.ts";
import { evaluate } from "../../src/evaluate/protocol.ts";
import { writeRun } from "../../src/formats/run_file.ts";
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
      const entries = lists.flatMap((list, row) =>
        [...list.items].map((item, place) => ({
          user: `u${users[row]}`,
          item: `i${item}`,
          rank: place + 1,
          score: list.scores[place],
        }))
      );
      const idsOf = (row: readonly number[], sign: 1 | -1) =>
        row.flatMap((rating, item) => sign * rating > 0 ? [`i${item}`] : []);
      const expected = judgeIndependently({
        run: [...writeRun({ tag: "drawn", entries })].join(""),
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
