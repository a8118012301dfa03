import { attributionError } from "./attribution_error.ts";
import type { Explanation } from "./explanation.ts";

/** Counts explanations, and finds the one whose reasons miss its score by most. */
export interface SumCheck {
  /** Takes the next explanation. */
  add(explanation: Explanation): void;
  /** Explanations so far. */
  readonly explanations: number;
  /** Their reasons, the others of an explanation as one. */
  readonly contributions: number;
  /** Users so far; those of a user are to come together. */
  readonly users: number;
  /**
   * Largest |sum of contributions - score| / |score|, over the sum of their absolute values where the score is 0; 0 without any.
   * Summed anew from the contributions as they are given.
   */
  readonly largestError: number;
  /** User and item of that explanation. */
  readonly worst?: { readonly user: string; readonly item: string };
}

/**
 * Checks that exported reasons add up.
 *
 * @returns The check, of nothing yet.
 *
 * @example
 * ```ts
 * import { strictEqual } from "node:assert/strict";
 *
 * const check = sumCheck();
 * check.add({ user: "ann", item: "Heat", score: 1, error: 0, evidence: "exact", sentence: "None.", reasons: [] });
 * strictEqual(check.largestError, 1);
 * ```
 */
export function sumCheck(): SumCheck {
  let explanations = 0, contributions = 0, users = 0, largestError = 0;
  let user: string | undefined;
  let worst: { user: string; item: string } | undefined;
  return {
    add(explanation) {
      const { score, reasons } = explanation;
      explanations++;
      contributions += reasons.length;
      if (explanation.user !== user) users++;
      user = explanation.user;
      const error = attributionError(score, reasons.map(({ contribution }) => contribution));
      if (error <= largestError) return;
      largestError = error;
      worst = { user, item: explanation.item };
    },
    get explanations() {
      return explanations;
    },
    get contributions() {
      return contributions;
    },
    get users() {
      return users;
    },
    get largestError() {
      return largestError;
    },
    get worst() {
      return worst;
    },
  };
}
