/**
 * The protocol of KaRS 2018 (Bellini et al., arXiv 1807.05006) on MovieLens 1M with DBpedia attributes, and the published MovieLens numbers beside ours:
 * four fifths of each user's ratings to train on, relevant from 4, all unrated items ranked, cutoff 10.
 *
 *     SEMAUTO_DATA=... deno task reproduce            movielens-1m-dbpedia
 *     deno task reproduce                             the embedded films and simulated users: that it runs, no more
 *     ... deno task reproduce --epochs 100 --seed 7
 *
 * Networks are trained once for each reading of the method; only the neighbourhood varies after that.
 */
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { table } from "../src/cli/table.ts";
import { createDataset } from "../src/data/dataset.ts";
import { withRatings } from "../src/data/interactions.ts";
import { perUserHoldout } from "../src/data/split.ts";
import { evaluate, findValue } from "../src/evaluate/protocol.ts";
import { readRatings } from "../src/formats/ratings.ts";
import { readTriples } from "../src/formats/triples.ts";
import { findMetrics } from "../src/metrics/registry.ts";
import { openBackend } from "../src/model/backend.ts";
import type { PersonalSettings } from "../src/model/personal_settings.ts";
import { mostPopular } from "../src/recommend/baselines.ts";
import type { Recommender } from "../src/recommend/recommender.ts";
import { createRecommenders, type RecommenderOptions } from "../src/recommend/registry.ts";
import { trainPersonal } from "../src/train/personal.ts";
import { DIFFERENCES, NEIGHBOURS, PUBLISHED } from "./kars_2018_published.ts";

const { values: flags } = parseArgs({
  options: {
    epochs: { type: "string", default: "1000" },
    seed: { type: "string", default: "42" },
  },
});
const epochs = Number(flags.epochs), seed = Number(flags.seed);

/** A reading of the method: what was released, and what was written, are not the same. */
interface Reading {
  readonly name: string;
  readonly what: string;
  readonly settings: PersonalSettings;
  readonly profile: RecommenderOptions["profile"];
}

const READINGS: readonly Reading[] = [
  {
    name: "As in the released code",
    what: "every weight starts at 0.01, learning rate 0.3, the profile is the activation",
    settings: { epochs, learningRate: 0.3, initialisation: { kind: "constant", value: 0.01 } },
    profile: "activation",
  },
  {
    name: "As in the papers",
    what:
      "Xavier's start, learning rate 0.03, the profile is the sum of the weights into an attribute",
    settings: { epochs, learningRate: 0.03, initialisation: { kind: "xavier", seed } },
    profile: "sum-of-weights",
  },
];

/** Metrics of the tables, and what they are called there; the first F1 is the one of KaRS 2018. */
const COLUMNS = [
  ["f1-of-means", "F1 of means"],
  ["f1", "mean F1"],
  ["precision", "P"],
  ["recall", "R"],
  ["ndcg", "nDCG"],
] as const;
const METRICS = findMetrics(COLUMNS.map(([name]) => name)), NAMES = COLUMNS.map(([, name]) => name);
const CUTOFF = 10;

const folder = Deno.env.get("SEMAUTO_DATA");
const [place, ending] = folder === undefined
  ? [fileURLToPath(new URL("../data", import.meta.url)), ""]
  : [`${folder}/movielens-1m-dbpedia`, ".gz"];
const open = async (file: string) => {
  const name = `${place}/${file}${ending}`;
  return { name, stream: (await Deno.open(name)).readable };
};

const { interactions } = await readRatings(await open("ratings.tsv"));
const knowledge = await readTriples(await open("attributes.tsv"));
const split = perUserHoldout(interactions.ratings, interactions.users, { ratio: 0.2, seed });
const dataset = createDataset(withRatings(interactions, split.train), knowledge);
using backend = await openBackend("auto");

const judge = async (recommender: Recommender) => {
  const options = { cutoffs: [CUTOFF], relevantFrom: 4, metrics: METRICS };
  const evaluation = await evaluate(recommender, split, options);
  const values = COLUMNS.map(([name]) => findValue(evaluation, name, CUTOFF).value.toFixed(4));
  return { values, users: evaluation.users.length };
};
const print = (lines: readonly string[]) => console.log(lines.join("\n"));
const printTable = (header: readonly string[], rows: readonly (readonly string[])[]) =>
  print(["", "```text", ...table(header, rows), "```"]);

const floor = await judge(mostPopular(split.train));
const count = (n: number) => n.toLocaleString("en-US"), { statistics: s } = dataset;
print([
  "# The protocol of KaRS 2018",
  "",
  folder === undefined
    ? "**The embedded films with SIMULATED users: this shows that the protocol runs, and says nothing beside the published numbers.**"
    : "MovieLens 1M with DBpedia attributes.",
  `${count(s.users)} users, ${count(s.items)} items, ${count(s.ratings)} ratings to train on, ${
    count(split.test.values.length)
  } to judge by; ${count(s.attributes)} attributes; ${
    count(s.itemsWithoutAttributes)
  } items have none.`,
  `A fifth of each user's ratings held out (seed ${seed}), relevant from 4, all unrated items ranked, @${CUTOFF}, means over ${
    count(floor.users)
  } users.`,
  `${
    count(epochs)
  } epochs, profiles stretched to [0, 1], no idf, user-kNN over profiles with k neighbours.`,
]);
for (const { name, what, settings, profile } of READINGS) {
  const started = performance.now();
  const model = await trainPersonal(dataset, settings, backend);
  const seconds = ((performance.now() - started) / 1000).toFixed(0);
  const rows: string[][] = [];
  for (const neighbours of NEIGHBOURS) {
    const options = { profile, scaling: "min-max", idf: false, neighbours } as const;
    const [recommender] = createRecommenders(model, ["profile-knn"], options);
    rows.push([`k = ${neighbours}`, ...(await judge(recommender)).values]);
  }
  print([
    "",
    `## ${name}`,
    "",
    `${what[0].toUpperCase()}${what.slice(1)}. Trained in ${seconds} s.`,
  ]);
  printTable(["", ...NAMES], [...rows, ["most-popular", ...floor.values]]);
}
print(["", "## Published"]);
printTable(
  ["", "ratings", "method", "F1", "P", "R", "nDCG"],
  PUBLISHED.map(({ source, data, method, ...result }) => [
    ...[source, data, method],
    ...[result.f1, result.precision, result.recall, result.ndcg].map((n) => n?.toFixed(4) ?? ""),
  ]),
);
print(["", "## What differs", "", ...DIFFERENCES.map((line) => `- ${line}`)]);
