/**
 * What a second hidden layer of broader categories does to accuracy and size, on MovieLens 100K with DBpedia categories, u1 split:
 *
 *     SEMAUTO_DATA=<folder of data sets> deno task bench-broader
 *
 * The data hold no skos:broader, so the hierarchy is read off the categories' English names by their heads (Ponzetto and Strube 2007, AAAI:
 * "Deriving a large scale taxonomy from Wikipedia", syntax-based head matching): "1990s American drama films" is filed under "drama
 * films", "1994 films" under "1990s films".
 *
 * @module
 */

import { valueLabel } from "../src/data/labels.ts";
import {
  broaderEdges,
  broaderLayer,
  broaderView,
  cpuBackend,
  createDataset,
  createKnowledgeGraphBuilder,
  createRecommenders,
  type Dataset,
  DEFAULT_GRADIENT_SETTINGS,
  evaluate,
  findValue,
  isShared,
  type KnowledgeGraph,
  mergeBroader,
  type Model,
  modeOf,
  networkInputs,
  pairedTTest,
  type PersonalSettings,
  readTriples,
  RECOMMENDERS,
  trainPersonal,
  trainShared,
} from "../mod.ts";
import { readRatingParts } from "../src/formats/ratings.ts";
import { buildDeepNetworks } from "../src/model/deep_user_networks.ts";
import { buildUserNetworks } from "../src/model/user_networks.ts";

const FOLDER = `${Deno.env.get("SEMAUTO_DATA")}/movielens-100k-dbpedia`;

/** Heads that name a company and not a kind of film. */
const COMPANIES = /^(pictures|entertainment|films|productions|studios) films$/;

/** Least number of categories that share a head. */
const LEAST = 3;

const open = async (name: string) => ({
  name,
  stream: (await Deno.open(`${FOLDER}/${name}`)).readable,
});

/** Files categories under the heads of their names. */
export function fileByHeads(values: readonly string[]): KnowledgeGraph {
  const names = values.filter((value) => value.includes("Category:"))
    .map((value) => [value, valueLabel(value).toLowerCase().split(" ")] as const);
  const count = new Map<string, number>();
  const heads = (words: readonly string[]) =>
    words.slice(1, -1).map((_, k) => words.slice(k + 1).join(" "));
  for (const [, words] of names) {
    for (const head of heads(words)) count.set(head, (count.get(head) ?? 0) + 1);
  }
  const builder = createKnowledgeGraphBuilder();
  for (const [value, words] of names) {
    const head = heads(words).find((head) =>
      head.endsWith(" films") && !COMPANIES.test(head) && count.get(head)! >= LEAST
    );
    if (head) builder.add(value, "head", head);
    const year = /^(\d{3})\d$/.exec(words[0]);
    if (year) builder.add(value, "head", [`${year[1]}0s`, ...words.slice(1)].join(" "));
  }
  return builder.build();
}

async function load(): Promise<{ dataset: Dataset; split: Parameters<typeof evaluate>[1] }> {
  const { interactions, parts } = await readRatingParts([
    await open("u1.base.gz"),
    await open("u1.test.gz"),
  ]);
  const knowledge = await readTriples(await open("attributes.tsv.gz"));
  const triples = fileByHeads(knowledge.attributes.map(({ value }) => value));
  const broader = broaderEdges(knowledge.attributes, triples);
  return {
    dataset: createDataset({ ...interactions, ratings: parts[0] }, { ...knowledge, broader }),
    split: { train: parts[0], test: parts[1] },
  };
}

const { dataset, split } = await load();
const layer = broaderLayer(dataset);
const edges = layer.graph.attributeStart[layer.named];
const lines = [
  `${dataset.attributes.length} attributes, ${layer.named} broader categories on ${edges} edges, ` +
  `${layer.categories.length - layer.named} pass-throughs`,
  "",
];

