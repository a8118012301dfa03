import type { Evaluation } from "../evaluate/protocol.ts";
import { poolEvaluations } from "../evaluate/pool_evaluations.ts";
import type { Split } from "../data/split.ts";
import type { PreparedSplits } from "./split_options.ts";

/** What came of all splits. */
export interface SplitRuns {
  /** For tables: folds are pooled, other splits stand side by side under labelled names. */
  readonly evaluations: readonly Evaluation[];
  /** For files of lists: one for each recommender and split, under labelled names. */
  readonly separate: readonly Evaluation[];
}

/**
 * Judges by one split after another.
 *
 * @param prepared The splits.
 * @param judge Trains and judges by one of them; the recommenders come in the same order each time. Undefined where it was interrupted.
 * @returns All evaluations; undefined where one was interrupted.
 */
export async function overSplits(
  { splits, pooled }: Pick<PreparedSplits, "splits" | "pooled">,
  judge: (split: Split) => Promise<readonly Evaluation[] | undefined>,
): Promise<SplitRuns | undefined> {
  const all: (readonly Evaluation[])[] = [];
  const separate: Evaluation[] = [];
  for (const { label, split } of splits) {
    const judged = await judge(split);
    if (!judged) return undefined;
    all.push(judged);
    for (const evaluation of judged) {
      const { recommender } = evaluation;
      separate.push(label ? { ...evaluation, recommender: `${recommender}-${label}` } : evaluation);
    }
  }
  return {
    separate,
    evaluations: pooled
      ? all[0].map((_, k) => poolEvaluations(all.map((judged) => judged[k])))
      : separate,
  };
}
