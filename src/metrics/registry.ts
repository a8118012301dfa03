import { UsageError } from "../errors.ts";
import { averagePrecision } from "./average_precision.ts";
import { f1 } from "./f1.ts";
import { f1OfMeans } from "./f1_of_means.ts";
import { giniEvenness } from "./gini_evenness.ts";
import { hitRate } from "./hit_rate.ts";
import { itemCoverage, itemCoverageShare } from "./item_coverage.ts";
import type { Metric } from "./metric.ts";
import { mrr } from "./mrr.ts";
import { ndcg } from "./ndcg.ts";
import { ndcgGraded } from "./ndcg_graded.ts";
import { precision } from "./precision.ts";
import { recall } from "./recall.ts";

/** All metrics, in the order of tables. A metric added here is picked up by the evaluation and by the contract suite. */
export const metrics: readonly Metric[] = [
  precision,
  recall,
  f1,
  f1OfMeans,
  hitRate,
  ndcg,
  ndcgGraded,
  mrr,
  averagePrecision,
  itemCoverage,
  itemCoverageShare,
  giniEvenness,
];

/**
 * Looks metrics up by name.
 *
 * @param names Names of metrics, such as `ndcg`.
 * @returns The metrics, in the order of the names.
 * @throws {UsageError} Where a name is unknown.
 *
 * @example
 * ```ts
 * import { strictEqual } from "node:assert/strict";
 *
 * strictEqual(findMetrics(["ndcg", "recall"])[1].name, "recall");
 * ```
 */
export function findMetrics(names: readonly string[]): Metric[] {
  return names.map((name) => {
    const metric = metrics.find((candidate) => candidate.name === name);
    if (metric !== undefined) return metric;
    const known = metrics.map((candidate) => candidate.name).join(", ");
    throw new UsageError(`Cannot find a metric: the name is '${name}', expected one of ${known}`);
  });
}
