import { ok, rejects, strictEqual } from "node:assert/strict";
import { GpuError } from "../../src/errors.ts";
import { openGpu } from "../../src/gpu/device.ts";
import { cpuBackend, gpuBackend } from "../../src/model/backend.ts";
import { isComplete } from "../../src/model/checkpoint.ts";
import { UserState } from "../../src/model/personal_model.ts";
import { trainPersonal, UnfinishedTrainingError } from "../../src/train/personal.ts";
import { gpuTest } from "../_gpu.ts";
import { QUICK, randomDataset } from "../model/_datasets.ts";

gpuTest(
  "trainPersonal() keeps what was trained when the GPU is lost, and resumes from it",
  async () => {
    // The test's own device is not to be lost.
    using gpu = (await openGpu())!;
    const dataset = randomDataset(4, { users: 40 });
    const backend = { ...await gpuBackend(gpu, { threads: 1 }), batchEdges: 50 };
    let unfinished: UnfinishedTrainingError | undefined;
    await rejects(
      trainPersonal(dataset, QUICK, backend, {
        onProgress: ({ done }) => {
          if (done > 5) gpu.device.destroy();
        },
      }),
      (error) => {
        unfinished = error as UnfinishedTrainingError;
        return error instanceof UnfinishedTrainingError && error.cause instanceof GpuError;
      },
    );
    const partial = unfinished!.model;
    const trained = partial.userState.filter((state) => state === UserState.Trained).length;
    ok(trained > 0 && trained < 40);
    strictEqual(isComplete(partial), false);
    const complete = await trainPersonal(dataset, QUICK, await cpuBackend(), { resume: partial });
    strictEqual(isComplete(complete), true);
  },
);
