import { isShared, type Model } from "../model/model.ts";
import { categoryParts, innerOffsets } from "../model/deep_profiles.ts";
import type { PersonalModel } from "../model/personal_model.ts";
import { sharedInputs } from "../model/shared_inputs.ts";
import type { SharedModel } from "../model/shared_model.ts";
import { encodeFirst, hiddenValues, passBroader } from "../model/shared_network.ts";

/** A share of a neuron's contribution. */
export interface CategoryShare {
  /** Index of the category. */
  readonly category: number;
  /** Its share; those of a neuron sum to 1. */
  readonly share: number;
}

/** Shares the contributions of one user's neurons out over broader categories. */
export type ShareOut = (neuron: number) => readonly CategoryShare[];

/** How contributions of neurons are shared out over a model's broader categories. */
export interface CategoryShares {
  /**
   * Whether what a neuron of several categories adds is shared out exactly: it is where the second layer is linear. Neurons of one category never
   * need to be shared out.
   */
  readonly exact: boolean;
  /** The shares of a user's neurons. */
  of(user: number): ShareOut;
}

/**
 * Prepares to share contributions out over the categories of a second hidden layer.
 *
 * - Shared mode: M_f = phi(sum_g K_g U2[g,f]), so that category g has the share K_g U2[g,f] / sum_g K_g U2[g,f] of what f adds to a
 *   score. With the identity this is exact: M_f W2[f,i] is the sum of K_g U2[g,f] W2[f,i].
 * - Personal mode: scores are made of a_f, which lies before the categories; what f adds is shared out in proportion to |U1[f,g]|.
 *
 * @param model A model with a second hidden layer.
 * @returns What shares out; undefined for a model without one.
 */
export function categoryShares(model: Model): CategoryShares | undefined {
  if (isShared(model)) return model.network.broader && sharedShares(model);
  return model.broader && personalShares(model, model.broader);
}

function sharedShares({ network, dataset }: SharedModel): CategoryShares {
  const { broader, parameters: { down } } = network;
  const { itemStart, itemAttributes } = broader!.graph;
  const inputs = sharedInputs(dataset.interactions, network.input);
  const hidden = hiddenValues(network);
  return {
    exact: network.activation === "identity",
    of(user) {
      encodeFirst(network, inputs, user, hidden);
      const coarse = passBroader(network, hidden)!;
      return (neuron) => {
        const start = itemStart[neuron], edges = itemStart[neuron + 1] - start;
        return shareOut(
          Array.from({ length: edges }, (_, k) => itemAttributes[start + k]),
          (category, k) => coarse[category] * down![start + k],
        );
      };
    },
  };
}

function personalShares(
  model: PersonalModel,
  broader: NonNullable<PersonalModel["broader"]>,
): CategoryShares {
  const { itemStart, itemAttributes } = broader.layer.graph;
  const offsets = innerOffsets(model.activations, broader.layer.graph);
  return {
    exact: false,
    of(user) {
      const parts = categoryParts(model, broader, offsets, user);
      return (attribute) => {
        const categories = itemAttributes.subarray(itemStart[attribute], itemStart[attribute + 1]);
        // h_f is the same in all of an attribute's parts, so that they are in proportion to U1.
        return shareOut(
          [...categories],
          (g) => Math.abs(parts.get(g)?.find((own) => own.attribute === attribute)?.part ?? 0),
        );
      };
    },
  };
}

/** Shares in proportion to parts; alike where the parts sum to 0. */
function shareOut(
  categories: readonly number[],
  partOf: (category: number, k: number) => number,
): CategoryShare[] {
  if (categories.length === 1) return [{ category: categories[0], share: 1 }];
  const parts = categories.map(partOf), sum = parts.reduce((total, part) => total + part, 0);
  return categories.map((category, k) => ({
    category,
    share: sum === 0 ? 1 / categories.length : parts[k] / sum,
  }));
}
