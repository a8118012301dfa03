import { type Estimate, estimateMean } from "./estimate.ts";
import type { ExplanationMeasure } from "./measure.ts";
import { estimateText, INTERVAL_NOTE } from "./quality_table.ts";
import { strongestReasons } from "./reason_orders.ts";

/** How alike the explanations of different users are. */
export interface ReasonOverlap {
  /** How many reasons of each count. */
  readonly reasons: number;
  /** Mean Jaccard index of a user's reasons and each other user's, for their top items. */
  readonly otherUsers: Estimate;
  /** The same over pairs of users with different top items only; absent where there is no such pair. */
  readonly otherItems?: Estimate;
  /** Share of the pairs of users that have the same top item. */
  readonly sameItemShare: number;
}

/** What was found of one user. */
export interface OverlapRow {
  /** Index of the top item. */
  readonly item: number;
  /** The neurons of its strongest reasons. */
  readonly reasons: readonly number[];
}

/** Explanations that share more than this with those of other people's other items tell little of the person or the item. */
const ALIKE = 0.5;

/** Mean Jaccard index between the strongest reasons of two users' top items. */
export const reasonOverlap: ExplanationMeasure<OverlapRow, ReasonOverlap> = {
  name: "overlap",
  description: "how much the explanations of two users have in common",
  ofUser({ user, attributions: [top] }, context) {
    const reasons = strongestReasons.order(top, user, context).slice(0, context.reasons);
    return { item: top.item, reasons: reasons.map(({ neuron }) => neuron) };
  },
  result(rows, { seed, reasons }) {
    if (rows.size < 2) return undefined;
    const { any, apart, sameItemShare } = overlapsWithOthers([...rows.values()]);
    return {
      reasons,
      otherUsers: estimateMean(any, seed)!,
      otherItems: estimateMean(apart, seed),
      sameItemShare,
    };
  },
  tables: ({ reasons, otherUsers, otherItems, sameItemShare }) => [{
    caption:
      `Overlap: mean Jaccard index of the ${reasons} strongest reasons of two users' top items`,
    columns: ["", "overlap"],
    rows: [
      ["any two users", estimateText(otherUsers)],
      ["two users with different top items", estimateText(otherItems)],
      ["share of pairs with the same top item", sameItemShare.toFixed(3)],
    ],
    notes: [INTERVAL_NOTE],
  }],
  findings: ({ otherItems }) => [
    ...(otherItems && otherItems.mean > ALIKE
      ? [{
        measure: "overlap",
        asHoped: false,
        text:
          `Explanations are much the same for everyone: those of two users for different items have a Jaccard index of ${
            otherItems.mean.toFixed(2)
          }.`,
      }]
      : []),
  ],
};

/**
 * Compares the explanation of each user with those of all others.
 *
 * @param users At least two.
 * @returns Each user's mean Jaccard index with all others, (users); the same with those alone whose top item is another, NaN where there is
 * none, (users); and the share of pairs with the same top item.
 *
 * @example
 * ```ts
 * import { deepStrictEqual } from "node:assert/strict";
 *
 * deepStrictEqual(
 *   overlapsWithOthers([{ item: 0, reasons: [1] }, { item: 0, reasons: [1] }, { item: 5, reasons: [2] }]),
 *   { any: [0.5, 0.5, 0], apart: [0, 0, 0], sameItemShare: 1 / 3 },
 * );
 * ```
 */
export function overlapsWithOthers(users: readonly OverlapRow[]): {
  readonly any: number[];
  readonly apart: number[];
  readonly sameItemShare: number;
} {
  const n = users.length, sums = new Float64Array(n), sumsApart = new Float64Array(n);
  const partners = new Uint32Array(n);
  let same = 0;
  for (let a = 0; a < n; a++) {
    for (let b = a + 1; b < n; b++) {
      const overlap = jaccard(users[a].reasons, users[b].reasons);
      const isApart = users[a].item !== users[b].item;
      if (!isApart) same++;
      for (const user of [a, b]) {
        sums[user] += overlap;
        if (!isApart) continue;
        sumsApart[user] += overlap;
        partners[user]++;
      }
    }
  }
  return {
    any: Array.from(sums, (sum) => sum / (n - 1)),
    apart: Array.from(sumsApart, (sum, user) => sum / partners[user]),
    sameItemShare: same / (n * (n - 1) / 2),
  };
}

/**
 * Jaccard index of two sets: what they share over what either has.
 *
 * @param a Members, each once.
 * @param b Members, each once.
 * @returns 0 to 1; 1 for two empty sets.
 *
 * @example
 * ```ts
 * import { strictEqual } from "node:assert/strict";
 *
 * strictEqual(jaccard([1, 2, 3], [3, 4]), 0.25);
 * ```
 */
export function jaccard(a: readonly number[], b: readonly number[]): number {
  let shared = 0;
  for (const member of a) if (b.includes(member)) shared++;
  const either = a.length + b.length - shared;
  return either === 0 ? 1 : shared / either;
}
