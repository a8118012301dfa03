import fc from "npm:fast-check@4.10.2";
import { createExplainer, type Reason } from "../../../src/explain/explanation.ts";
import { explainLists } from "../../../src/explain/explain_lists.ts";
import {
  exportExplanations,
  type ExportFormatName,
} from "../../../src/explain/exporters/export_explanations.ts";
import type { ExportOptions, RankedExplanation } from "../../../src/explain/exporters/exporter.ts";
import type { Dataset } from "../../../src/data/dataset.ts";
import type { BroaderReasons } from "../../../src/explain/broader_reasons.ts";
import { OTHER_RELATION } from "../../../src/explain/other_reasons.ts";
import { FANS_RELATION, POPULARITY_RELATION } from "../../../src/model/named_neurons.ts";
import type { SharedModel } from "../../../src/model/shared_model.ts";
import { DEFAULT_SHARED_SETTINGS } from "../../../src/model/shared_settings.ts";
import { broaderView } from "../../../src/model/deep_profiles.ts";
import { modeOf } from "../../../src/model/model.ts";
import { createRecommenders, RECOMMENDERS } from "../../../src/recommend/registry.ts";
import { filed } from "../../_deep_fixtures.ts";
import { sharedModel } from "../../model/_shared_models.ts";
import { trainCompletion } from "../../../src/train/completion.ts";
import { oddUsers, randomDataset, trainOnCpu } from "../../model/_datasets.ts";
import { type NetworkOptions, randomNetwork } from "../../model/_shared_networks.ts";

/** What every format of text has trouble with. */
const SNAGS = [
  ...[
    '"',
    "'",
    ",",
    ";",
    "|",
    "\\",
    "\\|",
    "\n",
    "\r\n",
    "\r",
    "\t",
    "\u2028",
    "\0",
    "\x7f",
    "\x85",
  ],
  ...[
    "=1+1",
    "+1",
    "-1",
    "@a",
    "'x",
    "\uff1d1",
    "#",
    "# ",
    "- ",
    "1. ",
    "1) ",
    "> ",
    "```",
    "---",
    "===",
  ],
  ...[
    "*a*",
    "_a_",
    "~~a~~",
    "[a](b)",
    "![a](b)",
    "<b>",
    "</td>",
    "<!--",
    "&amp;",
    "&#65;",
    "$x$",
    "`a`",
  ],
  ...[
    "http://dbpedia.org/resource/L%C3%A9on",
    "http://dbpedia.org/resource/Léon",
    "http://a/<b>",
    "http://a/b c",
  ],
  ...[
    "dbo:director",
    "dct:subject",
    "urn:isbn:1",
    "foo:bar",
    "dbo:",
    "dbr:A_(b)",
    "dbr:-",
    "dbr:a.",
    "a^b",
    "http://a/{b}",
  ],
  ...[
    "urn:semauto:explanation#x",
    "http://dbpedia.org/resource/Category:A",
    "semauto:x",
    "@en",
    "^^",
    ".",
  ],
  ...["é", "日本語", "👩‍🚀", "\u202e", "\ufeff", "ﬀ", "%", "%zz", "%27"],
];

/** Any well-formed text, with what is hard in it. */
export const texts: fc.Arbitrary<string> = fc.array(
  fc.oneof(fc.constantFrom(...SNAGS), fc.string({ unit: "binary", maxLength: 4 })),
  { maxLength: 3 },
).map((parts) => parts.join(""));

const numbers = fc.double({ noNaN: true, noDefaultInfinity: true });

const evidence = fc.array(
  fc.record({ item: texts, rating: numbers, share: numbers }, { noNullPrototype: true }),
  { maxLength: 5 },
);

const levels = fc.integer({ min: 1, max: 10 });

const reasons: fc.Arbitrary<Reason> = fc.oneof(
  fc.record({
    kind: fc.constant("attribute" as const),
    relation: texts,
    value: texts,
    label: texts.map((text) => `: ${text}`),
    contribution: numbers,
    weight: numbers,
    ofItem: fc.boolean(),
    evidence: fc.constant([]),
    inferred: fc.constant(true as const),
    inference: fc.record({
      level: levels,
      score: numbers,
      tokens: fc.array(
        fc.record({
          relation: texts,
          value: texts,
          label: texts.map((text) => `: ${text}`),
          level: levels,
          part: numbers,
        }, { noNullPrototype: true }),
        { maxLength: 3 },
      ),
      others: fc.record({ count: fc.nat(), part: numbers }, { noNullPrototype: true }),
    }),
  }),
  ...(["attribute", "fans", "popularity"] as const).map((kind) =>
    fc.record({
      kind: fc.constant(kind),
      relation: kind === "attribute"
        ? texts
        : fc.constant(kind === "fans" ? FANS_RELATION : POPULARITY_RELATION),
      value: kind === "popularity" ? fc.constant("") : texts,
      label: texts.map((text) => `: ${text}`),
      contribution: numbers,
      weight: numbers,
      ofItem: fc.boolean(),
      evidence,
      biasShare: numbers,
    }, {
      requiredKeys: [
        ...["kind", "relation", "value", "label"] as const,
        ...["contribution", "weight", "ofItem", "evidence"] as const,
      ],
    })
  ),
  fc.record({
    kind: fc.constant("other" as const),
    relation: fc.constant(OTHER_RELATION),
    value: fc.constant(""),
    label: fc.constant("2 other reasons"),
    contribution: numbers,
    weight: fc.constant(0),
    ofItem: fc.constant(false),
    evidence: fc.constant([]),
    count: fc.integer({ min: 1 }),
  }),
);

