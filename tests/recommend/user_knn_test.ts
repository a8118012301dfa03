import { deepStrictEqual, ok, strictEqual, throws } from "node:assert/strict";
import fc from "npm:fast-check@4.10.2";
import { userKnn } from "../../src/recommend/user_knn.ts";
import { seed } from "../kernels/_edges.ts";
import { allScores, denseCosines } from "./_dense.ts";
import { denseRows, matrixOf, randomWorld } from "./_profiles.ts";

Deno.test("userKnn() is a brute force over dense rows of ratings", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.record({ seed: fc.integer(), users: fc.integer({ min: 1, max: 14 }) }),
      fc.constantFrom(1, 3, 100),
      fc.boolean(),
      async (options, k, prepared) => {
        const { ratings } = randomWorld({ ...options, density: 0.3 });
        const rows = denseRows(ratings), cosines = denseCosines(rows);
        const recommender = userKnn(ratings, { k });
        if (prepared) await recommender.prepare!();
        allScores(recommender, ratings).forEach((scores, user) => {
          const { users, similarities } = recommender.neighbours(user);
          const chosen = [...users], row = cosines[user];
          const others = row.filter((sim, v) => v !== user && sim > 1e-12);
          strictEqual(chosen.length, Math.min(k, others.length));
          chosen.forEach((v, n) => ok(Math.abs(similarities[n] - row[v]) < 1e-12));
          const least = Math.min(...chosen.map((v) => row[v]));
          row.forEach((sim, v) => ok(v === user || chosen.includes(v) || sim <= least + 1e-12));
          const total = chosen.reduce((sum, v) => sum + row[v], 0);
          strictEqual(scores !== undefined, chosen.length > 0);
          scores?.forEach((score, i) => {
            const sum = chosen.reduce((sum, v) => sum + row[v] * rows[v][i], 0);
            ok(Math.abs(score - sum / total) < 1e-9);
          });
        });
      },
    ),
    { seed, numRuns: 60 },
  );
});

Deno.test("userKnn() finds neighbours among those learned from for users who are asked about", () => {
  const inputs = matrixOf(3, [5, 4], [undefined, 4, 3], []);
  const asked = matrixOf(3, [], [], [5, 4]);
  const recommender = userKnn(inputs, { asked });
  strictEqual(recommender.prepare, undefined);
  const { users, similarities } = recommender.neighbours(2);
  deepStrictEqual([...users], [0, 1]);
  ok(Math.abs(similarities[0] - 1) < 1e-12 && similarities[1] < 1);
  const [none, , scores] = allScores(recommender, asked);
  strictEqual(none, undefined);
  ok(Math.abs(scores![2] - 3 * similarities[1] / (1 + similarities[1])) < 1e-9);
});

Deno.test("userKnn() works with nobody and with one user, and refuses k = 0", () => {
  deepStrictEqual(allScores(userKnn(matrixOf(2)), matrixOf(2)), []);
  deepStrictEqual(allScores(userKnn(matrixOf(1, [5])), matrixOf(1, [5])), [undefined]);
  throws(() => userKnn(matrixOf(1, [5]), { k: 0 }), /k is 0, expected an integer from 1/);
});
