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

/**
 * Prepares finding a user's own ratings behind each of their neurons.
 *
 * @param model A model of either mode.
 * @param profile The profile definition that recommendations are made with, which decides how an attribute's weight is shared.
 * @returns Evidence by neuron, for the index of a user.
 */
export function evidenceFinder(
  model: Model,
  profile: ProfileDefinition,
): (user: number) => Map<number, NeuronEvidence> {
  if (isShared(model)) {
    const inputs = sharedInputs(model.dataset.interactions, model.network.input);
    return (user) => ratingsBehindNeurons(model.network, inputs, user);
  }
  const inputs = networkInputs(model.dataset);
  return (user) => ratingsBehindAttributes(model, inputs, user, profile);
}

/** For each attribute of the user's profile, the user's ratings behind it. */
function ratingsBehindAttributes(
  model: PersonalModel,
  inputs: ReturnType<typeof networkInputs>,
  user: number,
  profile: ProfileDefinition,
): Map<number, NeuronEvidence> {
  return new Map(
    encoderWeights(model, inputs, user).map((edges) => {
      const { shares } = attributeEvidence(
        edges.items,
        edges.weights,
        profile === "activation" ? edges.inputs : undefined,
      );
      return [edges.attribute, { shares, biasShare: 0 }];
    }),
  );
}
