import { type Completeness, completeness } from "./completeness.ts";
import { type CounterfactualSets, counterfactualSets } from "./counterfactual_sets.ts";
import { type Fidelity, fidelity } from "./fidelity.ts";
import type { ExplanationMeasure } from "./measure.ts";
import type { PlantedTruth } from "./planted_truth.ts";
import { plantedTruthFindings, plantedTruthTables } from "./planted_truth_report.ts";
import type { Finding, QualityTable } from "./quality_table.ts";
import { type ReasonCoverage, reasonCoverage } from "./reason_coverage.ts";
import { type ReasonOverlap, reasonOverlap } from "./reason_overlap.ts";
import { type SeedStability, seedStability } from "./seed_stability.ts";

/** What was measured of explanations, each part absent where it was not asked for or there was nothing to measure. */
export interface QualityParts {
  /** How exactly reasons sum to scores. */
  readonly completeness?: Completeness;
  /** Deletion and insertion of the strongest reasons. */
  readonly fidelity?: Fidelity;
  /** The smallest sets without which the top item leaves the list. */
  readonly counterfactuals?: CounterfactualSets;
  /** How much of the planted tastes the weights tell. */
  readonly plantedTruth?: PlantedTruth;
  /** How many different neurons explanations name. */
  readonly coverage?: ReasonCoverage;
  /** How alike the explanations of different users are. */
  readonly overlap?: ReasonOverlap;
  /** How much explanations depend on the seed of the training. */
  readonly stability?: SeedStability;
}

/** The measures that are taken user by user, by the part of the result that they make. */
export const explanationMeasures: {
  readonly [Part in Exclude<keyof QualityParts, "plantedTruth">]-?: ExplanationMeasure<
    // Each measure's rows are its own business.
    // deno-lint-ignore no-explicit-any
    any,
    NonNullable<QualityParts[Part]>
  >;
} = {
  completeness,
  fidelity,
  counterfactuals: counterfactualSets,
  coverage: reasonCoverage,
  overlap: reasonOverlap,
  stability: seedStability,
};

/** How each part is shown, in the order of reports. */
const SHOWN: {
  readonly [Part in keyof QualityParts]-?: {
    tables(result: NonNullable<QualityParts[Part]>): QualityTable[];
    findings(result: NonNullable<QualityParts[Part]>): Finding[];
  };
} = {
  completeness,
  fidelity,
  counterfactuals: counterfactualSets,
  plantedTruth: { tables: plantedTruthTables, findings: plantedTruthFindings },
  coverage: reasonCoverage,
  overlap: reasonOverlap,
  stability: seedStability,
};

/** Names of everything that can be measured, in the order of reports. */
export const QUALITY_PARTS: readonly (keyof QualityParts)[] = Object.keys(SHOWN) as never;

/**
 * The results as tables, for a terminal or a report.
 *
 * @param parts What was measured.
 * @returns One table for each thing.
 */
export function qualityTables(parts: QualityParts): QualityTable[] {
  return shown(parts, (part, result) => SHOWN[part].tables(result as never));
}

/**
 * What the results say in words; those that are not as one would want them are to be read first.
 *
 * @param parts What was measured.
 * @returns The findings.
 */
export function qualityFindings(parts: QualityParts): Finding[] {
  return shown(parts, (part, result) => SHOWN[part].findings(result as never));
}

function shown<T>(
  parts: QualityParts,
  show: (part: keyof QualityParts, result: unknown) => readonly T[],
): T[] {
  return QUALITY_PARTS.flatMap((part) => {
    const result = parts[part];
    return result === undefined ? [] : show(part, result);
  });
}
