/**
 * Personal training as data grow: made-up users shaped like MovieLens 20M (bench/synthetic.ts), 1,000 to 138,493 of them. What each
 * user costs should stay the same, and memory should grow with the profiles alone; these are streamed to a file.
 *
 *     deno task bench-scale                                  1,000, 10,000 and 100,000 users, 100 epochs
 *     deno task bench-scale --users 138493 --epochs 1000     everybody, as a GPU would do it
 */
import { parseArgs } from "node:util";
import { type BackendChoice, openBackend } from "../src/model/backend.ts";
import { DEFAULT_PERSONAL_SETTINGS } from "../src/model/personal_settings.ts";
import { countUserEdges, cutBatches } from "../src/model/user_batch.ts";
import { table } from "../src/cli/table.ts";
import { MOVIELENS_20M, syntheticGraph, syntheticInputs } from "./synthetic.ts";

const { values: flags } = parseArgs({
  options: {
    users: { type: "string", default: "1000,10000,100000" },
    epochs: { type: "string", default: "100" },
    backend: { type: "string", default: "auto" },
  },
});
const epochs = Number(flags.epochs);

using backend = await openBackend(flags.backend as BackendChoice);
const graph = syntheticGraph(MOVIELENS_20M);
console.log(
  `${backend.description}; ${graph.items} items, ${graph.itemAttributes.length} edges, ${epochs} epochs`,
);
const rows: string[][] = [];
for (const count of flags.users.split(",").map(Number)) {
  const users = Array.from({ length: count }, (_, user) => user);
  const inputs = syntheticInputs(MOVIELENS_20M, users);
  const edges = countUserEdges(inputs, graph);
  const total = edges.reduce((sum, of) => sum + of, 0);
  const path = await Deno.makeTempFile({ prefix: "semauto-profiles-" });
  let bytes = 0, preparing = 0, training = 0, peak = 0;
  const started = performance.now();
  {
    using file = await Deno.open(path, { write: true, truncate: true });
    await backend.trainUsers(
      { graph, settings: { ...DEFAULT_PERSONAL_SETTINGS, epochs }, keepWeights: false },
      cutBatches(users, inputs, users.map(String), edges, backend.batchEdges),
      (batch) => {
        for (
          const part of [batch.users, batch.attributeStart, batch.attributes, batch.activations]
        ) {
          bytes += file.writeSync(new Uint8Array(part.buffer));
        }
        preparing += batch.preparing;
        training += batch.training;
        peak = Math.max(peak, Deno.memoryUsage().rss);
      },
    );
  }
  const seconds = (performance.now() - started) / 1000;
  await Deno.remove(path);
  rows.push([
    count.toLocaleString("en-US"),
    inputs.indices.length.toLocaleString("en-US"),
    total.toLocaleString("en-US"),
    seconds.toFixed(1),
    (1000 * seconds / count).toFixed(2),
    `${(100 * preparing / (preparing + training)).toFixed(0)} %`,
    (total * epochs / seconds / 1e6).toFixed(0),
    `${(inputs.indices.length * 8 / 2 ** 20).toFixed(0)} MiB`,
    `${(bytes / 2 ** 20).toFixed(0)} MiB`,
    `${(peak / 2 ** 20).toFixed(0)} MiB`,
  ]);
}
table([
  "users",
  "ratings",
  "user edges",
  "s",
  "ms per user",
  "preparing",
  "M edge-epochs/s",
  "ratings take",
  "profiles written",
  "peak memory",
], rows).forEach((line) => console.log(line));
