import { UsageError } from "../../errors.ts";

/** One round of a search: how many trials are in it, and what each may spend. */
export interface Rung {
  /** Number of trials. */
  readonly trials: number;
  /** What each trial may spend: epochs, or a share of the users. */
  readonly budget: number;
}

/** What a search with rungs may spend. */
export interface HalvingOptions {
  /** Number of trials that begin, from 1. */
  readonly trials: number;
  /** Of so many trials one goes on, with so many times the budget; a number of at least 2 (default 3). */
  readonly eta?: number;
  /** Budget of the last rung, above 0. */
  readonly full: number;
  /** Whether budgets are whole numbers, as epochs are (default false). */
  readonly whole?: boolean;
}

/**
 * The rungs of successive halving: n trials begin, and from rung to rung the best 1 / eta of them go on with eta times the budget, until the last ones
 * have the full one (Jamieson and Talwalkar 2016, AISTATS; the schedule is a bracket of Li et al. 2018, Journal of Machine Learning Research 18).
 * With s the largest whole number for which n eta^-s is at least 1, rung k has floor(n eta^-k) trials with full eta^(k - s) each.
 *
 * @param options Number of trials, eta and budget.
 * @returns The rungs; budgets rise strictly, and the last one is the full one.
 * @throws {UsageError} Where an option is out of range.
 *
 * @example
 * ```ts
 * import { deepStrictEqual } from "node:assert/strict";
 *
 * // Li et al. 2018, table 1, s = 4: 81 trials with 1 unit, then 27 with 3, 9 with 9, 3 with 27 and 1 with 81.
 * deepStrictEqual(
 *   halvingRungs({ trials: 81, full: 81 }).map(({ trials, budget }) => [trials, budget]),
 *   [[81, 1], [27, 3], [9, 9], [3, 27], [1, 81]],
 * );
 * ```
 */
export function halvingRungs({ trials, eta = 3, full, whole = false }: HalvingOptions): Rung[] {
  check("the number of trials", trials, Number.isSafeInteger(trials) && trials >= 1, "from 1");
  check("eta", eta, Number.isFinite(eta) && eta >= 2, "from 2");
  check("the full budget", full, full > 0 && Number.isFinite(full), "above 0");
  const sizes: number[] = [];
  for (let left = trials; left >= 1; left = trials / eta ** sizes.length) {
    sizes.push(Math.floor(left));
  }
  const rungs: Rung[] = [];
  for (const [k, size] of sizes.entries()) {
    const budget = full / eta ** (sizes.length - 1 - k);
    const spent = whole ? Math.max(1, Math.round(budget)) : budget;
    // Of the first rungs several may come down to one unit: they are one.
    if (spent === rungs.at(-1)?.budget) rungs.pop();
    rungs.push({ trials: rungs.length === 0 ? trials : size, budget: spent });
  }
  return rungs;
}

function check(what: string, value: number, holds: boolean, expected: string): void {
  if (holds) return;
  throw new UsageError(`Cannot search: ${what} is ${value}, expected a number ${expected}`);
}