const part = { relation: texts, value: texts, label: texts.map((text) => `: ${text}`) };

const broader: fc.Arbitrary<BroaderReasons> = fc.record({
  exact: fc.boolean(),
  sentence: texts.map((text) => `B${text}`),
  reasons: fc.array(
    fc.record({
      ...part,
      contribution: numbers,
      through: fc.array(fc.record({ ...part, contribution: numbers }), { maxLength: 4 }),
    }),
    { maxLength: 3 },
  ),
  others: fc.record({ count: fc.nat(), contribution: numbers }, { noNullPrototype: true }),
});

/** Explanations of any content, of none upwards. */
export const explanationLists: fc.Arbitrary<RankedExplanation[]> = fc.array(
  fc.record({
    user: texts,
    rank: fc.integer({ min: 1 }),
    item: texts,
    score: numbers,
    error: numbers.map(Math.abs),
    evidence: fc.constantFrom("exact" as const, "proportional" as const),
    sentence: texts.map((text) => `S${text}`),
    reasons: fc.array(reasons, { maxLength: 4 }),
    broader,
  }, {
    requiredKeys: ["user", "item", "score", "error", "evidence", "sentence", "reasons"],
  }),
  { maxLength: 4 },
);

/** Titles for some items. */
export const titleOf = (item: string) => item.length % 2 === 0 ? `= ${item}` : undefined;

/** The whole text. */
export function textOf(
  explanations: Iterable<RankedExplanation>,
  format: ExportFormatName,
  options?: ExportOptions,
): string {
  return [...exportExplanations(explanations, format, options)].join("");
}

/** Options of the property tests: a fixed seed and enough runs. */
export const RUNS = { seed: 2017, numRuns: 300 };

/** Explanations by models with a second hidden layer. */
async function deepExplanations(dataset: Dataset): Promise<RankedExplanation[]> {
  const personal = await trainOnCpu(dataset, { epochs: 20, layers: 2 });
  const shared = await sharedModel({
    dataset,
    training: { excludeOwnPath: false },
    network: { layers: 2 },
  });
  const found: RankedExplanation[] = [];
  for (const model of [personal, broaderView(personal), shared]) {
    const [recommender] = createRecommenders(model, RECOMMENDERS[modeOf(model)].slice(0, 1));
    found.push(...explainLists(model, recommender, { top: 2, reasons: 2 }));
    found.push(...explainLists(model, recommender, { top: 1 }));
  }
  return found;
}

/** Explanations of trained models of both modes and every recommender, all reasons told and few. */
export async function realExplanations(): Promise<RankedExplanation[]> {
  const found = await deepExplanations(filed(randomDataset(30, { users: 12 })));
  for (const dataset of [randomDataset(30), oddUsers()]) {
    const personal = await trainOnCpu(dataset);
    for (const recommender of createRecommenders(personal, ["profile-knn", "attribute-sum"])) {
      found.push(...explainLists(personal, recommender, { top: 4, reasons: 2 }));
      found.push(...explainLists(personal, recommender, { top: 2 }));
    }
    const completion = {
      learned: await trainCompletion(personal, { epochs: 2 }),
      kind: "faithful",
    } as const;
    for (
      const recommender of createRecommenders(personal, ["profile-knn", "attribute-sum"], {
        completion,
      })
    ) {
      found.push(...explainLists(personal, recommender, { top: 2 }));
    }
    const networks: NetworkOptions[] = [{}, { biases: true, activation: "tanh" }];
    for (const [seed, options] of networks.entries()) {
      const shared: SharedModel = {
        settings: DEFAULT_SHARED_SETTINGS,
        dataset,
        network: randomNetwork(dataset.graph, seed, options),
        training: { solver: "ridge", fansPenalty: 1, attributePenalty: 1, trials: [], bytes: 0 },
      };
      const [recommender] = createRecommenders(shared, ["reconstruction"]);
      found.push(...explainLists(shared, recommender, { top: 3, reasons: 3 }));
      const explainer = createExplainer(shared, recommender);
      found.push(...[0, 1].map((item) => explainer.explain(0, item)).filter((one) => !!one));
    }
  }
  return found;
}
