import type { Gpu } from "../gpu/device.ts";
import { createPersonalAutoencoder } from "../kernels/personal_autoencoder.ts";
import { trainPersonalNetwork } from "../kernels/personal_autoencoder_cpu.ts";
import { createPersonalAutoencoderLarge } from "../kernels/personal_autoencoder_large.ts";
import type { Backend } from "./backend.ts";
import { trainBatch, type TrainNetworks } from "./user_batch.ts";

/** Batches in flight: while the GPU trains one, the next one is built and uploaded. */
const LANES_IN_FLIGHT = 2;

/**
 * The backend that trains on a GPU: networks that fit in workgroup memory there, larger ones in storage memory, and one that
 * would pass even the adapter's binding limit on the CPU, so that no user is too large.
 *
 * @param gpu An opened device; the backend owns it from now on.
 * @returns The backend.
 * @throws {GpuError} Where a shader does not compile.
 */
export async function gpuBackend(gpu: Gpu): Promise<Backend> {
  const small = await createPersonalAutoencoder(gpu);
  const large = await createPersonalAutoencoderLarge(gpu);
  const trainNetworks: TrainNetworks = async (networks, state, step) => {
    const smallOnes: number[] = [], largeOnes: number[] = [];
    for (let network = 0; network < networks.count; network++) {
      if (networks.itemStart[network] === networks.itemStart[network + 1]) continue;
      if (small.fits(networks, network)) smallOnes.push(network);
      else if (large.fits(networks, network)) largeOnes.push(network);
      else trainPersonalNetwork(networks, state, network, step);
    }
    if (smallOnes.length > 0) await small.train(networks, smallOnes, state, step);
    if (largeOnes.length > 0) await large.train(networks, largeOnes, state, step);
  };
  return {
    kind: "gpu",
    description: `GPU (${gpu.facts.name})`,
    precision: "float32",
    batchEdges: gpu.facts.software ? 50_000 : 4_000_000,
    trainNetworks: async (networks, state, step) => await trainNetworks(networks, state, step),
    async trainUsers(task, batches, keep, signal) {
      const queue = batches[Symbol.iterator]();
      const lane = async () => {
        while (!signal?.aborted) {
          const next = queue.next();
          if (next.done) return;
          keep(await trainBatch(task, next.value, "float32", trainNetworks));
          // Lets signals, timers and progress bars have their turn between batches.
          await new Promise((resolve) => setTimeout(resolve, 0));
        }
      };
      await Promise.all(Array.from({ length: LANES_IN_FLIGHT }, lane));
    },
    [Symbol.dispose]() {
      gpu[Symbol.dispose]();
    },
  };
}
