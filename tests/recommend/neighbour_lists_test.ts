import { deepStrictEqual, ok, rejects, strictEqual } from "node:assert/strict";
import fc from "npm:fast-check@4.10.2";
import { type SparseMatrix, sparseMatrix } from "../../src/data/sparse_matrix.ts";
import type { ProgressEvent } from "../../src/events.ts";
import { profileKnnContributions } from "../../src/explain/attribution.ts";
import {
  allNeighbours,
  type NeighbourLists,
  type NeighbourOptions,
} from "../../src/recommend/neighbour_lists.ts";
import type { NeighbourMethod } from "../../src/recommend/neighbour_task.ts";
import { profileKnn } from "../../src/recommend/profile_knn.ts";
import { createRandom } from "../../src/random.ts";
import { gpuTest } from "../_gpu.ts";
import { matrixOf, randomWorld } from "./_profiles.ts";

const worlds = fc.record({
  seed: fc.integer(),
  users: fc.constantFrom(0, 1, 2, 7, 31, 32, 33, 65, 90),
  attributes: fc.integer({ min: 1, max: 60 }),
  density: fc.double({ min: 0.01, max: 1, noNaN: true }),
  signed: fc.boolean(),
  /** Weights from this few values give profiles of one direction, and ties. */
  levels: fc.constantFrom(0, 1, 2),
  k: fc.constantFrom(1, 2, 5, 40, 200),
});

function profilesOf({ levels, ...options }: { seed: number; levels: number }): SparseMatrix {
  const { profiles } = randomWorld(options);
  if (levels === 0) return profiles;
  return {
    ...profiles,
    values: profiles.values.map((x) => Math.sign(x) * Math.ceil(levels * Math.abs(x) / 4)),
  };
}

/** What `profileKnn` finds user by user, laid side by side. */
function oneByOne(
  profiles: SparseMatrix,
  k: number,
): { users: number[]; similarities: number[] }[] {
  const ratings = sparseMatrix(profiles.rows, 1, { row: [], column: [], value: [] }).matrix;
  const knn = profileKnn(profiles, ratings, { k });
  return Array.from({ length: profiles.rows }, (_, u) => {
    const { users, similarities } = knn.neighbours(u);
    return { users: [...users], similarities: [...similarities] };
  });
}

function unpacked({ k, users, similarities, counts }: NeighbourLists) {
  return Array.from(counts, (count, u) => ({
    users: [...users.subarray(u * k, u * k + count)],
    similarities: [...similarities.subarray(u * k, u * k + count)],
  }));
}

async function check(profiles: SparseMatrix, options: NeighbourOptions): Promise<NeighbourLists> {
  const lists = await allNeighbours(profiles, options);
  deepStrictEqual(unpacked(lists), oneByOne(profiles, options.k ?? 40));
  return lists;
}

Deno.test("allNeighbours() equals the neighbours found one by one, to the bit", async () => {
  const methods = new Set<NeighbourMethod>();
  let searched = 0, chosen = 0;
  await fc.assert(
    fc.asyncProperty(worlds, async ({ k, ...options }) => {
      const profiles = profilesOf(options);
      const { facts } = await check(profiles, { k, threads: 1 });
      methods.add(facts.method);
      if (facts.method === "attribute lists") return;
      searched += facts.searched;
      chosen += profiles.rows - facts.searched;
    }),
    { seed: 2019, numRuns: 300 },
  );
  deepStrictEqual([...methods].sort(), ["attribute lists", "cpu panels"]);
  ok(searched > 0 && chosen > 0, `${searched} users were searched and ${chosen} were not`);
});

/** Many users of few kinds, beside others. */
function crowd(users: number, seed: number): SparseMatrix {
  const random = createRandom(seed, "crowd");
  const rows = Array.from(
    { length: users },
    (_, u) => Array.from({ length: 24 }, (_, f) => u % 3 === 0 ? f % (2 + u % 2) : random.next()),
  );
  return matrixOf(24, ...rows);
}

Deno.test("allNeighbours() gives the same bits on any number of threads", async () => {
  const profiles = crowd(700, 1);
  const one = await check(profiles, { k: 10, threads: 1 });
  strictEqual(one.facts.method, "cpu panels");
  // Profiles of one direction are more than the candidates, so they are told apart by a search in float64.
  ok(one.facts.searched > 200 && one.facts.searched < 400);
  for (const threads of [2, 3]) {
    const several = await allNeighbours(profiles, { k: 10, threads });
    strictEqual(several.facts.threads, threads);
    deepStrictEqual(unpacked(several), unpacked(one));
  }
});

Deno.test("allNeighbours() takes lists by attribute for very sparse profiles, on any threads", async () => {
  const { profiles } = randomWorld({ seed: 4, users: 300, attributes: 300, density: 0.02 });
  const { facts } = await check(profiles, { k: 5, threads: 1 });
  strictEqual(facts.method, "attribute lists");
  await check(profiles, { k: 5, threads: 2 });
});

