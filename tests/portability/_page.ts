// Runs in the browser: bundled by personal_autoencoder_test.ts, so nothing here may use Deno.

import { type Gpu, openGpu } from "../../src/gpu/device.ts";
import { createPersonalAutoencoder } from "../../src/kernels/personal_autoencoder.ts";
import { trainPersonalNetwork } from "../../src/kernels/personal_autoencoder_cpu.ts";
import { createPersonalAutoencoderLarge } from "../../src/kernels/personal_autoencoder_large.ts";
import type { Initialisation } from "../../src/model/personal_settings.ts";
import { buildUserNetworks } from "../../src/model/user_networks.ts";
import { createRandom } from "../../src/random.ts";
import {
  activationsOf,
  decoderWeightsOf,
  largestDifference,
  randomProblem,
} from "../_personal_fixtures.ts";

const KERNELS = {
  personal_autoencoder: (gpu: Gpu) => createPersonalAutoencoder(gpu),
  personal_autoencoder_large: createPersonalAutoencoderLarge,
};

/** A kernel that trains personal networks. */
export type KernelName = keyof typeof KERNELS;

/** What to train; all of it can be sent to a page. */
export interface Trial {
  readonly kernel: KernelName;
  readonly initialisation: Initialisation;
  readonly seed: number;
  /** Number of items of each user. */
  readonly sizes: readonly number[];
  readonly epochs: number;
}

/** Largest differences over all networks between a kernel and its float64 twin. */
export interface Differences {
  weights: number;
  profile: number;
  /** Relative to the twin's loss, or to `LOSS_FLOOR` where that is larger. */
  loss: number;
}

/**
 * A user of one or two items is soon learned by heart, to a loss such as 1e-17. float32 outputs carry errors of 1e-7, so a squared
 * error says something to four digits only well above (1e-7 / 1e-4)^2.
 */
const LOSS_FLOOR = 1e-5;

/** Trains the same random problem with a kernel on this page's GPU and with its twin, and compares the two. */
export async function compareWithTwin(trial: Trial): Promise<Differences> {
  const { seed, sizes, initialisation } = trial;
  const { inputs, users, graph } = randomProblem(createRandom(seed, "portability"), {
    items: Math.max(...sizes),
    attributes: 150,
    degree: 6,
    sizes,
  });
  const all = sizes.map((_, user) => user);
  const build = (precision: "float32" | "float64") =>
    buildUserNetworks(all, inputs, users, graph, { initialisation, precision });
  const built = build("float32"), twin = build("float64");
  const { networks } = built;
  // A network without items has no loss to compare.
  const chosen = all.filter((n) => networks.itemStart[n] < networks.itemStart[n + 1]);
  const step = { epochs: trial.epochs, learningRate: 0.3 };

  using gpu = await openGpu();
  if (!gpu) throw new Error("Cannot compare: found no WebGPU adapter");
  const trainer = await KERNELS[trial.kernel](gpu);
  for (const network of chosen) {
    if (!trainer.fits(networks, network)) throw new Error(`Network ${network} does not fit`);
  }
  await trainer.train(networks, chosen, built.state, step);
  gpu.check();
  const { activation, weight, loss } = built.state;
  // A NaN is neither above nor below a bound: it must not reach the comparisons.
  if (![...activation, ...weight, ...loss].every(Number.isFinite)) {
    throw new Error("Cannot compare: the kernel gave numbers that are not finite");
  }
  for (const network of chosen) trainPersonalNetwork(networks, twin.state, network, step);

  const largest: Differences = { weights: 0, profile: 0, loss: 0 };
  for (const network of chosen) {
    const weights = largestDifference(
      decoderWeightsOf(built, network, graph),
      decoderWeightsOf(twin, network, graph),
    );
    const profile = largestDifference(activationsOf(built, network), activationsOf(twin, network));
    const expected = twin.state.loss[network];
    const error = Math.abs(loss[network] - expected) / Math.max(expected, LOSS_FLOOR);
    largest.weights = Math.max(largest.weights, weights);
    largest.profile = Math.max(largest.profile, profile);
    largest.loss = Math.max(largest.loss, error);
  }
  return largest;
}
