import { ok, strictEqual } from "node:assert/strict";
import { type Backend, cpuBackend, gpuBackend } from "../../src/model/backend.ts";
import { epochsPerSecond, PROFILE_TOLERANCE, selfCheck } from "../../src/model/self_check.ts";
import { gpuTest } from "../_gpu.ts";

Deno.test("selfCheck() finds the CPU right and says how fast it is", async () => {
  const backend = await cpuBackend();
  const { profileError, edgeEpochsPerSecond } = await selfCheck(backend, backend);
  ok(profileError <= PROFILE_TOLERANCE);
  ok(edgeEpochsPerSecond > 0 && Number.isFinite(edgeEpochsPerSecond));
});

gpuTest("selfCheck() finds the GPU right", async (gpu) => {
  const { profileError } = await selfCheck(await gpuBackend(gpu), await cpuBackend());
  ok(profileError <= PROFILE_TOLERANCE);
});

/** The CPU backend with something done after its work. */
async function faulty(harm: (activations: Float32Array) => void): Promise<Backend> {
  const right = await cpuBackend();
  return {
    ...right,
    trainUsers: (task, batches, keep, signal) =>
      right.trainUsers(task, batches, (batch) => {
        if (batch.users.includes(17)) harm(batch.activations);
        keep(batch);
      }, signal),
  };
}

Deno.test("selfCheck() notices a single profile that is off by a little, or not a number", async () => {
  const reference = await cpuBackend();
  const off = await faulty((activation) => activation[17] += 2 * PROFILE_TOLERANCE);
  ok((await selfCheck(off, reference)).profileError > PROFILE_TOLERANCE);
  const notANumber = await faulty((activation) => activation[17] = NaN);
  const { profileError } = await selfCheck(notANumber, reference);
  strictEqual(profileError <= PROFILE_TOLERANCE, false);
});

Deno.test("selfCheck() notices a backend that does nothing", async () => {
  const idle = await faulty((activations) => activations.fill(0));
  ok((await selfCheck(idle, await cpuBackend())).profileError > PROFILE_TOLERANCE);
});

Deno.test("epochsPerSecond() leaves out what starting takes, and never tells of a speed that was not seen", () => {
  strictEqual(epochsPerSecond({ few: 100, many: 1100 }, { few: 1, many: 3 }), 500);
  for (const many of [2, 2.1, 1.9]) {
    strictEqual(epochsPerSecond({ few: 100, many: 200 }, { few: 2, many }), 200 / many);
  }
});
