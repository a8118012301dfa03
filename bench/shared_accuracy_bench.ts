/**
 * Accuracy of shared mode beside EASE and user-kNN on ratings, on the same split, each with its hyper-parameters validated on the same
 * part of the training data; differences in nDCG@10 are paired by user.
 *
 *     SEMAUTO_PYTHON=/usr/bin/python3 deno task bench-accuracy FOLDER...
 *
 * A folder holds train.tsv, test.tsv (user, item, rating) and item_features.tsv (item, relation, value), as
 * `prepare.py` of the peers writes them. `--solver gradient` trains by gradient descent in place of the closed form.
 */
import { parseArgs } from "node:util";
import { createDataset } from "../src/data/dataset.ts";
import { perUserHoldout, type Split } from "../src/data/split.ts";
import type { Interactions } from "../src/data/interactions.ts";
import { evaluate, type Evaluation, findValue } from "../src/evaluate/protocol.ts";
import { pairedTTest } from "../src/evaluate/significance.ts";
import { writeRatings } from "../src/formats/rating_rows.ts";
import { readRatingParts } from "../src/formats/ratings.ts";
import { readRun } from "../src/formats/run_file.ts";
import { readTriples } from "../src/formats/triples.ts";
import { openBackend } from "../src/model/backend.ts";
import { relevantByDefault } from "../src/evaluate/relevance.ts";
import { DEFAULT_GRADIENT_SETTINGS, NEURON_CHOICES } from "../src/model/shared_settings.ts";
import type { Recommender } from "../src/recommend/recommender.ts";
import { createRecommenders } from "../src/recommend/registry.ts";
import { trainShared } from "../src/train/shared.ts";
import { table } from "../src/cli/table.ts";
import { describeSharedTraining, summariseShared } from "../src/cli/describe_shared.ts";

const { values: flags, positionals: folders } = parseArgs({
  options: {
    solver: { type: "string", default: "ridge" },
    neurons: { type: "string", default: NEURON_CHOICES.join(",") },
    "min-items-per-attribute": { type: "string", default: "2" },
  },
  allowPositionals: true,
});
const python = Deno.env.get("SEMAUTO_PYTHON") ?? "python3";
const open = async (name: string) => ({ name, stream: (await Deno.open(name)).readable });

using backend = await openBackend("auto");
console.log(backend.description);
for (const folder of folders) await compare(folder);

async function compare(folder: string): Promise<void> {
  const { interactions, parts } = await readRatingParts([
    await open(`${folder}/train.tsv`),
    await open(`${folder}/test.tsv`),
  ]);
  const split: Split = { train: parts[0], test: parts[1] };
  const dataset = createDataset(
    { ...interactions, ratings: split.train },
    await readTriples(await open(`${folder}/item_features.tsv`)),
    { minItemsPerAttribute: Number(flags["min-items-per-attribute"]) },
  );
  const relevantFrom = relevantByDefault(interactions.scale);
  const judge = (recommender: Recommender) =>
    evaluate(recommender, split, { cutoffs: [10], relevantFrom });
  const found: { name: string; note: string; seconds: number; evaluation: Evaluation }[] = [];
  for (const neurons of NEURON_CHOICES.filter((name) => flags.neurons.split(",").includes(name))) {
    const started = performance.now();
    const model = await trainShared(
      dataset,
      flags.solver === "gradient" ? { neurons, training: DEFAULT_GRADIENT_SETTINGS } : { neurons },
      backend,
    );
    const seconds = (performance.now() - started) / 1000;
    const [recommender] = createRecommenders(model, ["reconstruction"]);
    const [, note] = describeSharedTraining(summariseShared(model));
    found.push({
      name: neurons,
      note: note.slice(13),
      seconds,
      evaluation: await judge(recommender),
    });
  }
  for (const peer of await runPeers(interactions, split, relevantFrom)) {
    const evaluation = await judge(peer.recommender);
    found.push({ ...peer, evaluation });
  }
  const s = dataset.statistics;
  console.log(
    `\n${folder}: ${s.users} users, ${s.items} items, ${s.attributes} attributes, ${s.edges} edges, ${
      found[0].evaluation.users.length
    } users judged`,
  );
  const base = found.find(({ name }) => name === "ease")?.evaluation;
  const rows = found.map(({ name, note, seconds, evaluation }) => {
    const value = (metric: string) => findValue(evaluation, metric, 10);
    const difference = base && base !== evaluation
      ? pairedTTest(value("ndcg").ofUsers!, findValue(base, "ndcg", 10).ofUsers!)
      : undefined;
    return [
      name,
      value("precision").value.toFixed(4),
      value("recall").value.toFixed(4),
      value("ndcg").value.toFixed(4),
      difference
        ? `${difference.difference.toFixed(4)} +- ${difference.standardError.toFixed(4)}`
        : "",
      seconds.toFixed(1),
      note,
    ];
  });
  table(
    ["@10", "P", "R", "nDCG", "to EASE", "seconds", "chosen on held-out training ratings"],
    rows,
  ).forEach((line) => console.log(line));
}

/** EASE and user-kNN, trained and validated on the same ratings by a program of their own. */
async function runPeers(
  interactions: Interactions,
  { train }: Split,
  relevantFrom: number | "all",
) {
  const folder = await Deno.makeTempDir();
  try {
    const parts = perUserHoldout(train, interactions.users);
    const files = { train, fit: parts.train, validation: parts.test };
    for (const [name, ratings] of Object.entries(files)) {
      const lines = writeRatings({ ...interactions, ratings });
      await Deno.writeTextFile(`${folder}/${name}.tsv`, ReadableStream.from(lines));
    }
    const { success, stdout, stderr } = await new Deno.Command(python, {
      args: [
        new URL("./peers/ease_peer.py", import.meta.url).pathname,
        ...Object.keys(files).map((name) => `${folder}/${name}.tsv`),
        String(relevantFrom),
        `${folder}/peer`,
      ],
    }).output();
    if (!success) {
      console.log(
        `peers do not run: ${new TextDecoder().decode(stderr).trim().split("\n").at(-1)}`,
      );
      return [];
    }
    const told = new TextDecoder().decode(stdout).trim().split("\n").map((line) =>
      JSON.parse(line)
    );
    return await Promise.all(told.map(async ({ peer, chosen, validation, seconds }) => ({
      name: peer as string,
      note: `${chosen} (${validation.toFixed(4)})`,
      seconds: seconds as number,
      recommender: await listed(interactions, `${folder}/peer.${peer}.run`),
    })));
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** A recommender that repeats the lists of a run. */
async function listed({ users, items }: Interactions, file: string): Promise<Recommender> {
  const { tag, entries } = await readRun(await open(file));
  const lists = new Map<number, [item: number, score: number][]>();
  for (const { user, item, rank } of entries) {
    const u = users.indexOf(user)!;
    if (!lists.has(u)) lists.set(u, []);
    lists.get(u)!.push([items.indexOf(item)!, 1000 - rank]);
  }
  return {
    name: tag,
    score(user, scores) {
      scores.fill(0);
      for (const [item, score] of lists.get(user) ?? []) scores[item] = score;
      return lists.has(user);
    },
  };
}
