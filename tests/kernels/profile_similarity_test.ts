import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import fc from "npm:fast-check@4.10.2";
import type { SparseMatrix } from "../../src/data/sparse_matrix.ts";
import { createBufferPool, readBuffers } from "../../src/gpu/buffer.ts";
import type { Gpu } from "../../src/gpu/device.ts";
import {
  comparableProfiles,
  ROUNDOFF,
  similarityError,
} from "../../src/kernels/comparable_profiles.ts";
import { createProfileSimilarity } from "../../src/kernels/profile_similarity.ts";
import { createSimilarityKernel, PANEL_USERS } from "../../src/kernels/profile_similarity_cpu.ts";
import { createTopK } from "../../src/kernels/top_k.ts";
import { createRandom } from "../../src/random.ts";
import { gpuTest } from "../_gpu.ts";
import { denseRows, randomWorld } from "../recommend/_profiles.ts";

/** Users around the width of a panel and of two. */
const SIZES = [0, 1, 2, 31, 32, 33, 63, 64, 65, 100];

const worlds = fc.record({
  seed: fc.integer(),
  users: fc.constantFrom(...SIZES),
  attributes: fc.integer({ min: 1, max: 60 }),
  density: fc.double({ min: 0.02, max: 1, noNaN: true }),
  signed: fc.boolean(),
});

/** cos(u, v) cell by cell in float64; 0 where a profile is empty. */
function plainCosines(profiles: SparseMatrix): number[][] {
  const rows = denseRows(profiles);
  const dot = (a: number[], b: number[]) => a.reduce((sum, x, f) => sum + x * b[f], 0);
  return rows.map((a) =>
    rows.map((b) => {
      const size = Math.sqrt(dot(a, a)) * Math.sqrt(dot(b, b));
      return size > 0 ? dot(a, b) / size : 0;
    })
  );
}

/** Every similarity from the WebAssembly kernel, with the rows loaded `chunk` and the panel `width` users at a time. */
function cpuCosines(profiles: SparseMatrix, chunk: number, width: number): number[][] {
  const users = profiles.rows;
  const kernel = createSimilarityKernel(comparableProfiles(profiles));
  const cosines = Array.from({ length: users }, () => new Array<number>(users));
  for (let from = 0; from < users; from += chunk) {
    const to = Math.min(users, from + chunk);
    kernel.loadRows(from, to);
    for (let first = 0; first < users; first += width) {
      const count = Math.min(width, users - first);
      // Rows may be left out at the front.
      for (const row of [from, Math.floor((from + to) / 2)]) {
        const found = kernel.similarities(row, first, count);
        for (let v = row; v < to; v++) {
          for (let lane = 0; lane < count; lane++) {
            cosines[first + lane][v] = found[(v - row) * PANEL_USERS + lane];
          }
        }
      }
    }
  }
  return cosines;
}

Deno.test("createSimilarityKernel() equals the definition within the bound of float32", () => {
  let worst = 0;
  fc.assert(
    fc.property(worlds, (options) => {
      const { profiles } = randomWorld(options);
      const found = cpuCosines(profiles, 40, PANEL_USERS), plain = plainCosines(profiles);
      const bound = similarityError(options.attributes, ROUNDOFF.cpu);
      plain.forEach((row, u) =>
        row.forEach((cosine, v) => {
          if (profiles.indptr[u + 1] === profiles.indptr[u]) strictEqual(found[u][v], 0);
          // Attributes that only one user has count in no cosine but the user's own.
          if (u === v) return;
          worst = Math.max(worst, Math.abs(found[u][v] - cosine));
          ok(Math.abs(found[u][v] - cosine) <= bound, `${found[u][v]} is not ${cosine}`);
        })
      );
    }),
    { seed: 2018, numRuns: 60 },
  );
  console.log(`largest error of a cosine ${worst}`);
  ok(worst > 0);
});

Deno.test("createSimilarityKernel() gives the same bits in any panel and any chunk", () => {
  const { profiles } = randomWorld({ seed: 5, users: 70, attributes: 40 });
  const cosines = cpuCosines(profiles, 70, PANEL_USERS);
  for (const [chunk, width] of [[1, 1], [7, 32], [32, 5], [69, 31]]) {
    deepStrictEqual(cpuCosines(profiles, chunk, width), cosines);
  }
});

Deno.test("comparableProfiles() numbers the attributes that two users have", () => {
  const { profiles } = randomWorld({ seed: 1, users: 3, attributes: 50, density: 0.3 });
  const { column, columns, entries, products } = comparableProfiles(profiles);
  const users = Array.from(
    { length: 50 },
    (_, f) => denseRows(profiles).filter((row) => row[f] !== 0).length,
  );
  const shared = [...users.keys()].filter((f) => users[f] > 1);
  strictEqual(columns, shared.length);
  deepStrictEqual(
    [...column],
    users.map((count, f) => count > 1 ? shared.indexOf(f) : 0xffffffff),
  );
  strictEqual(entries, shared.reduce((sum, f) => sum + users[f], 0));
  strictEqual(products, shared.reduce((sum, f) => sum + users[f] ** 2, 0));
});

