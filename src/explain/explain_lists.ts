import { UsageError } from "../errors.ts";
import type { RunOptions } from "../events.ts";
import type { Model } from "../model/model.ts";
import { createCandidateMask, topItems } from "../recommend/ranking.ts";
import type { Recommender } from "../recommend/recommender.ts";
import { createExplainer, type ExplainerOptions } from "./explanation.ts";
import type { RankedExplanation } from "./exporters/exporter.ts";

/** Whose lists to explain, and how. */
export interface ExplainListsOptions extends ExplainerOptions {
  /** Indices of the users, in the order in which they are explained (default: all, ascending). */
  readonly users?: readonly number[];
  /** Length of each user's list, from 0 (default 10). */
  readonly top?: number;
}

/**
 * Explains the best unseen items of many users, one explanation at a time: each is made when it is asked for, so that memory does not
 * grow with the users. A recommender that can prepare its work for all users at once should have done so before.
 *
 * @param model The trained model.
 * @param recommender One of the explainable recommenders, made of this model.
 * @param options Whose lists, and how to speak.
 * @param run Progress (stage `explain`, unit `users`) and abort signal.
 * @returns Explanations, those of a user together, best first; none for users whom the recommender has nothing to go by for.
 * @throws {UsageError} Where the recommender's scores cannot be taken apart or `top` is not a whole number from 0.
 * @throws {RangeError} Where a user is unknown.
 * @throws The signal's reason, where the signal aborts.
 *
 * @example
 * ```ts
 * import { strictEqual } from "node:assert/strict";
 * import { createDataset } from "../data/dataset.ts";
 * import { createInteractionsBuilder } from "../data/interactions.ts";
 * import { createKnowledgeGraphBuilder } from "../data/knowledge_graph.ts";
 * import { cpuBackend } from "../model/backend.ts";
 * import { createRecommenders } from "../recommend/registry.ts";
 * import { trainPersonal } from "../train/personal.ts";
 * import { exportExplanations } from "./exporters/export_explanations.ts";
 *
 * const ratings = createInteractionsBuilder(), graph = createKnowledgeGraphBuilder();
 * ratings.add("ann", "Heat", 5);
 * ratings.add("bob", "Ali", 5);
 * for (const item of ["Heat", "Ali"]) graph.add(item, "director", "Michael Mann");
 * const dataset = createDataset(ratings.build({ min: 1, max: 5 }).interactions, graph.build());
 * const model = await trainPersonal(dataset, { epochs: 20 }, await cpuBackend({ threads: 1 }));
 * const [recommender] = createRecommenders(model, ["attribute-sum"], { idf: false });
 * const explanations = explainLists(model, recommender, { users: [0], top: 1, reasons: 5, noun: "films" });
 * let text = "";
 * for (const piece of exportExplanations(explanations, "jsonl")) text += piece;
 * const { user, rank, item, sentence } = JSON.parse(text);
 * strictEqual(`${user} ${rank} ${item}`, "ann 1 Ali");
 * strictEqual(sentence, "Recommended because you like films directed by Michael Mann.");
 * ```
 */
export function explainLists(
  model: Model,
  recommender: Recommender,
  options: ExplainListsOptions = {},
  run: RunOptions = {},
): Generator<RankedExplanation, void> {
  const { top = 10 } = options;
  if (!Number.isInteger(top) || top < 0) {
    throw new UsageError(`Cannot explain lists: top is ${top}, expected a whole number from 0`);
  }
  const { ratings } = model.dataset.interactions;
  const users = options.users ?? Array.from({ length: ratings.rows }, (_, user) => user);
  return explainUsers(model, recommender, { ...options, users, top }, run);
}

function* explainUsers(
  model: Model,
  recommender: Recommender,
  options: ExplainListsOptions & { readonly users: readonly number[]; readonly top: number },
  { onProgress, signal }: RunOptions,
): Generator<RankedExplanation, void> {
  const { users, top } = options;
  const { ratings } = model.dataset.interactions;
  const explainer = createExplainer(model, recommender, options);
  const candidates = createCandidateMask(ratings);
  const scores = new Float64Array(ratings.columns);
  let done = 0;
  for (const user of users) {
    signal?.throwIfAborted();
    const mask = candidates(user);
    const { items } = topItems(scores, recommender.score(user, scores) ? top : 0, mask);
    for (let k = 0; k < items.length; k++) {
      const explanation = explainer.explain(user, items[k]);
      if (explanation) yield { ...explanation, rank: k + 1 };
    }
    done++;
    onProgress?.({ stage: "explain", done, total: users.length, unit: "users" });
  }
}
