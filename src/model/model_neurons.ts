import { isShared, type Model } from "./model.ts";
import { countNeurons, type NamedNeurons } from "./named_neurons.ts";

/**
 * The neurons that a model's contributions and factors are numbered by.
 *
 * @param model A model of either mode.
 * @returns The network's neurons in shared mode; the attributes in personal mode.
 */
export function neuronsOf(model: Model): NamedNeurons {
  return isShared(model)
    ? model.network.neurons
    : { attributes: model.dataset.attributes.length, fans: new Uint32Array() };
}

/**
 * The index that stands for what an item gets from everyone, after the last neuron.
 *
 * @param model A model of either mode.
 * @returns The index.
 */
export function popularityNeuron(model: Model): number {
  return countNeurons(neuronsOf(model));
}
