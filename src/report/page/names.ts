/// <reference lib="dom" />
import { type NamedNeurons, neuronAt } from "../../model/named_neurons.ts";
import type { ExplorerContent } from "../explorer_content.ts";
import { make } from "./make.ts";

/** A neuron in words: the relation may be empty. */
export type NeuronName = readonly [relation: string, value: string];

/**
 * Names the neurons of an explorer.
 *
 * @param content What is in the report.
 * @returns The name of each neuron, by index.
 */
export function neuronNames(content: ExplorerContent): (neuron: number) => NeuronName {
  const { model, attributes, items } = content;
  const neurons: NamedNeurons = model.mode === "shared"
    ? model.network.neurons
    : { attributes: attributes.length, fans: new Uint32Array() };
  return (index) => {
    const neuron = neuronAt(neurons, index);
    switch (neuron.kind) {
      case "attribute":
        return attributes[neuron.attribute];
      case "fans":
        return ["fans of", items[neuron.item]];
      case "popularity":
        return ["", "overall popularity"];
    }
  };
}

/** A name in one line: `director: Michael Mann`, `fans of Heat`. */
export function nameText([relation, value]: NeuronName): string {
  if (relation === "") return value;
  return relation === "fans of" ? `${relation} ${value}` : `${relation}: ${value}`;
}

/** A name with its relation set apart. */
export function nameElement([relation, value]: NeuronName): HTMLElement {
  return make(
    "span",
    { class: "name" },
    relation !== "" && make("span", { class: "relation" }, relation),
    relation !== "" && " ",
    make("span", { class: "value" }, value),
  );
}
