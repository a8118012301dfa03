import type { Comparison, Estimate } from "./estimate.ts";

/** A table of results that a terminal or a report can show. */
export interface QualityTable {
  /** What it shows, in a few words. */
  readonly caption: string;
  /** Heads of the columns; the first column names the rows. */
  readonly columns: readonly string[];
  /** The rows, each as long as `columns`. */
  readonly rows: readonly (readonly (string | number)[])[];
  /** What a reader must know to read it, a paragraph each. */
  readonly notes?: readonly string[];
}

/** What a measurement says in words. */
export interface Finding {
  /** What was measured. */
  readonly measure: string;
  /** Whether it is as one would want it; where not, this is what readers must be told first. */
  readonly asHoped: boolean;
  /** The finding, one sentence with its full stop. */
  readonly text: string;
}

/** How estimates are to be read; a note below tables of them. */
export const INTERVAL_NOTE: string =
  "Means over users ± the longer half of the 95 % bootstrap interval.";

/** How marks of controls are to be read; a note below tables of them. */
export const TEST_NOTE: string =
  "Paired t tests of each control, with a level of 0.05 shared out over all comparisons of the measurement: * it loses clearly, " +
  "! it wins clearly, no mark: neither.";

/**
 * A mean and how sure it is.
 *
 * @param estimate The estimate; undefined where there is none.
 * @param comparison How a control's compares with the reasons'.
 * @returns `0.512 ±0.031`, with `*` behind it for a control that clearly loses, `!` for one that clearly wins; `-` for none.
 *
 * @example
 * ```ts
 * import { strictEqual } from "node:assert/strict";
 *
 * strictEqual(estimateText({ mean: 0.5, low: 0.4, high: 0.52, users: 9 }), "0.500 ±0.100");
 * strictEqual(estimateText(undefined), "-");
 * ```
 */
export function estimateText(estimate: Estimate | undefined, comparison?: Comparison): string {
  if (!estimate) return "-";
  const { mean, low, high } = estimate;
  const mark = comparison ? { loses: "*", wins: "!", unclear: "" }[comparison.control] : "";
  return `${mean.toFixed(3)} ±${Math.max(high - mean, mean - low).toFixed(3)}${mark}`;
}

/** `a`, `a and b`, `a, b and c`. */
export function enumerate(parts: readonly string[]): string {
  return parts.length < 2 ? parts.join("") : `${parts.slice(0, -1).join(", ")} and ${parts.at(-1)}`;
}

/** A share in whole percent, without claiming all or none where it is less or more. */
export function percent(share: number): string {
  const rounded = Math.round(100 * share);
  if (rounded === 100 && share < 1) return "over 99 %";
  if (rounded === 0 && share > 0) return "under 1 %";
  return `${rounded} %`;
}
