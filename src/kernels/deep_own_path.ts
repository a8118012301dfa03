import gradientCode from "../../shaders/deep_own_path_gradient.wgsl" with { type: "text" };
import productsCode from "../../shaders/deep_own_path_products.wgsl" with { type: "text" };
import scoresCode from "../../shaders/deep_own_path.wgsl" with { type: "text" };
import type { BufferPool } from "../gpu/buffer.ts";
import type { Gpu } from "../gpu/device.ts";
import { createKernel } from "../gpu/kernel.ts";
import { dispatchGroups, numbersOnGpu } from "./dispatch.ts";
import type { GpuOwnPaths } from "./own_path.ts";
import { bitWords } from "./rated_cells.ts";
import type { OwnPaths, SharedParameters } from "./shared_step_cpu.ts";

/** Where the weights of each kind of edge start among the weights. */
export type PathSections = Pick<
  Required<SharedParameters<number>>,
  "encoder" | "up" | "down" | "decoder"
>;

/** Leaves own paths through two hidden layers out on a GPU. */
export interface DeepOwnPath {
  /** Puts paths on the GPU, in buffers of `pool`. */
  place(pool: BufferPool, paths: OwnPaths, at: PathSections): GpuOwnPaths;
}

/**
 * Compiles `deep_own_path.wgsl` and the two shaders of its gradients: what `sharedGradients` does where the own path is excluded from a network
 * with a second layer, in float32. Results repeat bit for bit on one device.
 *
 * @param gpu The device; stays the caller's.
 * @returns The kernels.
 */
export async function createDeepOwnPath(gpu: Gpu): Promise<DeepOwnPath> {
  const scores = await createKernel(gpu, "deep_own_path", scoresCode);
  const products = await createKernel(gpu, "deep_own_path_products", productsCode);
  const gradients = await createKernel(gpu, "deep_own_path_gradient", gradientCode);
  return {
    place(pool, paths, at) {
      const items = paths.start.length - 1;
      const { quads, withItems, entries, visits } = layOut(paths, at);
      const put = (label: string, words: Uint32Array<ArrayBuffer>) =>
        words.length === 0 ? numbersOnGpu(pool, label, 4) : pool.upload(label, words);
      const starts = pool.upload("start", Uint32Array.from(paths.start));
      const pathWeights = put("paths", quads), pathItems = put("paths with items", withItems);
      const onEntries = put("entries", entries), onVisits = put("visits", visits);
      const count = entries.length / 3;
      return {
        bindScores(pool, { weight, input, z, lanes }) {
          const step = pool.uniform("step", Uint32Array.of(items, lanes, bitWords(lanes)).buffer);
          const operands = [starts, pathWeights, weight, input.values, input.bits, z, step];
          const bound = scores.bind(operands);
          return { record: (pass) => dispatchGroups(gpu, pass, scores, bound, items) };
        },
        bindGradient(pool, { weight, input, slopes, dense, gradient, lanes }) {
          const step = Uint32Array.of(items, lanes, bitWords(lanes), dense ? 1 : 0);
          const sums = numbersOnGpu(pool, "products", items);
          const first = products.bind([
            ...[input.values, input.bits, slopes.values, slopes.bits, sums],
            pool.uniform("step", step.buffer),
          ]);
          const operands = [onEntries, onVisits, pathItems, weight, sums, gradient];
          const second = gradients.bind(operands);
          return {
            record(pass) {
              dispatchGroups(gpu, pass, products, first, items);
              dispatchGroups(gpu, pass, gradients, second, count);
            },
          };
        },
      };
    },
  };
}

/** Paths as the shaders read them, and for each weight that is on one where it is. */
function layOut({ start, encoderEdge, decoderEdge, inner }: OwnPaths, at: PathSections) {
  const count = encoderEdge.length;
  const quads = new Uint32Array(4 * count), withItems = new Uint32Array(5 * count);
  const onPaths = new Map<number, number[]>();
  for (let item = 0; item + 1 < start.length; item++) {
    for (let k = start[item]; k < start[item + 1]; k++) {
      const weights = [
        at.encoder + encoderEdge[k],
        at.up + inner!.up[k],
        at.down + inner!.down[k],
        at.decoder + decoderEdge[k],
      ];
      quads.set(weights, 4 * k);
      withItems.set([...weights, item], 5 * k);
      weights.forEach((weight, place) => {
        const known = onPaths.get(weight);
        if (known) known.push(4 * k + place);
        else onPaths.set(weight, [4 * k + place]);
      });
    }
  }
  const entries = new Uint32Array(3 * onPaths.size), visits = new Uint32Array(4 * count);
  let entry = 0, visit = 0;
  for (const [weight, places] of onPaths) {
    entries.set([weight, visit, visit + places.length], 3 * entry++);
    visits.set(places, visit);
    visit += places.length;
  }
  return { quads, withItems, entries, visits };
}
