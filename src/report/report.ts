import { attributeValueLabel, relationLabel } from "../data/labels.ts";
import { UsageError } from "../errors.ts";
import type { RunOptions } from "../events.ts";
import type { ExplanationQuality } from "../evaluate/explanation_quality/explanation_quality.ts";
import { isShared, type Model } from "../model/model.ts";
import { neuronAt, neuronName } from "../model/named_neurons.ts";
import type { Recommender } from "../recommend/recommender.ts";
import {
  createRecommenders,
  DEFAULT_RECOMMENDER_OPTIONS,
  type RecommenderOptions,
  RECOMMENDERS,
} from "../recommend/registry.ts";
import { dataSection } from "./data_section.ts";
import { encodeExplorer } from "./explorer_coding.ts";
import { explorerSection } from "./explorer_section.ts";
import { chooseUsers, type UserChoice } from "./explorer_users.ts";
import { type Html, markup } from "./html.ts";
import { makeExplorer } from "./make_explorer.ts";
import { neuronsSection } from "./neurons_section.ts";
import { page, type Section } from "./page.ts";
import { qualitySection } from "./quality_section.ts";
import { recommendersSection, type ReportEvaluation } from "./recommenders_section.ts";
import { takeListsApart } from "./take_lists_apart.ts";
import { bytesToText } from "./text_pack.ts";
import { trainingSection } from "./training_section.ts";

export type { ReportEvaluation } from "./recommenders_section.ts";
export { DEFAULT_REPORT_USERS, type UserChoice } from "./explorer_users.ts";

/** What goes into a report. */
export interface ReportOptions {
  /** Heading (default `Recommendations with named reasons`). */
  readonly title?: string;
  /** Title of each item, by index (default: the ids). */
  readonly itemLabels?: readonly string[];
  /** The recommender that is taken apart, made of the model; by default the first of the model's mode. */
  readonly recommender?: Recommender;
  /** How profiles become recommendations in personal mode; as the recommender was made. */
  readonly profiles?: Partial<RecommenderOptions>;
  /** How good the recommendations are. */
  readonly evaluation?: ReportEvaluation;
  /** How good the explanations are, as `measureExplanations` finds it. */
  readonly explanationQuality?: ExplanationQuality;
  /** Which users are in the explorer. */
  readonly users?: UserChoice;
  /** How the report was made, as names and values: files, settings, backend. */
  readonly made?: readonly (readonly [name: string, value: string])[];
}

/** A report and what is in it. */
export interface Report {
  /** One self-contained HTML file. */
  readonly html: string;
  /** Users in the explorer. */
  readonly users: number;
  /** Bytes of the file. */
  readonly bytes: number;
}

/** Length of the lists in a report. */
const LIST_LENGTH = 10;

/**
 * Makes a report: one HTML file that needs no network, with the data, the training, the evaluation, the neurons that matter, and an explorer in
 * which readers argue with the model. The same input gives the same bytes.
 *
 * @param model The trained model.
 * @param options What else to show.
 * @param run Progress (stage `report`, unit `users`) and abort signal.
 * @returns The report.
 * @throws {UsageError} Where no user can be shown.
 * @throws The signal's reason, where the signal aborts.
 *
 * @example
 * ```ts
 * import { ok, strictEqual } from "node:assert/strict";
 * import { createDataset } from "../data/dataset.ts";
 * import { createInteractionsBuilder } from "../data/interactions.ts";
 * import { createKnowledgeGraphBuilder } from "../data/knowledge_graph.ts";
 * import { cpuBackend } from "../model/backend.ts";
 * import { trainPersonal } from "../train/personal.ts";
 *
 * const ratings = createInteractionsBuilder();
 * ratings.add("ann", "Heat", 5);
 * ratings.add("ann", "Up", 2);
 * ratings.add("bob", "Ali", 4);
 * const graph = createKnowledgeGraphBuilder();
 * for (const film of ["Heat", "Ali"]) graph.add(film, "director", "Michael Mann");
 * const dataset = createDataset(ratings.build().interactions, graph.build());
 * const model = await trainPersonal(dataset, { epochs: 10 }, await cpuBackend({ threads: 1 }));
 * const { html, users } = await createReport(model, { title: "Films" });
 * ok(html.startsWith("<!doctype html>"));
 * strictEqual(users, 2);
 * ```
 */
export async function createReport(
  model: Model,
  options: ReportOptions = {},
  run: RunOptions = {},
): Promise<Report> {
  const { dataset } = model;
  const profiles = { ...DEFAULT_RECOMMENDER_OPTIONS, ...options.profiles };
  const mode = isShared(model) ? "shared" : "personal";
  const recommender = options.recommender ??
    createRecommenders(model, [RECOMMENDERS[mode][0]], profiles)[0];
  const itemLabels = options.itemLabels ?? dataset.interactions.items.ids;
  const { seed = 42 } = options.users ?? {};
  const { users, from } = chooseUsers(model, options.users);
  if (users.length === 0) {
    throw new UsageError("Cannot make a report: no user has a rating, expected at least one");
  }
  const taken = await takeListsApart(recommender, model, users, LIST_LENGTH, run);
  const content = makeExplorer({
    model,
    itemLabels,
    options: profiles,
    users,
    held: options.evaluation,
    // Only what is behind these scores is too large for a page.
    fixed: recommender.name === "profile-knn" ? taken.lists : undefined,
    listLength: LIST_LENGTH,
  });
  const neurons = isShared(model)
    ? model.network.neurons
    : { attributes: dataset.attributes.length, fans: new Uint32Array() };
  const nameOf = (index: number): readonly [string, string] => {
    const neuron = neuronAt(neurons, index);
    if (neuron.kind === "popularity") return ["", "overall popularity"];
    const name = neuronName(neuron, dataset.attributes, itemLabels);
    return neuron.kind === "fans"
      ? [name.relation, name.value]
      : [relationLabel(name.relation), attributeValueLabel(name)];
  };
  const sections: Section[] = [
    { id: "data", title: "Data", content: await dataSection(dataset) },
    { id: "training", title: "Training", content: await trainingSection(model) },
    ...(options.evaluation
      ? [{
        id: "recommenders",
        title: "Recommenders",
        content: await recommendersSection(options.evaluation),
      }]
      : []),
    {
      id: "neurons",
      title: "Neurons that matter",
      content: neuronsSection({
        importance: taken.importance,
        nameOf,
        recommender: recommender.name,
        users: users.length,
        listLength: LIST_LENGTH,
      }),
    },
    ...(options.explanationQuality
      ? [{
        id: "quality",
        title: "Quality of explanations",
        content: qualitySection(options.explanationQuality),
      }]
      : []),
    { id: "explorer", title: "Explorer", content: explorerSection(content, from, seed) },
    ...(options.made?.length
      ? [{ id: "made", title: "How this was made", content: madeSection(options.made) }]
      : []),
  ];
  const text = await page({
    title: options.title ?? "Recommendations with named reasons",
    sections,
    data: await bytesToText(encodeExplorer(content)),
    users: users.length,
  });
  return { html: text, users: users.length, bytes: new TextEncoder().encode(text).length };
}

function madeSection(made: NonNullable<ReportOptions["made"]>): Html {
  return markup`<dl class="made">${
    made.map(([name, value]) =>
      markup`
        <div>
          <dt>${name}</dt>
          <dd>${value}</dd>
        </div>
      `
    )
  }</dl>`;
}
