import { UsageError } from "../../errors.ts";
import type { Model } from "../../model/model.ts";
import type { Recommender } from "../../recommend/recommender.ts";
import { type BecauseYouRatedResult, explainBecauseYouRated } from "./because_you_rated.ts";
import { createStyleContext, type StyleOptions } from "./context.ts";
import { type ContrastiveResult, explainContrastive } from "./contrastive.ts";
import { type CounterfactualResult, explainCounterfactual } from "./counterfactual.ts";
import { type DifferenceResult, explainDifference } from "./difference.ts";
import { explainPairwise, type PairwiseResult } from "./pairwise.ts";
import { explainPointwise, type PointwiseResult } from "./pointwise.ts";
import { explainPopularity, type PopularityResult } from "./popularity.ts";
import type { Style, StyleQuestion } from "./style.ts";

/** What each style answers. */
export interface StyleResults {
  /** By how many users the item was rated. */
  readonly "popularity": PopularityResult;
  /** What speaks most for the item. */
  readonly "pointwise": PointwiseResult;
  /** What speaks for one of two items alone. */
  readonly "pairwise": PairwiseResult;
  /** What makes the difference of two scores. */
  readonly "difference": DifferenceResult;
  /** The user's own ratings behind the score. */
  readonly "because-you-rated": BecauseYouRatedResult;
  /** Without what the item would not be in the list. */
  readonly "counterfactual": CounterfactualResult;
  /** Why an item is not in the list. */
  readonly "contrastive": ContrastiveResult;
}

/** Name of a style. */
export type StyleName = keyof StyleResults;

/** The styles, by name. To add one: a file with its function and result, a line in `StyleResults` and one here. */
export const styles: { readonly [Name in StyleName]: Style<StyleResults[Name]> } = {
  "popularity": explainPopularity,
  "pointwise": explainPointwise,
  "pairwise": explainPairwise,
  "difference": explainDifference,
  "because-you-rated": explainBecauseYouRated,
  "counterfactual": explainCounterfactual,
  "contrastive": explainContrastive,
};

/** Explains the recommendations of one model in any style. */
export interface StyleExplainer {
  /**
   * Explains in one style.
   *
   * @param style Name of the style.
   * @param question The user, the item and what else the style needs.
   * @returns Numbers and a sentence; undefined where the recommender has nothing to go by for the user.
   */
  explain<Name extends StyleName>(
    style: Name,
    question: StyleQuestion,
  ): StyleResults[Name] | undefined;
}

/**
 * Makes an explainer that knows all styles.
 *
 * @param model The trained model.
 * @param recommender One of the explainable recommenders, made of this model.
 * @param options How to speak, and of which list.
 * @returns The explainer; its `explain` throws a UsageError where the style is unknown or the question lacks what it needs.
 * @throws {UsageError} Where the recommender's scores cannot be taken apart, or `limit` or `n` is not a whole number from 1.
 *
 * @example
 * ```ts
 * import { strictEqual } from "node:assert/strict";
 * import { createDataset } from "../../data/dataset.ts";
 * import { createInteractionsBuilder } from "../../data/interactions.ts";
 * import { createKnowledgeGraphBuilder } from "../../data/knowledge_graph.ts";
 * import { createRecommenders } from "../../recommend/registry.ts";
 * import { cpuBackend } from "../../model/backend.ts";
 * import { trainPersonal } from "../../train/personal.ts";
 *
 * const ratings = createInteractionsBuilder();
 * for (const [user, item, rating] of [["ann", "Heat", 5], ["ann", "Up", 1], ["bob", "Ali", 4]] as const) {
 *   ratings.add(user, item, rating);
 * }
 * const graph = createKnowledgeGraphBuilder();
 * for (const film of ["Heat", "Ali"]) graph.add(film, "director", "Michael Mann");
 * const dataset = createDataset(ratings.build().interactions, graph.build());
 * const model = await trainPersonal(dataset, { epochs: 10 }, await cpuBackend({ threads: 1 }));
 * const [recommender] = createRecommenders(model, ["attribute-sum"], { idf: false });
 * const explainer = createStyleExplainer(model, recommender, { noun: "films" });
 * const item = dataset.interactions.items.indexOf("Ali")!;
 * strictEqual(
 *   explainer.explain("because-you-rated", { user: 0, item })?.sentence,
 *   "Recommended most of all because you gave Heat a 5. That accounts for 100 % of the score.",
 * );
 * ```
 */
export function createStyleExplainer(
  model: Model,
  recommender: Recommender,
  options: StyleOptions = {},
): StyleExplainer {
  const context = createStyleContext(model, recommender, options);
  return {
    explain(style, question) {
      if (!Object.hasOwn(styles, style)) {
        throw new UsageError(
          `Cannot explain: the style is '${style}', expected one of ${
            Object.keys(styles).join(", ")
          }`,
        );
      }
      return styles[style](context.forUser(question.user), question);
    },
  };
}
