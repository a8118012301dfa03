/**
 * The completion of profiles: how long it takes to learn, and what it does to recommendations, beside the learned profiles.
 *
 *     SEMAUTO_DATA=... deno task bench-completion movielens-1m-dbpedia
 *     SEMAUTO_DATA=... deno task bench-completion lastfm-hetrec-dbpedia --validation
 *     ... --recommender profile-knn
 *     ... --epochs 5 --backend gpu --learn-only
 *     ... --held-out     a tenth of each profile is hidden: how much of it is among the 50 attributes added, for 300 users
 *
 * Personal networks are trained once, with the defaults, and so is the completion; then each setting makes its own lists. MovieLens is split
 * by `perUserHoldout` (a fifth of each user's ratings, seed 42; relevant from 4), Last.fm into its own parts (test, or val with
 * `--validation`). Differences are means over users, with their standard errors.
 */
import { parseArgs } from "node:util";
import { loadData } from "../src/cli/data_options.ts";
import { table } from "../src/cli/table.ts";
import { type SparseMatrix, sparseMatrix } from "../src/data/sparse_matrix.ts";
import { perUserHoldout } from "../src/data/split.ts";
import { evaluate, findValue } from "../src/evaluate/protocol.ts";
import { relevantByDefault } from "../src/evaluate/relevance.ts";
import { pairedTTest } from "../src/evaluate/significance.ts";
import { openGpu } from "../src/gpu/device.ts";
import { cpuBackend } from "../src/model/backend.ts";
import { createRandom } from "../src/random.ts";
import { rowOf } from "../src/recommend/nearest_users.ts";
import { type CompletionChoice, profileCompleter } from "../src/recommend/profile_completer.ts";
import { topItems } from "../src/recommend/ranking.ts";
import { createRecommenders, type RecommenderOptions } from "../src/recommend/registry.ts";
import { trainCompletion } from "../src/train/completion.ts";
import { trainPersonal } from "../src/train/personal.ts";

const { values: flags, positionals: [name] } = parseArgs({
  allowPositionals: true,
  options: {
    epochs: { type: "string", default: "50" },
    backend: { type: "string", default: "cpu" },
    validation: { type: "boolean", default: false },
    recommender: { type: "string", default: "profile-knn,attribute-sum" },
    "learn-only": { type: "boolean", default: false },
    "held-out": { type: "boolean", default: false },
  },
});
const folder = `${Deno.env.get("SEMAUTO_DATA")}/${name}`;
const ownSplit = await Deno.stat(`${folder}/train.tsv.gz`).then(() => true, () => false);
const testFile = ownSplit ? `${folder}/${flags.validation ? "val" : "test"}.tsv.gz` : undefined;
const data = await loadData(
  {
    ratings: `${folder}/${ownSplit ? "train" : "ratings"}.tsv.gz`,
    attributes: `${folder}/attributes.tsv.gz`,
    implicit: ownSplit ? true : undefined,
    minItemsPerAttribute: 2,
  },
  {
    signal: new AbortController().signal,
    onProgress: () => {},
    note: (line) => console.error(line),
  },
  testFile,
);
const { interactions } = data;
const split = testFile
  ? { train: data.parts[0], test: data.parts[1] }
  : perUserHoldout(interactions.ratings, interactions.users, { ratio: 0.2, seed: 42 });
using backend = await cpuBackend();
const whole = await trainPersonal(data.join(split.train), {}, backend);
const model = flags["held-out"]
  ? { ...whole, activations: withoutATenth(whole.activations) }
  : whole;
using gpu = flags.backend === "gpu" ? await openGpu() : null;
const started = performance.now();
const learned = await trainCompletion(model, {
  epochs: Number(flags.epochs),
  gpu: gpu ?? undefined,
});
const seconds = (performance.now() - started) / 1000;
const { tokens: { words, attribute, level }, losses } = learned;
const rate = words.length * losses.length / seconds / 1e6;
const low = words.filter((word) => level[word] === 1).length;
console.log(`device       ${gpu?.facts.name ?? "CPU, one thread"}`);
console.log(
  `learned      ${losses.length} epochs of ${words.length} words in ${seconds.toFixed(1)} s, ${
    rate.toFixed(1)
  } M words/s`,
);
console.log(
  `vocabulary   ${attribute.length} tokens; ${
    (100 * low / words.length).toFixed(2)
  } % of the words have level 1`,
);
console.log(
  `loss         ${losses[0].toFixed(4)} a word in the first epoch, ${
    losses.at(-1)!.toFixed(4)
  } in the last`,
);
if (flags["held-out"]) judgeHeldOut();
if (flags["learn-only"] || flags["held-out"]) Deno.exit(0);

