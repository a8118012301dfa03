import type { Attribution } from "../../explain/attribution.ts";
import { attributeScore } from "../../explain/registry.ts";
import { topItems } from "../../recommend/ranking.ts";
import { compareWithControl, type Comparison, type Estimate, estimateMean } from "./estimate.ts";
import type { ExplanationMeasure, UserRows } from "./measure.ts";
import {
  enumerate,
  estimateText,
  type Finding,
  INTERVAL_NOTE,
  TEST_NOTE,
} from "./quality_table.ts";
import { rankCorrelation } from "./rank_statistics.ts";
import { jaccard, type OverlapRow, overlapsWithOthers } from "./reason_overlap.ts";
import { strongestReasons } from "./reason_orders.ts";

/** How much explanations depend on the seed of the training. */
export interface SeedStability {
  /** The other seeds. */
  readonly seeds: readonly number[];
  /** What the seed decides in the training. */
  readonly seedDecides: string;
  /** How many of the seeds gave the same scores to the bit, for all users measured. */
  readonly identical: number;
  /** How many reasons of each count. */
  readonly reasons: number;
  /** Jaccard index of the strongest reasons of one and the same item, this model's and another seed's. */
  readonly sameReasons: Estimate;
  /** The control: Jaccard index of the reasons of two users' top items in this model. */
  readonly otherUsers: Estimate;
  /** How the control compares. */
  readonly comparison: Comparison;
  /** Spearman's correlation of all contributions; absent where no user has two reasons. */
  readonly correlation?: Estimate;
  /** Share of users whose top item is the same. */
  readonly sameTopItem: Estimate;
}

/** What was found of one user: the model's own reasons, and each other seed's. */
export interface StabilityRow extends OverlapRow {
  /** One for each other seed. */
  readonly others: readonly {
    /** Jaccard index of the strongest reasons. */
    readonly jaccard: number;
    /** Spearman's correlation of all contributions, absent ones counted as 0; NaN where either side does not vary. */
    readonly correlation: number;
    /** Whether the top item is the same. */
    readonly sameTopItem: boolean;
    /** Whether the score is the same to the bit. */
    readonly sameScore: boolean;
  }[];
}

/** Do models trained with other seeds give the same reasons for the same item? */
export const seedStability: ExplanationMeasure<StabilityRow, SeedStability> = {
  name: "stability",
  description: "whether models trained with other seeds give the same reasons",
  ofUser({ user, candidates, attributions: [top] }, context) {
    if (context.others.trained.length === 0) return undefined;
    const named = (attribution: Attribution) =>
      strongestReasons.order(attribution, user, context).slice(0, context.reasons)
        .map(({ neuron }) => neuron);
    const reasons = named(top), scores = new Float64Array(candidates.length);
    return {
      item: top.item,
      reasons,
      others: context.others.trained.map(({ recommender }) => {
        const answered = recommender.score(user, scores);
        const other = attributeScore(recommender, context.model.dataset.graph, user, top.item);
        return {
          jaccard: other ? jaccard(reasons, named(other)) : 0,
          correlation: other ? correlationOf(top, other) : 0,
          sameTopItem: topItems(scores, answered ? 1 : 0, candidates).items[0] === top.item,
          sameScore: other?.score === top.score,
        };
      }),
    };
  },
  result(rows, { seed, others: { decides, trained }, reasons }) {
    if (rows.size < 2) return undefined;
    const all = [...rows.values()];
    const meanOf = (value: (other: StabilityRow["others"][number]) => number) =>
      all.map((row) => mean(row.others.map(value)));
    const sameReasons = meanOf(({ jaccard }) => jaccard);
    const otherUsers = overlapsWithOthers(all).any;
    return {
      seeds: trained.map(({ seed }) => seed),
      seedDecides: decides,
      identical: countIdentical(rows, trained.length),
      reasons,
      sameReasons: estimateMean(sameReasons, seed)!,
      otherUsers: estimateMean(otherUsers, seed)!,
      comparison: compareWithControl(sameReasons, otherUsers, "higher", 1)!,
      correlation: estimateMean(meanOf(({ correlation }) => correlation), seed),
      sameTopItem: estimateMean(meanOf(({ sameTopItem }) => sameTopItem ? 1 : 0), seed)!,
    };
  },
  tables: (result) => [{
    caption: `Stability: this model beside those of ${
      result.seeds.length === 1 ? "seed" : "seeds"
    } ${enumerate(result.seeds.map(String))}`,
    columns: ["", "value"],
    rows: [
      [
        `Jaccard index of the ${result.reasons} strongest reasons of the same item`,
        estimateText(result.sameReasons),
      ],
      [
        "  control: two users' top items in this model",
        estimateText(result.otherUsers, result.comparison),
      ],
      ["rank correlation of all contributions", estimateText(result.correlation)],
      ["share of users with the same top item", estimateText(result.sameTopItem)],
    ],
    notes: [`The seed decides ${result.seedDecides}. ${INTERVAL_NOTE} ${TEST_NOTE}`],
  }],
  findings: stabilityFindings,
};

/** Below this Jaccard index, less than two of three reasons of the same item are the same. */
const MOSTLY = 0.5;

function stabilityFindings(result: SeedStability): Finding[] {
  const { seeds, seedDecides, identical, sameReasons, otherUsers, comparison, reasons } = result;
  if (identical === seeds.length) {
    return [{
      measure: "stability",
      asHoped: true,
      text:
        "Models trained with the other seeds score alike to the bit, so that stability is no question here.",
    }];
  }
  const isStable = sameReasons.mean >= MOSTLY && comparison.control === "loses";
  return [{
    measure: "stability",
    asHoped: isStable,
    text:
      `With other seeds, which decide ${seedDecides}, the ${reasons} strongest reasons of the same item ${
        isStable ? "stay much the same" : "are often others"
      }: their Jaccard index is ${sameReasons.mean.toFixed(2)}, that of two users' reasons ${
        otherUsers.mean.toFixed(2)
      }.`,
  }];
}

function correlationOf(a: Attribution, b: Attribution): number {
  const ofA = valuesOf(a), ofB = valuesOf(b);
  const neurons = [...new Set([...ofA.keys(), ...ofB.keys()])];
  return rankCorrelation(
    neurons.map((neuron) => ofA.get(neuron) ?? 0),
    neurons.map((neuron) => ofB.get(neuron) ?? 0),
  );
}

function valuesOf({ contributions }: Attribution): Map<number, number> {
  return new Map(contributions.map(({ neuron, value }) => [neuron, value]));
}

function countIdentical(rows: UserRows<StabilityRow>, seeds: number): number {
  return Array.from({ length: seeds }, (_, s) => s)
    .filter((s) => [...rows.values()].every(({ others }) => others[s].sameScore)).length;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
