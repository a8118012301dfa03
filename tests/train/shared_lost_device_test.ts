import { deepStrictEqual, ok, rejects, strictEqual } from "node:assert/strict";
import { GpuError } from "../../src/errors.ts";
import { openGpu } from "../../src/gpu/device.ts";
import { sharedGpuEngine } from "../../src/model/shared_gpu_engine.ts";
import { trainGradient, UnfinishedGradientError } from "../../src/train/shared_gradient.ts";
import { gpuTest } from "../_gpu.ts";
import { randomDataset } from "../model/_datasets.ts";
import { quickSettings, train } from "./_shared.ts";

const dataset = randomDataset(31, { users: 40, items: 30 });

gpuTest(
  "a resumed gradient training gives the weights of an uninterrupted one on a GPU",
  async (gpu) => {
    const settings = quickSettings({ epochs: 3 });
    const makeEngine = sharedGpuEngine(gpu);
    const whole = await trainGradient(dataset, settings, makeEngine, { threads: 1 });
    for (const batches of [2, 5, 13]) {
      const controller = new AbortController();
      const part = await trainGradient(dataset, settings, makeEngine, {
        threads: 1,
        signal: controller.signal,
        onProgress: ({ stage, done }) => {
          if (stage === "train" && done === batches) controller.abort();
        },
      });
      strictEqual(part.unfinished?.state.steps, batches);
      const resume = { settings, dataset, ...part };
      const resumed = await trainGradient(dataset, settings, makeEngine, { threads: 1, resume });
      deepStrictEqual(resumed.network, whole.network);
      strictEqual(resumed.training.bestEpoch, whole.training.bestEpoch);
    }
    // The reference takes the same steps, but for rounding.
    const reference = await train(dataset, settings);
    for (const [k, { loss }] of whole.training.epochs.entries()) {
      ok(Math.abs(loss - reference.training.epochs[k].loss) < 1e-4 * loss);
    }
  },
);

gpuTest("trainGradient() keeps what was trained when a real GPU is lost", async () => {
  // The test's own device is not to be lost.
  using gpu = (await openGpu())!;
  const settings = quickSettings();
  let error: UnfinishedGradientError | undefined;
  await rejects(
    trainGradient(dataset, settings, sharedGpuEngine(gpu), {
      threads: 1,
      onProgress: ({ stage, done }) => {
        if (stage === "train" && done === 12) gpu.device.destroy();
      },
    }),
    (cause) => {
      error = cause as UnfinishedGradientError;
      return error instanceof UnfinishedGradientError && error.cause instanceof GpuError;
    },
  );
  const { unfinished } = error!.model;
  deepStrictEqual([unfinished?.epoch, unfinished?.batch], [2, 0]);
  const { training } = await train(dataset, settings, { resume: error!.model });
  ok(training.complete);
  strictEqual(training.epochs.length, 4);
});
