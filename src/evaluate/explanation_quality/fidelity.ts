import { whatIf } from "../../recommend/what_if.ts";
import { compareWithControl, type Comparison, type Estimate, estimateMean } from "./estimate.ts";
import { fidelityFindings } from "./fidelity_findings.ts";
import type { FidelityMeasure, FidelityProbe } from "./fidelity_measure.ts";
import { probeReasons } from "./fidelity_probes.ts";
import { fidelityMeasures } from "./fidelity_registry.ts";
import type { ExplanationMeasure, MeasureContext, UserRows } from "./measure.ts";
import { estimateText, INTERVAL_NOTE, type QualityTable, TEST_NOTE } from "./quality_table.ts";
import { controlOrders, type ReasonOrder, strongestReasons } from "./reason_orders.ts";

/** Deletion and insertion of reasons, beside controls. */
export interface Fidelity {
  /** Users measured. */
  readonly users: number;
  /** Of these, users whose top item scores 0 or less: DEL and INS leave them out. */
  readonly usersWithoutRatio: number;
  /** n of POS@n. */
  readonly place: number;
  /** How many reasons the top item has. */
  readonly reasonsPerItem: Estimate;
  /** Number of paired tests that the level is shared out over. */
  readonly comparisons: number;
  /** One for each measure. */
  readonly measures: readonly FidelityValues[];
}

/** One measure of fidelity at k = 1 .. K. */
export interface FidelityValues {
  /** Its name, such as `DEL`. */
  readonly measure: string;
  /** What it says. */
  readonly description: string;
  /** Which way it is good for the reasons. */
  readonly better: "lower" | "higher";
  /** One for each k, ascending. */
  readonly at: readonly FidelityAt[];
}

/** One measure of fidelity for k reasons. */
export interface FidelityAt {
  /** Number of reasons. */
  readonly k: number;
  /** The value for the strongest reasons; absent where no user has one. */
  readonly reasons?: Estimate;
  /** The same for each control. */
  readonly controls: readonly FidelityControl[];
}

/** A control for k reasons. */
export interface FidelityControl {
  /** Name of the control. */
  readonly control: string;
  /** What it is, in a few words. */
  readonly label: string;
  /** Its value; absent where no user has one. */
  readonly value?: Estimate;
  /** How it compares with the reasons; absent where fewer than two users have both values. */
  readonly comparison?: Comparison;
}

/** What was found of one user: probes of the reasons, then of each control, (1 + controls, K). */
export interface FidelityRow {
  /** Number of reasons of the top item. */
  readonly reasons: number;
  /** The probes. */
  readonly probes: readonly (readonly FidelityProbe[])[];
}

/**
 * Makes the measure of fidelity: does taking away, or keeping alone, the k strongest reasons of a user's top item do more than the same with
 * as many other reasons? Everything is recomputed, neighbours and all.
 *
 * @param reasons What is held against the controls (default: the strongest reasons).
 * @param controls What it is held against.
 * @returns The measure.
 */
export function fidelityOf(
  reasons: ReasonOrder = strongestReasons,
  controls: readonly ReasonOrder[] = controlOrders,
): ExplanationMeasure<FidelityRow, Fidelity> {
  return {
    name: "fidelity",
    description: "deletion and insertion of the strongest reasons, beside random and frequent ones",
    ofUser({ user, candidates, attributions: [top] }, context) {
      const person = whatIf(context.recommender, user);
      return {
        reasons: top.contributions.length,
        probes: [reasons, ...controls].map((order) =>
          probeReasons(
            person,
            top.item,
            candidates,
            order.order(top, user, context),
            context.reasons,
          )
        ),
      };
    },
    result(rows, context) {
      const reasonsPerItem = estimateMean(
        [...rows.values()].map(({ reasons }) => reasons),
        context.seed,
      );
      if (!reasonsPerItem) return undefined;
      const comparisons = fidelityMeasures.length * context.reasons * controls.length;
      return {
        users: rows.size,
        usersWithoutRatio: [...rows.values()]
          .filter(({ probes: [[{ score }]] }) => score <= 0).length,
        place: context.place,
        reasonsPerItem,
        comparisons,
        measures: fidelityMeasures.map((measure) => ({
          measure: measure.name,
          description: measure.description,
          better: measure.better,
          at: Array.from(
            { length: context.reasons },
            (_, k) => valuesAt(measure, k, rows, controls, comparisons, context),
          ),
        })),
      };
    },
    tables: fidelityTables,
    findings: fidelityFindings,
  };
}

function valuesAt(
  measure: FidelityMeasure,
  k: number,
  rows: UserRows<FidelityRow>,
  controls: readonly ReasonOrder[],
  comparisons: number,
  { place, seed }: MeasureContext,
): FidelityAt {
  const valuesOf = (order: number) =>
    [...rows.values()].map(({ probes }) => measure.ofUser(probes[order][k], place));
  const own = valuesOf(0);
  return {
    k: k + 1,
    reasons: estimateMean(own, seed),
    controls: controls.map(({ name, label }, c) => {
      const others = valuesOf(c + 1);
      return {
        control: name,
        label,
        value: estimateMean(others, seed),
        comparison: compareWithControl(own, others, measure.better, comparisons),
      };
    }),
  };
}

function fidelityTables({ measures, place, users, usersWithoutRatio }: Fidelity): QualityTable[] {
  return measures.map(({ measure, description, better, at }, m) => ({
    caption: `${
      measure === "POS" ? `POS@${place},k` : `${measure}@k`
    }: ${description} (${better} is better)`,
    columns: ["", ...at.map(({ k }) => `k = ${k}`)],
    rows: [
      ["strongest reasons", ...at.map(({ reasons }) => estimateText(reasons))],
      ...at[0].controls.map(({ label }, c) => [
        label,
        ...at.map(({ controls }) => estimateText(controls[c].value, controls[c].comparison)),
      ]),
    ],
    notes: m < measures.length - 1 ? [] : [
      `${INTERVAL_NOTE} ${TEST_NOTE}`,
      `${users} users, each with their top item; DEL and INS leave out ${usersWithoutRatio} whose top item scores 0 or less. Controls are ` +
      "as many reasons of the same score.",
    ],
  }));
}

/** Deletion and insertion of the strongest reasons. */
export const fidelity: ExplanationMeasure<FidelityRow, Fidelity> = fidelityOf();
