import type { Contribution } from "./attribution.ts";
import type { Reason } from "./explanation.ts";

/** Relation of what sums up the reasons that are not told one by one. */
export const OTHER_RELATION = "other reasons";

/**
 * Sums up the contributions that are not told one by one, so that the reasons still add up to the score.
 *
 * @param contributions All contributions of a score.
 * @param first The first one that is not told.
 * @returns The reason that stands for them.
 *
 * @example
 * ```ts
 * import { deepStrictEqual } from "node:assert/strict";
 *
 * const contributions = [3, -2, 1].map((value, neuron) => ({ neuron, value, weight: 1, ofItem: true }));
 * const { label, contribution, count } = otherReasons(contributions, 1);
 * deepStrictEqual([label, contribution, count], ["2 other reasons", -1, 2]);
 * ```
 */
export function otherReasons(contributions: readonly Contribution[], first: number): Reason {
  const count = contributions.length - first;
  let sum = 0;
  for (let k = first; k < contributions.length; k++) sum += contributions[k].value;
  return {
    kind: "other",
    relation: OTHER_RELATION,
    value: "",
    label: count === 1 ? "1 other reason" : `${count.toLocaleString("en-US")} other reasons`,
    contribution: sum,
    weight: 0,
    ofItem: false,
    evidence: [],
    count,
  };
}
