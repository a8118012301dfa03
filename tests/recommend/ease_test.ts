import { deepStrictEqual, ok, rejects, strictEqual } from "node:assert/strict";
import fc from "npm:fast-check@4.10.2";
import { ease, easeMemory } from "../../src/recommend/ease.ts";
import { seed } from "../kernels/_edges.ts";
import { allScores, denseGram, denseInverse, dot } from "./_dense.ts";
import { denseRows, matrixOf, randomWorld } from "./_profiles.ts";

Deno.test("ease() scores as the dense closed form does, by items and by users", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.record({
        seed: fc.integer(),
        users: fc.integer({ min: 1, max: 15 }),
        items: fc.integer({ min: 1, max: 15 }),
        density: fc.constantFrom(0.1, 0.5, 1),
      }),
      fc.constantFrom(0.1, 1, 50),
      async (options, lambda) => {
        const { ratings } = randomWorld(options);
        // Others than those learned from, some of whom have rated nothing.
        const { ratings: others } = randomWorld({ ...options, seed: options.seed + 1, users: 7 });
        const gram = denseGram(ratings);
        const inverse = denseInverse(
          gram.map((row, i) => row.map((g, j) => i === j ? g + lambda : g)),
        );
        const weights = inverse.map((row, i) =>
          row.map((p, j) => i === j ? 0 : -p / inverse[j][j])
        );
        for (const invert of ["items", "users", "items others", "users others"] as const) {
          const asked = invert.endsWith("others") ? others : ratings;
          const expected = denseRows(asked).map((row) =>
            row.some((x) => x !== 0)
              ? weights[0].map((_, j) => dot(row, weights.map((w) => w[j])))
              : undefined
          );
          const made = { lambda, invert: invert.split(" ")[0] as "items" | "users", asked };
          const found = allScores(await ease(ratings, made), asked);
          found.forEach((scores, user) => {
            strictEqual(scores === undefined, expected[user] === undefined);
            scores?.forEach((score, i) =>
              ok(Math.abs(score - expected[user]![i]) < 1e-8, `${invert}: ${score}`)
            );
          });
        }
      },
    ),
    { seed, numRuns: 60 },
  );
});

Deno.test("ease() has a zero diagonal and leaves no gradient anywhere else", async () => {
  // A user for each item alone shows the rows of B; the last two users make it interesting.
  const items = 6, lambda = 2;
  const alone = Array.from(
    { length: items },
    (_, i) => Array.from({ length: items }, (_, j) => i === j ? 1 : undefined),
  );
  const inputs = matrixOf(items, ...alone, [1, 1, undefined, 1], [undefined, 1, 1, 1, 1]);
  const weights = allScores(await ease(inputs, { lambda }), inputs).slice(0, items);
  const gram = denseGram(inputs);
  for (let i = 0; i < items; i++) {
    strictEqual(weights[i]![i], 0);
    for (let j = 0; j < items; j++) {
      // d/dB_ij of |X - X B|^2 + lambda |B|^2, halved.
      const slope = dot(gram[i], weights.map((row) => row![j])) + lambda * weights[i]![j] -
        gram[i][j];
      ok(i === j || Math.abs(slope) < 1e-12);
    }
  }
  ok(weights.flat().some((weight) => weight !== 0));
});

Deno.test("ease() works with nobody and nothing, and with one of each", async () => {
  for (const inputs of [matrixOf(0), matrixOf(3), matrixOf(0, [], [])]) {
    const recommender = await ease(inputs);
    deepStrictEqual(
      allScores(recommender, inputs),
      Array.from({ length: inputs.rows }, () => undefined),
    );
  }
  const one = matrixOf(1, [5]);
  deepStrictEqual(allScores(await ease(one, { lambda: 3 }), one), [[0]]);
});

Deno.test("ease() can be made again in the same memory", async () => {
  const { ratings } = randomWorld({ seed: 3, users: 9, items: 14 });
  const memory = easeMemory(ratings);
  for (const lambda of [1, 20]) {
    deepStrictEqual(
      allScores(await ease(ratings, { lambda, memory }), ratings),
      allScores(await ease(ratings, { lambda }), ratings),
    );
  }
  await rejects(ease(ratings, { memory: easeMemory({ rows: 4, columns: 4 }) }), {
    message: "Cannot make EASE: the size of the memory is 4, expected 9",
  });
});

Deno.test("ease() refuses a penalty that is not above 0, and inputs that are not finite", async () => {
  for (const lambda of [0, -1, NaN, Infinity]) {
    await rejects(ease(matrixOf(1, [1]), { lambda }), {
      name: "UsageError",
      message: `Cannot make EASE: lambda is ${lambda}, expected a number above 0`,
    });
  }
  await rejects(ease(matrixOf(1, [NaN])), /an input is NaN, expected finite numbers/);
});
