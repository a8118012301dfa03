import { isShared, type Model } from "../model/model.ts";
import type { NamedNeurons } from "../model/named_neurons.ts";

/**
 * The neurons that the contributions of a model's recommenders are numbered by: those of a shared network, or the attributes, which are
 * the neurons of personal mode.
 *
 * @param model The model.
 * @returns The neurons.
 */
export function neuronsOf(model: Model): NamedNeurons {
  return isShared(model)
    ? model.network.neurons
    : { attributes: model.dataset.attributes.length, fans: new Uint32Array() };
}
