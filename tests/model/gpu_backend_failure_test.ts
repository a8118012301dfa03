import { deepStrictEqual, ok, rejects, strictEqual } from "node:assert/strict";
import { GpuError } from "../../src/errors.ts";
import { type Gpu, openGpu } from "../../src/gpu/device.ts";
import { gpuBackend } from "../../src/model/backend.ts";
import { countUserEdges, cutBatches, type UserBatch } from "../../src/model/user_batch.ts";
import { createRandom } from "../../src/random.ts";
import { gpuTest } from "../_gpu.ts";
import { randomProblem } from "../_personal_fixtures.ts";

const settings = {
  epochs: 5,
  learningRate: 0.3,
  initialisation: { kind: "constant", value: 0.01 },
} as const;

function problem(sizes: readonly number[]) {
  const { inputs, users, graph } = randomProblem(createRandom(8, "gpu failure"), {
    items: 400,
    attributes: 100,
    degree: 3,
    sizes,
  });
  const edges = countUserEdges(inputs, graph);
  const cut = (
    some: Iterable<number>,
    batchEdges: number,
  ) => [...cutBatches(some, inputs, users.ids, edges, batchEdges)];
  return { task: { graph, settings, keepWeights: false }, cut };
}

/** Little workgroup memory, so that users of a few hundred ratings fit no tier. */
const narrow = (gpu: Gpu): Gpu => ({ ...gpu, facts: { ...gpu.facts, workgroupBytes: 1280 } });

for (const threads of [1, 2]) {
  gpuTest(
    `trainUsers() throws a GpuError when the GPU is lost under users of every kernel, ${threads} threads`,
    async () => {
      // The test's own device is not to be lost.
      using gpu = (await openGpu())!;
      const { task, cut } = problem([6, 400, 400]);
      const backend = await gpuBackend(narrow(gpu), { threads, lanes: 16 });
      function* losing(): Generator<UserBatch> {
        gpu.device.destroy();
        yield* cut([0, 1, 2], 1e9);
      }
      await rejects(backend.trainUsers(task, losing(), () => ok(false)), GpuError);
      // What is rejected with nobody to hear it would end the process by now.
      await new Promise((resolve) => setTimeout(resolve, 100));
    },
  );
}

gpuTest(
  "trainUsers() of the GPU hands over what was prepared before the batches failed",
  async (gpu) => {
    const { task, cut } = problem(Array.from({ length: 12 }, (_, user) => 3 + user));
    const backend = await gpuBackend(gpu, { threads: 2 });
    const kept = new Set<number>();
    const failure = new Error("disk full");
    let handedOut = 0;
    function* failing(): Generator<UserBatch> {
      for (const batch of cut(Array(12).keys(), 1)) {
        if (handedOut === 6) throw failure;
        handedOut++;
        yield batch;
      }
    }
    await rejects(
      backend.trainUsers(task, failing(), ({ users }) => users.forEach((user) => kept.add(user))),
      failure,
    );
    // The other Worker may have been at one more.
    ok(kept.size >= handedOut - 1, `${kept.size} of ${handedOut}`);
    const before = kept.size;
    await new Promise((resolve) => setTimeout(resolve, 100));
    strictEqual(kept.size, before);
  },
);

gpuTest(
  "trainUsers() of the GPU throws what a Worker threw, with the batches that wait for more trained",
  async (gpu) => {
    const { task, cut } = problem(Array.from({ length: 12 }, (_, user) => 3 + user));
    const backend = await gpuBackend(gpu, { threads: 2 });
    const batches = cut(Array(12).keys(), 1);
    const broken = { ...batches[6], inputs: undefined as unknown as UserBatch["inputs"] };
    const kept = new Set<number>();
    await rejects(
      backend.trainUsers(
        task,
        [...batches.slice(0, 6), broken, ...batches.slice(6)],
        ({ users }) => users.forEach((user) => kept.add(user)),
      ),
      { name: "TypeError" },
    );
    // The other Worker may have been at one of them.
    ok(batches.slice(0, 6).filter(({ users }) => kept.has(users[0])).length >= 5);
  },
);

gpuTest(
  "trainUsers() of the GPU comes back after the signal with all that was begun",
  async (gpu) => {
    const { task, cut } = problem(Array.from({ length: 12 }, (_, user) => 3 + user));
    for (const threads of [1, 2]) {
      const backend = await gpuBackend(gpu, { threads });
      const controller = new AbortController();
      const kept: number[] = [];
      let begun = 0;
      const counted = function* (): Generator<UserBatch> {
        for (const batch of cut(Array(12).keys(), 1)) {
          if (controller.signal.aborted) return;
          begun++;
          yield batch;
        }
      };
      await backend.trainUsers(task, counted(), ({ users }) => {
        kept.push(...users);
        controller.abort();
      }, controller.signal);
      ok(begun < 12);
      strictEqual(kept.length, begun);
      await backend.trainUsers(task, cut(Array(12).keys(), 1), () => ok(false), controller.signal);
    }
  },
);

gpuTest(
  "trainUsers() of the GPU keeps batches of no user, and of users without a network",
  async (gpu) => {
    const { task, cut } = problem([0, 4, 0]);
    const [nobody] = cut([0], 1);
    const empty = {
      ...nobody,
      users: new Uint32Array(),
      ids: [],
      inputs: { ...nobody.inputs, rows: 0, indptr: new Uint32Array(1) },
    };
    for (const threads of [1, 2]) {
      const backend = await gpuBackend(gpu, { threads });
      const kept: number[][] = [];
      await backend.trainUsers(task, [empty, ...cut([0, 1, 2], 1)], ({ users, attributeStart }) => {
        strictEqual(attributeStart.length, users.length + 1);
        kept.push([...users]);
      });
      deepStrictEqual(kept.flat().sort(), [0, 1, 2]);
      await backend.trainUsers(task, [], () => ok(false));
    }
  },
);
