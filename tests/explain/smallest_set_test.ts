import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import fc from "npm:fast-check@4.10.2";
import { smallestSet } from "../../src/explain/smallest_set.ts";
import { subsets } from "./_subsets.ts";

/** A question about sets of `count` members: what weights sum to, or any answer at random. */
const questions = fc.oneof(
  fc.record({
    weights: fc.array(fc.integer({ min: -5, max: 9 }), { minLength: 1, maxLength: 7 }),
    need: fc.integer({ min: 1, max: 30 }),
  }).map(({ weights, need }) => ({
    count: weights.length,
    works: (set: readonly number[]) => set.reduce((sum, m) => sum + weights[m], 0) >= need,
    bound: { power: Float64Array.from(weights, (w) => Math.max(0, w)), need, below: Infinity },
  })),
  fc.record({
    count: fc.integer({ min: 0, max: 6 }),
    yes: fc.uniqueArray(fc.integer({ min: 1, max: 63 })),
  }).map(({ count, yes }) => ({
    count,
    works: (set: readonly number[]) => yes.includes(set.reduce((sum, m) => sum + 2 ** m, 0)),
    bound: undefined,
  })),
);

const orders = (count: number) => [[...Array(count).keys()], [...Array(count).keys()].reverse()];

Deno.test("smallestSet() finds what trying all sets finds, when it has the tries", async () => {
  await fc.assert(
    fc.asyncProperty(questions, fc.boolean(), async ({ count, works, bound }, bounded) => {
      const smallest = subsets(count).find(works);
      const found = await smallestSet({
        count,
        orders: orders(count),
        works,
        tries: 1000,
        largest: count,
        bound: bounded ? bound : undefined,
      });
      strictEqual(found.members?.length, smallest?.length);
      if (found.members) {
        ok(works(found.members));
        ok(found.ruledOut + 1 >= found.members.length);
      } else strictEqual(found.ruledOut, count);
    }),
    { seed: 2017, numRuns: 300 },
  );
});

Deno.test("smallestSet() claims nothing that is not so and keeps to its limits, however few tries it has", async () => {
  await fc.assert(
    fc.asyncProperty(
      questions,
      fc.boolean(),
      fc.integer({ min: 1, max: 40 }),
      fc.integer({ min: 1, max: 7 }),
      async ({ count, works, bound }, bounded, tries, largest) => {
        let calls = 0, most = 0;
        const found = await smallestSet({
          count,
          orders: orders(count),
          works(set) {
            calls++;
            most = Math.max(most, set.length);
            strictEqual(new Set(set).size, set.length);
            return works(set);
          },
          tries,
          largest,
          bound: bounded ? bound : undefined,
        });
        deepStrictEqual([found.tries, found.largest], [calls, most]);
        ok(calls <= tries && most <= largest);
        const smallest = subsets(count).find(works);
        if (found.members) {
          ok(works(found.members) && found.members.length >= smallest!.length);
          // No member can be spared, as far as there were tries to find out.
          if (calls < tries) {
            for (const member of found.members) {
              ok(!works(found.members.filter((other) => other !== member)));
            }
          }
        }
        ok(smallest === undefined || smallest.length > found.ruledOut);
      },
    ),
    { seed: 2017, numRuns: 300 },
  );
});

Deno.test("smallestSet() tries sets of what is most promising when it cannot try all", async () => {
  // Greedy goes by an order that hides the pair {3, 4}; 500 pairs are too many, those of the best 10 are not.
  const found = await smallestSet({
    count: 40,
    orders: [[0, 1, 2, 3, 4, 5, 6, 7, 8, 9]],
    works: (set) => set.includes(3) && set.includes(4),
    tries: 200,
    largest: 3,
  });
  deepStrictEqual([found.members, found.ruledOut], [[3, 4], 1]);
});

Deno.test("smallestSet() knows nothing of sets from a size on where the bound does not hold", async () => {
  const found = await smallestSet({
    count: 3,
    orders: [[0, 1]],
    works: (set) => set.length === 3,
    tries: 100,
    largest: 3,
    bound: { power: Float64Array.of(1, 1, 1), need: Infinity, below: 3 },
  });
  // The two prefixes of the order, and the whole.
  deepStrictEqual([found.members, found.ruledOut, found.tries], [[0, 1, 2], 2, 3]);
});
