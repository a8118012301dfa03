import { deepStrictEqual } from "node:assert/strict";
import { createBufferPool, readBuffers } from "../../src/gpu/buffer.ts";
import { submitSteps } from "../../src/kernels/dispatch.ts";
import { createOwnPath } from "../../src/kernels/own_path.ts";
import type { SharedTopology } from "../../src/kernels/shared_step_cpu.ts";
import type { Random } from "../../src/random.ts";
import { gpuTest } from "../_gpu.ts";
import { close, normals, stream } from "./_edges.ts";
import { cellsOnGpu, put, randomRows, spread } from "./_rated.ts";

const BOUND = 5e-6;

/** Items, lanes, and pairs of the item that has most. */
const SIZES = [[0, 4, 0], [1, 4, 1], [3, 8, 0], [7, 12, 3], [5, 36, 64], [65, 36, 65], [
  9,
  260,
  130,
]];

/** Pairs that share no edge; the last item has most, and some have none. */
function randomPairs(random: Random, items: number, most: number): SharedTopology["ownPaths"] {
  const start = new Uint32Array(items + 1);
  for (let i = 0; i < items; i++) {
    const pairs = i === items - 1 ? most : i % 2 === 0 ? 0 : random.integer(most + 1);
    start[i + 1] = start[i] + pairs;
  }
  const order = () =>
    Uint32Array.from(random.shuffle(Array.from({ length: start[items] }, (_, k) => k)));
  return { start, encoderEdge: order(), decoderEdge: order() };
}

gpuTest("own_path takes own paths out of scores and gradients", async (gpu) => {
  const kernels = await createOwnPath(gpu);
  for (const [items, lanes, most] of SIZES) {
    const random = stream("own path", `${items} ${lanes}`);
    const pairs = randomPairs(random, items, most), count = pairs.encoderEdge.length;
    const at = { encoder: 3, decoder: count + 5 };
    const weight = normals(random, 2 * count + 9).map((w) => Math.fround(w / 8));
    const x = randomRows(random, lanes - 2, items), rated = randomRows(random, lanes - 1, items);
    const z = normals(random, items * lanes), gradient = normals(random, weight.length);
    using pool = createBufferPool(gpu);
    const placed = kernels.place(pool, pairs, at);
    const onWeight = put(gpu, pool, weight);
    const input = cellsOnGpu(gpu, pool, x, lanes);
    const common = { weight: onWeight, input, lanes };

    const onZ = [z, z].map((numbers) => put(gpu, pool, numbers));
    submitSteps(gpu, onZ.map((z) => placed.bindScores(pool, { ...common, z })));
    const dense = spread(x, lanes), expected = z.slice();
    for (let i = 0; i < items; i++) {
      let own = 0;
      for (let k = pairs.start[i]; k < pairs.start[i + 1]; k++) {
        own += weight[3 + pairs.encoderEdge[k]] * weight[count + 5 + pairs.decoderEdge[k]];
      }
      for (let b = 0; b < lanes; b++) expected[i * lanes + b] -= own * dense[i * lanes + b];
    }
    const [found, again] = (await readBuffers(gpu, onZ)).map((bytes) => new Float32Array(bytes));
    close(found, expected, BOUND, `scores of ${items} items`);
    deepStrictEqual(again, found);

    for (const whole of [false, true]) {
      const slopes = whole ? normals(random, items * lanes) : spread(rated, lanes);
      const cells = whole
        ? { values: put(gpu, pool, slopes), bits: put(gpu, pool, new Uint32Array(items * 9)) }
        : cellsOnGpu(gpu, pool, rated, lanes);
      const onGradient = put(gpu, pool, gradient);
      const operands = { ...common, slopes: cells, dense: whole, gradient: onGradient };
      submitSteps(gpu, [placed.bindGradient(pool, operands)]);
      const expected = gradient.slice();
      for (let i = 0; i < items; i++) {
        let p = 0;
        for (let b = 0; b < lanes; b++) p += dense[i * lanes + b] * slopes[i * lanes + b];
        for (let k = pairs.start[i]; k < pairs.start[i + 1]; k++) {
          const e = 3 + pairs.encoderEdge[k], d = count + 5 + pairs.decoderEdge[k];
          expected[e] -= weight[d] * p;
          expected[d] -= weight[e] * p;
        }
      }
      const [bytes] = await readBuffers(gpu, [onGradient]);
      close(new Float32Array(bytes), expected, BOUND, `gradient of ${items} items, ${whole}`);
    }
  }
});
