import { isShared, type Model } from "../model/model.ts";
import {
  encoderWeights,
  networkInputs,
  type PersonalModel,
  type ProfileDefinition,
} from "../model/personal_model.ts";
import { sharedInputs } from "../model/shared_inputs.ts";
import { attributeEvidence } from "./evidence.ts";
import { type NeuronEvidence, ratingsBehindNeurons } from "./network_evidence.ts";

/** Finds the ratings behind a neuron of one user; undefined where there are none. */
export type EvidenceFinder = (neuron: number) => NeuronEvidence | undefined;

/**
 * Prepares finding a user's own ratings behind each of their neurons.
 *
 * @param model A model of either mode.
 * @param profile The profile definition that recommendations are made with, which decides how an attribute's weight is shared.
 * @returns What finds the evidence of a neuron, for the index of a user; each is made when it is asked for.
 */
export function evidenceFinder(
  model: Model,
  profile: ProfileDefinition,
): (user: number) => EvidenceFinder {
  if (isShared(model)) {
    const inputs = sharedInputs(model.dataset.interactions, model.network.input);
    return (user) => ratingsBehindNeurons(model.network, inputs, user);
  }
  const inputs = networkInputs(model.dataset);
  return (user) => ratingsBehindAttributes(model, inputs, user, profile);
}

function ratingsBehindAttributes(
  model: PersonalModel,
  inputs: ReturnType<typeof networkInputs>,
  user: number,
  profile: ProfileDefinition,
): EvidenceFinder {
  const edgesInto = new Map(
    encoderWeights(model, inputs, user).map((edges) => [edges.attribute, edges]),
  );
  return (attribute) => {
    const edges = edgesInto.get(attribute);
    if (!edges) return undefined;
    const { shares } = attributeEvidence(
      edges.items,
      edges.weights,
      profile === "activation" ? edges.inputs : undefined,
    );
    return { shares, biasShare: 0 };
  };
}
