// Runs in the browser: bundled by deep_autoencoder_test.ts, so nothing here may use Deno.

import { openGpu } from "../../src/gpu/device.ts";
import { createDeepAutoencoder } from "../../src/kernels/deep_autoencoder.ts";
import { trainDeepNetwork } from "../../src/kernels/deep_autoencoder_cpu.ts";
import { buildDeepNetworks } from "../../src/model/deep_user_networks.ts";
import type { Initialisation } from "../../src/model/personal_settings.ts";
import { createRandom } from "../../src/random.ts";
import { randomDeepProblem } from "../_deep_fixtures.ts";
import { largestDifference } from "../_personal_fixtures.ts";

/** What to train; all of it can be sent to a page. */
export interface DeepTrial {
  readonly initialisation: Initialisation;
  readonly seed: number;
  /** Number of items of each user. */
  readonly sizes: readonly number[];
  /** Kinds of memory for vectors. */
  readonly tiers: readonly number[];
}

/** Trains a random problem with the kernel on this page's GPU and with its twin; gives the largest difference of any number. */
export async function compareDeep(trial: DeepTrial): Promise<number> {
  const { seed, sizes, initialisation, tiers } = trial;
  const { inputs, users, graph, broader } = randomDeepProblem(createRandom(seed, "portability"), {
    ...{ items: Math.max(...sizes), attributes: 150, degree: 6, categories: 20, sizes },
  });
  const all = sizes.map((_, user) => user);
  const build = (precision: "float32" | "float64") =>
    buildDeepNetworks(all, inputs, users, graph, broader, { initialisation, precision });
  const built = build("float32"), twin = build("float64"), { networks } = built;
  const chosen = all.filter((n) => networks.itemStart[n] < networks.itemStart[n + 1]);
  const step = { epochs: 100, learningRate: 1 };
  using gpu = await openGpu();
  if (!gpu) throw new Error("Cannot compare: found no WebGPU adapter");
  const { train } = await createDeepAutoencoder(gpu, { tiers });
  await train(networks, chosen, built.state, step);
  gpu.check();
  for (const network of chosen) trainDeepNetwork(networks, twin.state, network, step);
  const parts = ["activation", "weight", "up", "down", "loss"] as const;
  return Math.max(
    ...parts.map((part) => largestDifference(built.state[part], twin.state[part])),
  );
}