// Sizes of all users' networks.
const inputs = networkInputs(dataset), { users } = dataset.interactions;
const all = [...users.ids.keys()];
const constant = { kind: "constant", value: 0.01 } as const;
const size = (collapse: boolean) => {
  const { networks } = buildDeepNetworks(all, inputs, users, dataset.graph, layer.graph, {
    initialisation: constant,
    collapse,
  });
  return [
    networks.multiplicity.length,
    networks.categoryMultiplicity.length,
    networks.edgeNode.length,
    networks.innerCategory.length,
  ];
};
const plain = size(false), collapsed = size(true);
const oneLayer = buildUserNetworks(all, inputs, users, dataset.graph, { initialisation: constant });
const share = (k: number) => `${(100 * collapsed[k] / plain[k]).toFixed(1)} %`;
lines.push(
  "| all users' networks | plain | equitable classes | left |",
  "| --- | ---: | ---: | ---: |",
  ...["attribute nodes", "category nodes", "outer edges", "inner edges"].map((name, k) =>
    `| ${name} | ${plain[k]} | ${collapsed[k]} | ${share(k)} |`
  ),
  "",
  `Without a second layer ${oneLayer.networks.multiplicity.length} attribute nodes and ${oneLayer.networks.edgeNode.length} outer edges are left.`,
  "",
  "| model | nDCG@10 | less the group's first | seconds |",
  "| --- | ---: | ---: | ---: |",
);
using backend = await cpuBackend();
const merged = mergeBroader(dataset);
const gradient = DEFAULT_GRADIENT_SETTINGS, keeping = { ...gradient, excludeOwnPath: false };
const personal = (data: Dataset, settings: Partial<PersonalSettings> = {}) => () =>
  trainPersonal(data, settings, backend);
const shared = (data: Dataset, settings: Parameters<typeof trainShared>[1] = {}) => () =>
  trainShared(data, { neurons: "attributes", ...settings }, backend);

/** Trainings to compare, each group with its first. */
const groups: readonly (readonly [name: string, train: () => Promise<Model>])[][] = [
  [
    ["personal, one layer", personal(dataset)],
    ["personal, one layer, after one epoch", personal(dataset, { epochs: 1 })],
    ["personal, side by side", personal(merged)],
    ["personal, two layers", personal(dataset, { layers: 2 })],
  ],
  [
    ["shared, closed form, one layer", shared(dataset)],
    ["shared, closed form, side by side", shared(merged)],
  ],
  [
    ["shared, gradient, one layer", shared(dataset, { training: gradient })],
    ["shared, gradient, side by side", shared(merged, { training: gradient })],
    ["shared, gradient, two layers", shared(dataset, { layers: 2, training: gradient })],
    [
      "shared, gradient, two layers, own paths kept",
      shared(dataset, { layers: 2, training: keeping }),
    ],
  ],
];
for (const group of groups) {
  let first: Float64Array | undefined;
  for (const [name, train] of group) {
    const started = performance.now();
    const model = await train();
    const seconds = (performance.now() - started) / 1000;
    const views: [string, Model][] = [[name, model]];
    if (!isShared(model) && model.broader) {
      views.push([`${name}, profile of categories`, broaderView(model)]);
    }
    for (const [label, view] of views) {
      const [scorer] = createRecommenders(view, [RECOMMENDERS[modeOf(view)][0]]);
      const evaluation = await evaluate(scorer, split, { cutoffs: [10], relevantFrom: 4 });
      const { value, ofUsers } = findValue(evaluation, "ndcg", 10);
      const { difference, standardError } = pairedTTest(ofUsers!, first ?? ofUsers!);
      const against = first ? `${difference.toFixed(4)} +- ${standardError.toFixed(4)}` : "";
      first ??= ofUsers;
      lines.push(`| ${label} | ${value.toFixed(4)} | ${against} | ${seconds.toFixed(1)} |`);
      console.error(lines.at(-1));
    }
  }
}
console.log(lines.join("\n"));
