import { UsageError } from "../errors.ts";
import { alphaNdcg } from "./alpha_ndcg.ts";
import { aplt } from "./aplt.ts";
import { arp } from "./arp.ts";
import { averagePrecision } from "./average_precision.ts";
import { efd } from "./efd.ts";
import { epc } from "./epc.ts";
import { errIa } from "./err_ia.ts";
import { f1 } from "./f1.ts";
import { f1OfMeans } from "./f1_of_means.ts";
import { giniEvenness } from "./gini_evenness.ts";
import { giniIndex } from "./gini_index.ts";
import { hitRate } from "./hit_rate.ts";
import { intraListDistance } from "./intra_list_distance.ts";
import { itemCoverage, itemCoverageShare } from "./item_coverage.ts";
import { mapElliot } from "./map_elliot.ts";
import type { Metric } from "./metric.ts";
import { mrr } from "./mrr.ts";
import { ndcg } from "./ndcg.ts";
import { ndcgGraded } from "./ndcg_graded.ts";
import { precision } from "./precision.ts";
import { recall } from "./recall.ts";
import { shannonEntropy } from "./shannon_entropy.ts";
import { subtopicRecall, subtopicRecallElliot } from "./subtopic_recall.ts";
import { userCoverage, userCoverageShare } from "./user_coverage.ts";

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
  mapElliot,
  itemCoverage,
  itemCoverageShare,
  userCoverage,
  userCoverageShare,
  shannonEntropy,
  giniEvenness,
  giniIndex,
  epc,
  efd,
  arp,
  aplt,
  intraListDistance,
  alphaNdcg,
  errIa,
  subtopicRecall,
  subtopicRecallElliot,
];

/** Other names that the literature has for the same numbers. */
const ALIASES: Readonly<Record<string, string>> = { "aggregate-diversity": "item-coverage" };

/**
 * Looks metrics up by name.
 *
 * @param names Names of metrics, such as `ndcg`; `aggregate-diversity` (Adomavicius and Kwon, TKDE 2012) is `item-coverage`.
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
    const own = Object.hasOwn(ALIASES, name) ? ALIASES[name] : name;
    const metric = metrics.find((candidate) => candidate.name === own);
    if (metric !== undefined) return metric;
    const known = metrics.map((candidate) => candidate.name).join(", ");
    throw new UsageError(`Cannot find a metric: the name is '${name}', expected one of ${known}`);
  });
}