Deno.test("allNeighbours() needs no search where signs are exact, however short the lists", async () => {
  const { profiles } = randomWorld({ seed: 4, users: 60, signed: false });
  const { facts, counts } = await check(profiles, { k: 59, threads: 1 });
  deepStrictEqual([facts.method, facts.searched], ["cpu panels", 0]);
  ok(counts.some((count) => count < 59));
});

Deno.test("allNeighbours() finds neighbours whose float32 products vanish", async () => {
  // Users 0 and 1 share one attribute that is next to nothing for both: their cosine is 1e-50.
  const profiles = matrixOf(3, [1, 1e-25], [undefined, 1e-25, 1], [1], [undefined, undefined, 1]);
  const { users, counts, k, facts } = await check(profiles, { threads: 1 });
  deepStrictEqual([k, facts.method], [3, "cpu panels"]);
  deepStrictEqual([...users.subarray(0, counts[0])], [2, 1]);
});

gpuTest("allNeighbours() gives the same bits on the GPU", async (gpu) => {
  for (
    const profiles of [crowd(150, 2), randomWorld({ seed: 3, users: 90, attributes: 70 }).profiles]
  ) {
    const lists = await check(profiles, { k: 7, gpu, threads: 1 });
    strictEqual(lists.facts.method, "gpu panels");
    ok(lists.facts.bytes > 0);
  }
  for (const profiles of [matrixOf(3), matrixOf(2, [1, 2]), matrixOf(2, [1], [undefined, 1])]) {
    await check(profiles, { gpu });
  }
});

Deno.test("profileKnn() scores and explains the same with all lists at hand", async () => {
  const { profiles, ratings, graph } = randomWorld({
    seed: 8,
    users: 120,
    attributes: 50,
    items: 9,
  });
  const lazy = profileKnn(profiles, ratings, { k: 6 }),
    ready = profileKnn(profiles, ratings, { k: 6 });
  const facts = await ready.prepare({ threads: 2 });
  deepStrictEqual(await ready.prepare(), facts);
  for (let u = 0; u < 120; u++) {
    const a = new Float64Array(9), b = new Float64Array(9);
    strictEqual(ready.score(u, b), lazy.score(u, a));
    deepStrictEqual(b, a);
    deepStrictEqual(ready.neighbours(u), lazy.neighbours(u));
    for (let i = 0; i < 9; i++) {
      const reasons = profileKnnContributions(ready, graph, u, i);
      deepStrictEqual(reasons, profileKnnContributions(lazy, graph, u, i));
      strictEqual(reasons?.score, a[i]);
    }
  }
});

Deno.test("profileKnn() hands out neighbourhoods that are the caller's, with all lists at hand too", async () => {
  const { profiles, ratings } = randomWorld({ seed: 8, users: 20 });
  const knn = profileKnn(profiles, ratings);
  await knn.prepare();
  const before = knn.neighbours(3);
  knn.neighbours(3).users.fill(0);
  deepStrictEqual(knn.neighbours(3), before);
});

Deno.test("allNeighbours() tells of its progress and ends it at the last user", async () => {
  for (const threads of [1, 2]) {
    const events: ProgressEvent[] = [];
    await allNeighbours(crowd(300, 3), { threads }, { onProgress: (event) => events.push(event) });
    ok(events.length > 3);
    events.forEach((event, n) => {
      deepStrictEqual([event.stage, event.unit, event.total], ["neighbours", "users", 300]);
      ok(n === 0 || event.done >= events[n - 1].done);
    });
    strictEqual(events.at(-1)!.done, 300);
  }
});

Deno.test("allNeighbours() stops when told to, with the signal's reason", async () => {
  for (const threads of [1, 2]) {
    const controller = new AbortController();
    const reason = new Error("enough");
    await rejects(
      allNeighbours(crowd(300, 3), { threads }, {
        signal: controller.signal,
        onProgress: () => controller.abort(reason),
      }),
      reason,
    );
  }
  await rejects(
    allNeighbours(crowd(3, 3), {}, { signal: AbortSignal.abort(new Error("no")) }),
    /no/,
  );
});

Deno.test("allNeighbours() refuses options out of range and weights that are not finite", async () => {
  const one = matrixOf(1, [1]);
  for (const wrong of [0, -1, 1.5, NaN]) {
    for (const name of ["k", "threads"]) {
      await rejects(allNeighbours(one, { [name]: wrong }), {
        name: "UsageError",
        message: `Cannot find neighbours: ${name} is ${wrong}, expected an integer from 1`,
      });
    }
  }
  await rejects(allNeighbours(matrixOf(1, [NaN])), /user 0's weight of attribute 0 is NaN/);
});

Deno.test("allNeighbours() says how much memory it held", async () => {
  const { facts, k } = await allNeighbours(crowd(200, 5), { threads: 1 });
  const wide = await allNeighbours(crowd(200, 5), { threads: 2 });
  // At least the result; each thread brings candidate lists and a panel, and the profiles are copied for them.
  ok(facts.bytes > 200 * k * 12);
  ok(wide.facts.bytes > facts.bytes + 200 * 24 * 8);
});
