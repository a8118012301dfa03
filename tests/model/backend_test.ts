import { deepStrictEqual, match, ok, rejects, strictEqual } from "node:assert/strict";
import { openGpu } from "../../src/gpu/device.ts";
import {
  type BackendChoice,
  cpuBackend,
  gpuBackend,
  openBackend,
} from "../../src/model/backend.ts";
import { buildUserNetworks } from "../../src/model/user_networks.ts";
import { createRandom } from "../../src/random.ts";
import { gpuTest } from "../_gpu.ts";
import { randomProblem } from "../_personal_fixtures.ts";

const adapter = await openGpu();
adapter?.[Symbol.dispose]();

Deno.test("openBackend() throws when the choice is unknown", async () => {
  await rejects(openBackend("tpu" as BackendChoice), {
    name: "UsageError",
    message: "Cannot open backend 'tpu', expected one of auto, gpu, cpu",
  });
});

Deno.test("openBackend() takes the CPU and says why when it is asked for", async () => {
  using backend = await openBackend("cpu");
  strictEqual(backend.kind, "cpu");
  match(backend.description, /^CPU.*as asked/);
});

Deno.test("openBackend() takes a real GPU, and else the CPU, when nothing is asked for", async () => {
  using backend = await openBackend();
  if (adapter && !adapter.facts.software) {
    strictEqual(backend.kind, "gpu");
    ok(backend.description.includes(adapter.facts.name));
  } else {
    strictEqual(backend.kind, "cpu");
    match(backend.description, adapter ? /computes in software/ : /no GPU adapter was found/);
    if (adapter) ok(backend.description.includes(adapter.facts.name));
  }
});

Deno.test("openBackend() insists on an adapter, even one in software, when the GPU is asked for", async () => {
  if (adapter) {
    using backend = await openBackend("gpu");
    strictEqual(backend.kind, "gpu");
    strictEqual(backend.precision, "float32");
    ok(backend.description.includes(adapter.facts.name));
  } else {
    await rejects(openBackend("gpu"), {
      name: "GpuError",
      message: /found no WebGPU adapter.*use --backend cpu/,
    });
  }
});

/** Networks of users with nothing, little and everything. */
function networksFor(precision: "float32" | "float64") {
  const { inputs, users, graph } = randomProblem(createRandom(1, "backend"), {
    items: 40,
    attributes: 30,
    degree: 3,
    sizes: [0, 40, 1, 0, 12],
  });
  const all = users.ids.map((_, user) => user);
  const initialisation = { kind: "constant", value: 0.01 } as const;
  return buildUserNetworks(all, inputs, users, graph, { initialisation, precision });
}

Deno.test("trainNetworks() of the CPU trains every network, and leaves empty ones and no epochs alone", async () => {
  using backend = await cpuBackend();
  const built = networksFor(backend.precision), before = structuredClone(built.state);
  await backend.trainNetworks(built.networks, built.state, { epochs: 0, learningRate: 0.3 });
  deepStrictEqual(built.state, before);
  await backend.trainNetworks(built.networks, built.state, { epochs: 3, learningRate: 0.3 });
  const trained = [...built.state.loss].map((loss) => loss > 0);
  deepStrictEqual(trained, [false, true, true, false, true]);
});

gpuTest(
  "trainNetworks() of the GPU trains every network, and leaves empty ones alone",
  async (gpu) => {
    const backend = await gpuBackend(gpu);
    const built = networksFor(backend.precision);
    await backend.trainNetworks(built.networks, built.state, { epochs: 3, learningRate: 0.3 });
    const trained = [...built.state.loss].map((loss) => loss > 0);
    deepStrictEqual(trained, [false, true, true, false, true]);
  },
);