/** What the GPU keeps of each user, by ascending other user. */
async function gpuLists(
  gpu: Gpu,
  profiles: SparseMatrix,
  keep: number,
  limits?: { readonly bindingBytes?: number; readonly rowEntries?: number },
) {
  using kernel = await createProfileSimilarity(gpu, comparableProfiles(profiles), keep, limits);
  const lists: { other: number; similarity: number }[][] = [];
  for await (const { first, count, others, similarities, kept } of kernel.similarUsers()) {
    strictEqual(first, lists.length);
    for (let row = 0; row < count; row++) {
      lists.push(
        Array.from({ length: kept[row] }, (_, n) => ({
          other: others[row * keep + n],
          similarity: similarities[row * keep + n],
        })),
      );
    }
  }
  return lists;
}

gpuTest("profile_similarity keeps the most similar users of the definition", async (gpu) => {
  for (const [seed, users] of SIZES.entries()) {
    const signed = seed % 2 === 0, attributes = 3 + 7 * seed;
    const { profiles } = randomWorld({ seed, users, attributes, density: 0.5, signed });
    const bound = similarityError(attributes, ROUNDOFF.gpu);
    const plain = plainCosines(profiles);
    const keep = 1 + 3 * seed;
    const lists = await gpuLists(gpu, profiles, keep);
    ok(lists.length === users || lists.length === 0);
    lists.forEach((list, u) => {
      const positive = plain[u].filter((cosine, v) => v !== u && cosine > bound).length;
      ok(list.length >= Math.min(keep, positive) && list.length <= keep);
      deepStrictEqual(
        list.map(({ other }) => other),
        list.map(({ other }) => other).toSorted(byNumber),
      );
      ok(
        list.every(({ other, similarity }) =>
          other !== u && Math.abs(similarity - plain[u][other]) <= bound
        ),
      );
      const least = Math.min(...list.map(({ similarity }) => similarity));
      const others = new Set(list.map(({ other }) => other));
      ok(
        plain[u].every((cosine, v) =>
          v === u || others.has(v) || cosine <= bound || cosine <= least + bound
        ),
      );
    });
  }
});

gpuTest("profile_similarity gives the same bits from run to run and in any chunks", async (gpu) => {
  const { profiles } = randomWorld({ seed: 9, users: 130, attributes: 90, density: 0.3 });
  const lists = await gpuLists(gpu, profiles, 12);
  strictEqual(lists.length, 130);
  deepStrictEqual(await gpuLists(gpu, profiles, 12), lists);
  // Panels of 4 users, chunks of few rows, rows in several dispatches.
  deepStrictEqual(await gpuLists(gpu, profiles, 12, { bindingBytes: 2080 }), lists);
  deepStrictEqual(await gpuLists(gpu, profiles, 12, { rowEntries: 4 }), lists);
});

gpuTest("profile_similarity refuses more users than a binding can hold", async (gpu) => {
  const { profiles } = randomWorld({ seed: 9, users: 130, attributes: 90 });
  const error = await gpuLists(gpu, profiles, 12, { bindingBytes: 1000 }).catch((error) => error);
  strictEqual(error.name, "GpuError");
});

gpuTest("top_k keeps the largest positive values, of equals the lower columns", async (gpu) => {
  const topK = await createTopK(gpu);
  for (const columns of [1, 2, 255, 256, 257, 1000]) {
    for (const keep of [1, 3, 256, 300]) {
      const random = createRandom(columns, `keep ${keep}`);
      // Few different values make ties; zeros and negative ones are never kept.
      const cells = Array.from(
        { length: 5 * columns },
        () => Math.fround((random.integer(9) - 3) / 7),
      );
      using pool = createBufferPool(gpu);
      const keptColumn = pool.zeros("columns", 6 * keep),
        keptValue = pool.zeros("values", 6 * keep);
      const kept = pool.zeros("kept", 6);
      const bound = topK.bind({
        value: pool.upload("value", Float32Array.from(cells)),
        keptColumn,
        keptValue,
        kept,
        // Row r passes over column r; results begin in slot 1.
        step: pool.upload("step", Uint32Array.of(columns, keep, 0, 1)),
      });
      const encoder = gpu.device.createCommandEncoder();
      const pass = encoder.beginComputePass();
      topK.dispatch(pass, bound, 5);
      pass.end();
      gpu.device.queue.submit([encoder.finish()]);
      const [a, b, c] = await readBuffers(gpu, [keptColumn, keptValue, kept]);
      for (let row = 0; row < 5; row++) {
        const expected = cells.slice(row * columns, (row + 1) * columns)
          .map((value, column) => ({ value, column }))
          .filter(({ value, column }) => value > 0 && column !== row)
          .sort((a, b) => b.value - a.value || a.column - b.column)
          .slice(0, keep)
          .sort((a, b) => a.column - b.column);
        strictEqual(new Uint32Array(c)[row + 1], expected.length);
        const at = (row + 1) * keep;
        deepStrictEqual(
          expected.map((_, n) => ({
            value: new Float32Array(b)[at + n],
            column: new Uint32Array(a)[at + n],
          })),
          expected,
        );
      }
    }
  }
});

function byNumber(a: number, b: number): number {
  return a - b;
}