const published = { scaling: "min-max", idf: false } as const;
const sane = (choice: Partial<CompletionChoice> = {}): Partial<RecommenderOptions> => ({
  completion: { learned, kind: "sane", ...choice },
});
const faithful: Partial<RecommenderOptions> = { completion: { learned, kind: "faithful" } };
interface Setting {
  readonly label: string;
  readonly options: Partial<RecommenderOptions>;
  readonly completions: readonly (readonly [string, Partial<RecommenderOptions>])[];
}
const settings: readonly Setting[] = [
  {
    label: "default",
    options: {},
    completions: [["sane", sane()], ["sane, ceiling 1", sane({ ceiling: 1 })], [
      "faithful",
      faithful,
    ]],
  },
  { label: "min-max, no idf", options: published, completions: [["faithful", faithful]] },
];
const relevantFrom = relevantByDefault(interactions.scale);
const told = (row: string[]) => {
  console.error(row.join("  "));
  return row;
};
const judge = async (recommender: string, options: Partial<RecommenderOptions>) => {
  const begun = performance.now();
  const [made] = createRecommenders(model, [recommender], options);
  await made.prepare?.();
  const evaluation = await evaluate(made, split, { cutoffs: [10], relevantFrom });
  const took = (performance.now() - begun) / 1000;
  return { ndcg: findValue(evaluation, "ndcg", 10), took };
};
const rows: string[][] = [];
for (const recommender of flags.recommender.split(",")) {
  for (const { label, options, completions } of settings) {
    const plain = await judge(recommender, options);
    rows.push(
      told([`${recommender}, ${label}`, plain.ndcg.value.toFixed(4), "", plain.took.toFixed(0)]),
    );
    for (const [kind, completion] of completions) {
      const { ndcg, took } = await judge(recommender, { ...options, ...completion });
      const { difference, standardError } = pairedTTest(ndcg.ofUsers!, plain.ndcg.ofUsers!);
      const change = `${difference < 0 ? "" : "+"}${difference.toFixed(4)} +- ${
        standardError.toFixed(4)
      }`;
      rows.push(told([`  completed, ${kind}`, ndcg.value.toFixed(4), change, took.toFixed(0)]));
    }
  }
}
table(["", "nDCG@10", "difference", "s"], rows).forEach((line) => console.log(line));

function withoutATenth({ rows, columns, indptr, indices, values }: SparseMatrix): SparseMatrix {
  const random = createRandom(1, "held out");
  const row: number[] = [], column: number[] = [], value: number[] = [];
  for (let u = 0; u < rows; u++) {
    for (let e = indptr[u]; e < indptr[u + 1]; e++) {
      if (random.next() < 0.1) continue;
      row.push(u);
      column.push(indices[e]);
      value.push(values[e]);
    }
  }
  return sparseMatrix(rows, columns, { row, column, value }).matrix;
}

/** The share of hidden attributes among those added, and among as many of the most frequent that the profile lacks. */
function judgeHeldOut(): void {
  const top = 50, { rows, columns } = whole.activations;
  const frequency = new Float64Array(columns);
  for (const f of model.activations.indices) frequency[f]++;
  const completer = profileCompleter({ learned, kind: "sane", top });
  let inferred = 0, frequent = 0, users = 0;
  for (let u = 0; u < rows; u += Math.max(1, Math.floor(rows / 300))) {
    const row = rowOf(model.activations, u), own = new Set(row.indices);
    const hidden = new Set(rowOf(whole.activations, u).indices.filter((f) => !own.has(f)));
    if (hidden.size === 0 || own.size === 0) continue;
    const most = Math.min(top, hidden.size);
    const share = (added: Iterable<number>) =>
      [...added].filter((f) => hidden.has(f)).length / most;
    inferred += share(completer.complete(row).indices.filter((f) => !own.has(f)));
    const missing = Uint8Array.from(frequency, (count, f) => count > 0 && !own.has(f) ? 1 : 0);
    frequent += share(topItems(frequency, top, missing).items);
    users++;
  }
  console.log(
    `held out     of ${users} users' hidden attributes, or of ${top}: ${
      (inferred / users).toFixed(3)
    } among those added, ` +
      `${(frequent / users).toFixed(3)} among the most frequent`,
  );
}
