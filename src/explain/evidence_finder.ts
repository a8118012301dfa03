import { isShared, type Model } from "../model/model.ts";
import { categoryParts, innerOffsets } from "../model/deep_profiles.ts";
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
  if (model.seenFrom) return categoryEvidence(model.seenFrom);
  const inputs = networkInputs(model.dataset);
  return (user) => ratingsBehindAttributes(model, inputs, user, profile);
}

/**
 * The ratings behind a user's broader categories: the share of attribute f in c_g, which is exact, times the share of item j in a_f. Between both
 * lies h_f = s(a_f), so that the product is in proportion to what flowed and not an exact part.
 */
function categoryEvidence(model: PersonalModel): (user: number) => EvidenceFinder {
  const inputs = networkInputs(model.dataset), { broader } = model;
  const offsets = innerOffsets(model.activations, broader!.layer.graph);
  return (user) => {
    const behindAttribute = ratingsBehindAttributes(model, inputs, user, "activation");
    const parts = categoryParts(model, broader!, offsets, user);
    return (category) => {
      const behind = parts.get(category);
      if (!behind) return undefined;
      const items: number[] = [], flows: number[] = [];
      for (const { attribute, part } of behind) {
        for (const { item, share } of behindAttribute(attribute)?.shares ?? []) {
          items.push(item);
          flows.push(part * share);
        }
      }
      return { shares: joinShares(items, flows), biasShare: 0 };
    };
  };
}

/** The shares of items that occur several times, each item once. */
function joinShares(items: readonly number[], flows: readonly number[]) {
  const sums = new Map<number, number>();
  items.forEach((item, k) => sums.set(item, (sums.get(item) ?? 0) + flows[k]));
  return attributeEvidence([...sums.keys()], [...sums.values()]).shares;
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
