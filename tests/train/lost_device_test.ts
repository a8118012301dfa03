import { ok, rejects, strictEqual } from "node:assert/strict";
import { GpuError } from "../../src/errors.ts";
import { openGpu } from "../../src/gpu/device.ts";
import { cpuBackend, gpuBackend } from "../../src/model/backend.ts";
import { isComplete } from "../../src/model/checkpoint.ts";
import { UserState } from "../../src/model/personal_model.ts";
import { trainPersonal, UnfinishedTrainingError } from "../../src/train/personal.ts";
import { gpuTest } from "../_gpu.ts";
import { QUICK, randomDataset } from "../model/_datasets.ts";

for (const threads of [1, 2]) {
  Deno.test(`trainPersonal() keeps what was trained whatever fails, ${threads} threads`, async () => {
    const dataset = randomDataset(4, { users: 40 });
    using cores = await cpuBackend({ threads });
    const failure = new RangeError("Array buffer allocation failed");
    await rejects(
      trainPersonal(dataset, QUICK, { ...cores, batchEdges: 50 }, {
        onProgress: ({ done }) => {
          if (done > 5) throw failure;
        },
      }),
      (error) => {
        ok(error instanceof UnfinishedTrainingError && error.cause === failure);
        const trained = error.model.userState.filter((state) => state === UserState.Trained).length;
        return trained > 0 && !isComplete(error.model);
      },
    );
  });
}

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
