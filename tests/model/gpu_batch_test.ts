import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { cpuBackend, gpuBackend } from "../../src/model/backend.ts";
import type { Backend } from "../../src/model/backend.ts";
import type { PersonalSettings } from "../../src/model/personal_settings.ts";
import { countUserEdges, cutBatches, type TrainedBatch } from "../../src/model/user_batch.ts";
import { createRandom } from "../../src/random.ts";
import { gpuTest } from "../_gpu.ts";
import { largestDifference, randomProblem } from "../_personal_fixtures.ts";

/** Users without ratings, of every tier, and one whom no tier holds. */
const SIZES = [0, 3, 40, 300, 1500, 0, 3000, 9000, 1];

const problem = () =>
  randomProblem(createRandom(3, "gpu batch"), {
    items: 9000,
    attributes: 1000,
    degree: 3,
    sizes: SIZES,
  });

async function train(
  backend: Backend,
  initialisation: PersonalSettings["initialisation"],
  batchEdges: number,
  keepWeights = false,
): Promise<Map<number, { profile: Float32Array; loss: number; weights: number }>> {
  const { inputs, users, graph } = problem();
  const edges = countUserEdges(inputs, graph);
  const found = new Map<number, { profile: Float32Array; loss: number; weights: number }>();
  const keep = (batch: TrainedBatch) =>
    batch.users.forEach((user, row) => {
      ok(!found.has(user));
      const profile = batch.activations.slice(
        batch.attributeStart[row],
        batch.attributeStart[row + 1],
      );
      found.set(user, {
        profile,
        loss: batch.loss[row],
        weights: batch.decoderWeights?.length ?? 0,
      });
    });
  const settings = { epochs: 30, learningRate: 0.3, initialisation };
  await backend.trainUsers(
    { graph, settings, keepWeights },
    cutBatches(users.ids.keys(), inputs, users.ids, edges, batchEdges),
    keep,
  );
  return found;
}

const bitsOf = (values: Float32Array) => new Uint32Array(Float32Array.from(values).buffer);

for (
  const initialisation of [
    { kind: "constant", value: 0.01 },
    { kind: "xavier", seed: 5 },
  ] as const
) {
  gpuTest(
    `trainUsers() of the GPU equals the CPU's for users of every size, ${initialisation.kind}`,
    async (gpu) => {
      const reference = await cpuBackend({ kernel: "typescript", threads: 1 });
      const expected = await train(reference, initialisation, 1e9);
      const gpuOf = await gpuBackend(gpu, { threads: 2 });
      for (const batchEdges of [1e9, 3000]) {
        const found = await train(gpuOf, initialisation, batchEdges);
        deepStrictEqual([...found.keys()].sort(), [...expected.keys()].sort());
        for (const [user, { profile, loss }] of expected) {
          ok(largestDifference(found.get(user)!.profile, profile) < 5e-4, `user ${user}`);
          ok(Math.abs(found.get(user)!.loss - loss) <= 1e-4 * Math.max(loss, 1e-5), `user ${user}`);
        }
      }
    },
  );

  gpuTest(
    `trainUsers() of the GPU gives the same bits whatever the threads, batches and groups, ${initialisation.kind}`,
    async (gpu) => {
      const one = await train(await gpuBackend(gpu, { threads: 1 }), initialisation, 1e9);
      // From a batch for every user, which go in groups of many, to one that holds them all.
      for (const [threads, batchEdges] of [[1, 1], [2, 1], [2, 3000], [3, 700], [3, 1e9]]) {
        const backend = await gpuBackend(gpu, { threads });
        const other = await train(backend, initialisation, batchEdges);
        strictEqual(other.size, one.size);
        for (const [user, { profile, loss }] of one) {
          // Bits are compared, so that -0 and 0 differ.
          deepStrictEqual(bitsOf(other.get(user)!.profile), bitsOf(profile), `user ${user}`);
          ok(Object.is(other.get(user)!.loss, loss), `user ${user}`);
        }
      }
    },
  );
}

gpuTest("trainUsers() of the GPU keeps W2 where it is wanted", async (gpu) => {
  const constant = { kind: "constant", value: 0.01 } as const;
  const found = await train(await gpuBackend(gpu), constant, 3000, true);
  ok([...found.values()].some(({ weights }) => weights > 0));
});
