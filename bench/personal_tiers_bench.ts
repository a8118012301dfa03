/**
 * What each tier of `personal_autoencoder.wgsl` makes of the users that fall to it, and of everybody at once: milliseconds on the device,
 * without building networks.
 *
 *     deno run -A bench/personal_training_bench.ts --prepared OUT --users 1 --rounds 1 --epochs 1 --save problem.safetensors
 *     deno run --no-check -A bench/personal_tiers_bench.ts --problem problem.safetensors
 *     ... --epochs 1000  --rounds 3  --lanes 64,128,256,512,512,1024,1024 --lanes 64,64,128,256,256,512,1024  (each list one contender)
 *
 * Edges are counted before classes; every attribute has a node of its own with --every-attribute.
 */
import { parseArgs } from "node:util";
import { table } from "../src/cli/table.ts";
import { createVocabulary } from "../src/data/vocabulary.ts";
import { openGpu } from "../src/gpu/device.ts";
import {
  createPersonalAutoencoder,
  type PackedPart,
  type PersonalAutoencoder,
} from "../src/kernels/personal_autoencoder.ts";
import { packNetworks } from "../src/kernels/personal_packing.ts";
import { tierOf } from "../src/kernels/personal_tiers.ts";
import { countUserEdges } from "../src/model/user_batch.ts";
import { buildUserNetworks } from "../src/model/user_networks.ts";
import { readProblem } from "./problem_file.ts";

const { values: flags } = parseArgs({
  options: {
    problem: { type: "string" },
    epochs: { type: "string", default: "1000" },
    rounds: { type: "string", default: "3" },
    lanes: { type: "string", multiple: true, default: [""] },
    users: { type: "string", default: "0" },
    "every-attribute": { type: "boolean", default: false },
  },
});
if (!flags.problem) throw new Error("Cannot bench: --problem names no file");
const step = { epochs: Number(flags.epochs), learningRate: 0.3 };

using gpu = await openGpu();
if (!gpu) throw new Error("Cannot bench: found no WebGPU adapter");
const { inputs, graph } = await readProblem(flags.problem);
const edges = countUserEdges(inputs, graph);
const everyone = [...edges.keys()].filter((user) => edges[user] > 0);
const each = Math.max(1, everyone.length / (Number(flags.users) || Infinity));
const users = everyone.filter((_, k) => k % each < 1);
const ids = createVocabulary(Array.from({ length: inputs.rows }, (_, user) => `u${user}`));
const { networks } = buildUserNetworks(users, inputs, ids, graph, {
  initialisation: { kind: "constant", value: 0.01 },
  precision: "float32",
  collapse: !flags["every-attribute"],
});
console.log(
  `${gpu.facts.name}, ${gpu.facts.workgroupBytes} bytes of workgroup memory, ${gpu.facts.invocations} invocations; ` +
    `${users.length} users, ${step.epochs} epochs, best of ${flags.rounds}`,
);

for (const lanes of flags.lanes) {
  const trainer = await createPersonalAutoencoder(gpu, {
    lanes: lanes ? lanes.split(",").map(Number) : undefined,
  });
  const byTier = Map.groupBy(users.keys(), (n) => tierOf(networks, n, trainer.limits));
  const rows: string[][] = [], parts: PackedPart[] = [];
  for (const [tier, chosen] of [...byTier].sort(([a], [b]) => a - b)) {
    const sum = chosen.reduce((total, n) => total + edges[users[n]], 0);
    if (tier < 0) {
      rows.push(["none", "-", `${chosen.length}`, `${sum}`, "-", "-", "-", "-"]);
      continue;
    }
    const packed = packNetworks(networks, chosen, tier, trainer.limits.lanes[tier]);
    const start = { activation: new Float32Array(packed.nodeSlot.length), weight: 0.01 };
    parts.push({ packed, start });
    const ms = await time(trainer, [{ packed, start }]);
    rows.push([
      `${tier}`,
      `${trainer.limits.lanes[tier]}`,
      `${chosen.length}`,
      `${sum}`,
      `${(packed.weights / packed.edges).toFixed(2)}`,
      `${packed.iterations}`,
      ms.toFixed(1),
      (sum * step.epochs / ms / 1e6).toFixed(1),
    ]);
  }
  const sum = users.reduce((total, user) => total + edges[user], 0);
  const ms = await time(trainer, parts);
  rows.push([
    "all",
    "",
    `${users.length}`,
    `${sum}`,
    "",
    "",
    ms.toFixed(1),
    (sum * step.epochs / ms / 1e6).toFixed(1),
  ]);
  table(["tier", "lanes", "users", "edges", "padding", "iterations", "ms", "G edge-epochs/s"], rows)
    .forEach((line) => console.log(line));
}

/** Milliseconds of all epochs, less those of one: uploads and the readback are in both. */
async function time(trainer: PersonalAutoencoder, parts: readonly PackedPart[]): Promise<number> {
  const best = async (epochs: number) => {
    let least = Infinity;
    for (let round = 0; round < Number(flags.rounds); round++) {
      const started = performance.now();
      await trainer.run(parts, { ...step, epochs }, false);
      least = Math.min(least, performance.now() - started);
    }
    return least;
  };
  // The first run compiles.
  await trainer.run(parts, { ...step, epochs: 1 }, false);
  return Math.max(1e-3, await best(step.epochs) - await best(1));
}
