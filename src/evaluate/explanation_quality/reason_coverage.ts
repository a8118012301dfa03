import { countNeurons, neuronAt } from "../../model/named_neurons.ts";
import { neuronsOf } from "../../model/model_neurons.ts";
import type { ExplanationMeasure, MeasureContext } from "./measure.ts";
import { strongestReasons } from "./reason_orders.ts";

/** How many different neurons explanations name. */
export interface ReasonCoverage {
  /** Explanations looked at: every item of every list. */
  readonly explanations: number;
  /** How many reasons of each count: the strongest that speak for the item. */
  readonly reasons: number;
  /** One for each kind of neuron that there is. */
  readonly kinds: readonly KindCoverage[];
}

/** Different neurons of one kind. */
export interface KindCoverage {
  /** `attribute`, or `fans` in a shared network. */
  readonly kind: "attribute" | "fans";
  /** Neurons named by at least one explanation. */
  readonly used: number;
  /** All neurons of the kind. */
  readonly all: number;
  /** used / all. */
  readonly share: number;
}

/** What was found of one user: for each item of the list the neurons that the explanation names. */
export type CoverageRow = readonly (readonly number[])[];

/** Different attributes, and fans, among the strongest reasons of all items of all lists, over all that there are. */
export const reasonCoverage: ExplanationMeasure<CoverageRow, ReasonCoverage> = {
  name: "coverage",
  description: "how many different attributes explanations name",
  ofUser({ user, attributions }, context) {
    return attributions.map((attribution) =>
      strongestReasons.order(attribution, user, context)
        .slice(0, context.reasons).filter(({ value }) => value > 0).map(({ neuron }) => neuron)
    );
  },
  result(rows, { model, reasons }: MeasureContext) {
    if (rows.size === 0) return undefined;
    const neurons = neuronsOf(model);
    const named = new Set([...rows.values()].flat(2));
    const kinds = (["attribute", "fans"] as const).map((kind) => {
      const used = [...named].filter((n) => neuronAt(neurons, n).kind === kind).length;
      const all = kind === "attribute"
        ? neurons.attributes
        : countNeurons(neurons) - neurons.attributes;
      return { kind, used, all, share: all === 0 ? 0 : used / all };
    });
    return {
      explanations: [...rows.values()].reduce((sum, row) => sum + row.length, 0),
      reasons,
      kinds: kinds.filter(({ all }) => all > 0),
    };
  },
  tables: ({ explanations, reasons, kinds }) => [{
    caption:
      `Coverage: different neurons among the ${reasons} strongest reasons of ${explanations} explanations`,
    columns: ["", "named", "of", "share"],
    rows: kinds.map(({ kind, used, all, share }) => [
      kind === "attribute" ? "attributes" : "fans of items",
      String(used),
      String(all),
      share.toFixed(3),
    ]),
  }],
  findings: () => [],
};
