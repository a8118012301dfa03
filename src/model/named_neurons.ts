import type { Attribute } from "../data/attribute.ts";
import { attributeLabel } from "../data/labels.ts";

/** The hidden neurons of a shared network, each with a name: first the graph's attributes, then the fans of items. */
export interface NamedNeurons {
  /** Number of attribute neurons: neuron f below it is attribute f. */
  readonly attributes: number;
  /** Item of each fans neuron: neuron `attributes + k` is "fans of" item `fans[k]`. */
  readonly fans: Uint32Array;
}

/** What a part of a score can belong to. */
export type Neuron =
  /** An attribute of the knowledge graph. */
  | { readonly kind: "attribute"; readonly attribute: number }
  /** The people who liked an item. */
  | { readonly kind: "fans"; readonly item: number }
  /** The bias of the output: what an item gets from everyone. */
  | { readonly kind: "popularity" };

/**
 * How many neurons there are.
 *
 * @param neurons The neurons.
 * @returns Attributes and fans together.
 */
export function countNeurons({ attributes, fans }: NamedNeurons): number {
  return attributes + fans.length;
}

/**
 * What the neuron of an index is; the index after the last neuron stands for the bias of the output.
 *
 * @param neurons The neurons.
 * @param index From 0 to `countNeurons`.
 * @returns The neuron.
 * @throws {RangeError} Where there is no such neuron.
 *
 * @example
 * ```ts
 * import { deepStrictEqual } from "node:assert/strict";
 *
 * const neurons = { attributes: 2, fans: Uint32Array.of(7) };
 * deepStrictEqual(neuronAt(neurons, 1), { kind: "attribute", attribute: 1 });
 * deepStrictEqual(neuronAt(neurons, 2), { kind: "fans", item: 7 });
 * deepStrictEqual(neuronAt(neurons, 3), { kind: "popularity" });
 * ```
 */
export function neuronAt(neurons: NamedNeurons, index: number): Neuron {
  const count = countNeurons(neurons);
  if (!(index >= 0 && index <= count)) {
    throw new RangeError(`Cannot name a neuron: its index is ${index}, expected 0 to ${count}`);
  }
  if (index === count) return { kind: "popularity" };
  return index < neurons.attributes
    ? { kind: "attribute", attribute: index }
    : { kind: "fans", item: neurons.fans[index - neurons.attributes] };
}

/** Relation of fans neurons, where a neuron is told as relation and value. */
export const FANS_RELATION = "fans of";

/** Relation of the output's bias. */
export const POPULARITY_RELATION = "overall popularity";

/**
 * A neuron as relation and value, in the words of the data.
 *
 * @param neuron The neuron.
 * @param attributes Relation and value of each attribute, by index.
 * @param itemIds Id or title of each item, by index.
 * @returns Relation and value; the value of the popularity is empty.
 */
export function neuronName(
  neuron: Neuron,
  attributes: readonly Attribute[],
  itemIds: readonly string[],
): Attribute {
  switch (neuron.kind) {
    case "attribute":
      return attributes[neuron.attribute];
    case "fans":
      return { relation: FANS_RELATION, value: itemIds[neuron.item] };
    case "popularity":
      return { relation: POPULARITY_RELATION, value: "" };
  }
}

/**
 * A neuron in words.
 *
 * @param neuron The neuron.
 * @param attributes Relation and value of each attribute, by index.
 * @param itemLabels Title of each item, by index.
 * @returns `relation: value`, `fans of <title>` or `overall popularity`.
 *
 * @example
 * ```ts
 * import { strictEqual } from "node:assert/strict";
 *
 * strictEqual(neuronLabel({ kind: "fans", item: 0 }, [], ["Heat (1995)"]), "fans of Heat (1995)");
 * strictEqual(neuronLabel({ kind: "popularity" }, [], []), "overall popularity");
 * ```
 */
export function neuronLabel(
  neuron: Neuron,
  attributes: readonly Attribute[],
  itemLabels: readonly string[],
): string {
  if (neuron.kind === "attribute") return attributeLabel(attributes[neuron.attribute]);
  const { relation, value } = neuronName(neuron, attributes, itemLabels);
  return value === "" ? relation : `${relation} ${value}`;
}
