import { deepStrictEqual, ok, rejects, strictEqual } from "node:assert/strict";
import fc from "npm:fast-check@4.10.2";
import type { ProgressEvent } from "../../src/events.ts";
import { relatedItems } from "../../src/model/related_items.ts";
import { matrixOf } from "../recommend/_profiles.ts";
import { plainGram, plainInputs, randomRatings } from "./_ratings.ts";

const worlds = fc.record({
  seed: fc.integer(),
  users: fc.constantFrom(1, 2, 9, 33),
  items: fc.constantFrom(0, 1, 2, 7, 40),
  density: fc.double({ min: 0, max: 0.9, noNaN: true }),
  implicit: fc.boolean(),
});

Deno.test("relatedItems() lists the largest cosines of weighted columns, as brute force does", async () => {
  let listed = 0;
  await fc.assert(
    fc.asyncProperty(worlds, fc.constantFrom(1, 3, 100), async (world, k) => {
      const interactions = randomRatings(world);
      const gram = plainGram(plainInputs(interactions));
      const { start, items, similarities } = await relatedItems(interactions, k, { threads: 1 });
      strictEqual(start.length, world.items + 1);
      gram.forEach((row, i) => {
        const cosine = (j: number) => row[j] / Math.sqrt(gram[i][i] * gram[j][j]);
        const others = [...row.keys()].filter((j) => j !== i && row[j] > 0).sort((a, b) =>
          cosine(b) - cosine(a)
        );
        const found = [...items.subarray(start[i], start[i + 1])];
        strictEqual(found.length, Math.min(k, others.length));
        strictEqual(new Set(found).size, found.length);
        // Near ties may change places by rounding, so the cosines are compared.
        found.forEach((j, place) => {
          ok(Math.abs(cosine(j) - cosine(others[place])) < 1e-6);
          ok(Math.abs(similarities[start[i] + place] - cosine(j)) < 1e-6);
          listed++;
        });
      });
    }),
    { seed: 11, numRuns: 80 },
  );
  ok(listed > 1000);
});

Deno.test("relatedItems() takes ties by ascending item", async () => {
  const ratings = matrixOf(4, [1, 1, 1, 1], [1, 1, 1, 1]);
  const { items } = await relatedItems({ ratings, scale: "implicit" }, 2, { threads: 1 });
  deepStrictEqual([...items], [1, 2, 0, 2, 0, 1, 0, 1]);
});

Deno.test("relatedItems() gives the same bits on any number of threads", async () => {
  const interactions = randomRatings({ seed: 5, users: 50, items: 120, density: 0.2 });
  const one = await relatedItems(interactions, 20, { threads: 1 });
  deepStrictEqual(await relatedItems(interactions, 20, { threads: 2 }), one);
  deepStrictEqual(await relatedItems(interactions, 20, { threads: 3 }), one);
});

Deno.test("relatedItems() lists nothing for items without ratings and users without any", async () => {
  const none = { ratings: matrixOf(2, [], []), scale: "implicit" } as const;
  deepStrictEqual([...(await relatedItems(none, 5)).start], [0, 0, 0]);
  const lone = { ratings: matrixOf(3, [1, undefined, 1], []), scale: "implicit" } as const;
  const { start, items, similarities } = await relatedItems(lone, 5);
  deepStrictEqual([[...start], [...items], [...similarities]], [[0, 1, 1, 2], [2, 0], [1, 1]]);
});

Deno.test("relatedItems() tells of its progress, and stops with the signal's reason", async () => {
  const interactions = randomRatings({ seed: 5, users: 50, items: 120, density: 0.2 });
  for (const threads of [1, 2]) {
    const events: ProgressEvent[] = [];
    await relatedItems(interactions, 20, { threads, onProgress: (event) => events.push(event) });
    events.forEach((event, n) => {
      deepStrictEqual([event.stage, event.unit, event.total], ["relate", "items", 120]);
      ok(n === 0 || event.done >= events[n - 1].done);
    });
    strictEqual(events.at(-1)!.done, 120);
    const controller = new AbortController(), reason = new Error("enough");
    const onProgress = () => controller.abort(reason);
    const options = { threads, onProgress, signal: controller.signal };
    await rejects(relatedItems(interactions, 20, options), reason);
  }
});

Deno.test("relatedItems() refuses numbers out of range", async () => {
  const { ratings, scale } = randomRatings({ seed: 5, users: 2, items: 3, density: 0.5 });
  for (const wrong of [0, 1.5, NaN]) {
    await rejects(relatedItems({ ratings, scale }, wrong), {
      name: "UsageError",
      message:
        `Cannot find related items: their number is ${wrong}, expected a whole number from 1`,
    });
    await rejects(relatedItems({ ratings, scale }, 1, { threads: wrong }), { name: "UsageError" });
  }
});
