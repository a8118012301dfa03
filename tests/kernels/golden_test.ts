import { ok } from "node:assert/strict";
import { type Backend, cpuBackend, gpuBackend } from "../../src/model/backend.ts";
import { buildUserNetworks } from "../../src/model/user_networks.ts";
import { gpuTest } from "../_gpu.ts";
import {
  activationsOf,
  decoderWeightsOf,
  largestDifference,
  oneUser,
} from "../_personal_fixtures.ts";

/** A vector of the independent float64 oracle; see tests/golden/README.md. */
interface Golden {
  lr: number;
  init: number;
  items: string[];
  features: string[];
  x: number[];
  edge_item: number[];
  edge_feature: number[];
  loss_at_epoch: Record<string, number>;
  profile_at_epoch: Record<string, number[]>;
  w2: number[];
}

const NAMES = ["tiny3x4", "all_zero", "synth40x12"];
const EPOCHS = [1, 10, 100, 1000];

const load = (name: string): Golden =>
  JSON.parse(Deno.readTextFileSync(new URL(`../golden/${name}.json`, import.meta.url)));

/** Largest differences from the vector over its epochs. */
async function differences(
  name: string,
  backend: Backend,
  precision: "float32" | "float64",
  collapse: boolean,
) {
  const golden = load(name);
  const problem = oneUser(golden.x, golden.features.length, golden.edge_item, golden.edge_feature);
  const built = buildUserNetworks([0], problem.inputs, problem.users, problem.graph, {
    initialisation: { kind: "constant", value: golden.init },
    precision,
    collapse,
  });
  let profile = 0, loss = 0, done = 0;
  for (const epochs of EPOCHS) {
    await backend.trainNetworks(built.networks, built.state, {
      epochs: epochs - done,
      learningRate: golden.lr,
    });
    done = epochs;
    const expected = golden.loss_at_epoch[epochs];
    loss = Math.max(loss, Math.abs(built.state.loss[0] - expected) / expected);
    profile = Math.max(
      profile,
      largestDifference(activationsOf(built, 0), golden.profile_at_epoch[epochs]),
    );
  }
  const order = golden.edge_item.map((_, e) => e).sort((a, b) =>
    golden.edge_item[a] - golden.edge_item[b] || golden.edge_feature[a] - golden.edge_feature[b]
  );
  const w2 = largestDifference(
    decoderWeightsOf(built, 0, problem.graph),
    order.map((e) => golden.w2[e]),
  );
  return { w2, profile, loss };
}

function report(
  what: string,
  { w2, profile, loss }: { w2: number; profile: number; loss: number },
) {
  const digits = (value: number) => value.toExponential(1);
  console.log(
    `${what}: W2 ${digits(w2)}, profile ${digits(profile)}, loss ${digits(loss)} relative`,
  );
}

for (const name of NAMES) {
  for (const collapse of [true, false]) {
    const variant = `${name}, ${collapse ? "classes" : "every attribute"}`;

    Deno.test(`the float64 TypeScript kernel meets golden vector ${variant} to 1e-9`, async () => {
      const backend = await cpuBackend({ kernel: "typescript" });
      const found = await differences(name, backend, "float64", collapse);
      report(`float64 TypeScript ${variant}`, found);
      ok(found.w2 < 1e-9 && found.profile < 1e-9 && found.loss < 1e-9);
    });

    const inFloat32 = async (title: string, backend: Backend) => {
      const found = await differences(name, backend, "float32", collapse);
      report(`float32 ${title} ${variant}`, found);
      ok(found.w2 < 1e-5 && found.profile < 5e-4 && found.loss < 1e-4);
    };

    Deno.test(`the float32 TypeScript kernel meets golden vector ${variant}`, async () => {
      await inFloat32("TypeScript", await cpuBackend({ kernel: "typescript" }));
    });

    Deno.test(`the WebAssembly kernel meets golden vector ${variant}`, async () => {
      await inFloat32("WebAssembly", await cpuBackend({ kernel: "wasm" }));
    });

    gpuTest(`the GPU kernel meets golden vector ${variant}`, async (gpu) => {
      await inFloat32("GPU", await gpuBackend(gpu));
    });
  }
}
