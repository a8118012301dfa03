import type { Attribute } from "../data/attribute.ts";
import { attributeValueLabel, relationLabel, valueLabel } from "../data/labels.ts";
import { UsageError } from "../errors.ts";
import { isShared, type Model } from "../model/model.ts";
import { neuronsOf } from "../model/model_neurons.ts";
import {
  countNeurons,
  FANS_RELATION,
  neuronAt,
  neuronLabel,
  POPULARITY_RELATION,
} from "../model/named_neurons.ts";
import { closestTexts, plainText } from "./closest_texts.ts";

/** Most names that an error lists. */
const NAMES_IN_ERRORS = 4;

/**
 * Prepares finding neurons by what people type. A name is `relation: value`, each part as labels show it or as the data write it
 * (`starring: Tom Cruise`, `starring: http://dbpedia.org/resource/Tom_Cruise`), relation and value as the data write them with a space
 * between (`dbo:starring http://dbpedia.org/resource/Tom_Cruise`), `fans of <title or id>`, `overall popularity`, or a
 * value, title or id alone where only one neuron has it. Upper and lower case and the width of spaces do not matter, unless they alone tell
 * two neurons apart.
 *
 * @param model A model of either mode.
 * @param itemLabels Title of each item, by index (default: the ids).
 * @returns Finds the index of the neuron that a text names. It throws a UsageError with the closest names where nothing or several match.
 *
 * @example
 * ```ts
 * import { strictEqual, throws } from "node:assert/strict";
 * import { createDataset } from "../data/dataset.ts";
 * import { createInteractionsBuilder } from "../data/interactions.ts";
 * import { createKnowledgeGraphBuilder } from "../data/knowledge_graph.ts";
 * import { cpuBackend } from "../model/backend.ts";
 * import { trainPersonal } from "../train/personal.ts";
 *
 * const ratings = createInteractionsBuilder();
 * ratings.add("ann", "Heat", 5);
 * ratings.add("ann", "Ali", 1);
 * const graph = createKnowledgeGraphBuilder();
 * for (const film of ["Heat", "Ali"]) graph.add(film, "dbo:director", "Michael Mann");
 * using backend = await cpuBackend({ threads: 1 });
 * const dataset = createDataset(ratings.build().interactions, graph.build());
 * const find = neuronFinder(await trainPersonal(dataset, { epochs: 1 }, backend));
 * strictEqual(find("Director: michael mann"), 0);
 * throws(() => find("director: Michael Man"), /such as 'director: Michael Mann'$/);
 * ```
 */
export function neuronFinder(
  model: Model,
  itemLabels?: readonly string[],
): (text: string) => number {
  const { attributes, interactions: { items } } = model.dataset;
  const neurons = neuronsOf(model), labels = itemLabels ?? items.ids;
  const hasPopularity = isShared(model) && model.network.parameters.outputBias !== undefined;
  const count = countNeurons(neurons) + (hasPopularity ? 1 : 0);
  const everything = Array.from({ length: count }, (_, n) => n);
  const labelOf = (n: number) => neuronLabel(neuronAt(neurons, n), attributes, labels);
  const namesOf = (n: number): Names => {
    const neuron = neuronAt(neurons, n);
    if (neuron.kind === "attribute") return attributeNames(attributes[neuron.attribute]);
    if (neuron.kind === "popularity") return { full: [POPULARITY_RELATION], short: [] };
    const short = [labels[neuron.item], items.ids[neuron.item]];
    return { full: short.map((name) => `${FANS_RELATION} ${name}`), short };
  };
  return (text) => {
    for (const kind of ["full", "short"] as const) {
      const names = (n: number) => namesOf(n)[kind];
      const found = matching(everything, names, text);
      if (found.length === 1) return found[0];
      if (found.length > 1) {
        return failSeveral(text, found, labelOf, (n) => namesOf(n).full.at(-1)!);
      }
    }
    return failUnknown(text, everything, labelOf, namesOf);
  };
}

/** What a neuron may be called: in full, from the label to how the data write it, and in short. */
interface Names {
  readonly full: readonly string[];
  readonly short: readonly string[];
}

function attributeNames(attribute: Attribute): Names {
  const { relation, value } = attribute;
  const short = [...new Set([attributeValueLabel(attribute), valueLabel(value)]), value];
  const relations = [relationLabel(relation), relation];
  return {
    // The last is the one form that no other neuron shares.
    full: [
      ...relations.flatMap((r) => short.map((v) => `${r}: ${v}`)),
      `${relation} ${value}`,
    ],
    short,
  };
}

/** The neurons that one of their names says; where several do, those that say it in this very case, if any. */
function matching(
  neurons: readonly number[],
  names: (neuron: number) => readonly string[],
  text: string,
): readonly number[] {
  const wanted = plainText(text);
  const found = neurons.filter((n) => names(n).some((name) => plainText(name) === wanted));
  if (found.length < 2) return found;
  const exact = found.filter((n) => names(n).includes(text.trim()));
  return exact.length > 0 ? exact : found;
}

function failSeveral(
  text: string,
  found: readonly number[],
  labelOf: (neuron: number) => string,
  writtenOf: (neuron: number) => string,
): never {
  const labels = found.map(labelOf);
  // Where labels are the same, only what the data write tells the neurons apart.
  const names = new Set(labels).size === found.length ? labels : found.map(writtenOf);
  const more = names.length - NAMES_IN_ERRORS;
  throw new UsageError(
    `Cannot tell which neuron '${text}' is: ${found.length} are called so, expected one of ` +
      quote(names.slice(0, NAMES_IN_ERRORS)) + (more > 0 ? ` and ${more} more` : ""),
  );
}

function failUnknown(
  text: string,
  neurons: readonly number[],
  labelOf: (neuron: number) => string,
  namesOf: (neuron: number) => Names,
): never {
  const close = closestTexts(
    text,
    neurons.map((n) => [labelOf(n), ...namesOf(n).short.slice(0, 1)]),
    NAMES_IN_ERRORS,
  );
  const examples = close.length > 0 ? close : neurons.slice(0, 1);
  throw new UsageError(
    `Cannot find neuron '${text}', expected one of the ${neurons.length} neurons of the model` +
      (examples.length > 0 ? ` such as ${quote(examples.map(labelOf))}` : ""),
  );
}

function quote(names: readonly string[]): string {
  return names.map((name) => `'${name}'`).join(", ");
}
