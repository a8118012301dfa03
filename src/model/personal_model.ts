import { UsageError } from "../errors.ts";
import type { Dataset } from "../data/dataset.ts";
import { scaleRatings } from "../data/interactions.ts";
import type { SparseMatrix } from "../data/sparse_matrix.ts";
import type { DeepProfiles } from "./deep_profiles.ts";
import type { PersonalSettings } from "./personal_settings.ts";
import { weightStart } from "./weight_start.ts";

/** How far the training of one user has come. */
export const UserState = {
  /** Not trained yet: the training was interrupted before this user. */
  Untrained: 0,
  /** Trained. */
  Trained: 1,
  /** Rated no item that has an attribute, so there is no network and the profile is empty. */
  NoBasis: 2,
} as const;

/** What personal mode has learned: one raw profile per user. */
export interface PersonalModel {
  /** How it was trained. */
  readonly settings: PersonalSettings;
  /** What it was trained on; its interactions hold the training ratings only. */
  readonly dataset: Dataset;
  /** a_f after training, for every attribute of an item that the user rated, (users, attributes). */
  readonly activations: SparseMatrix;
  /** Mean squared error per user in the last epoch; 0 without a network, (users). */
  readonly loss: Float32Array;
  /** One of `UserState` for each user, (users). */
  readonly userState: Uint8Array;
  /**
   * W2 per user, if kept: users in order; their rated items in ascending order; the item's attributes in ascending order.
   * Items without attributes have none.
   */
  readonly decoderWeights?: Float32Array;
  /** What the second hidden layer has learned, where there is one. */
  readonly broader?: DeepProfiles;
  /** Where broader categories stand in place of attributes (see `broaderView`): the model itself. */
  readonly seenFrom?: PersonalModel;
}

/** Which number of the network is the user's profile. */
export type ProfileDefinition = "activation" | "sum-of-weights";

/** Whether each user's profile is stretched to [0, 1]. */
export type ProfileScaling = "raw" | "min-max";

/**
 * The network inputs of all users, x in [0, 1].
 *
 * @param dataset Holds the ratings and their scale.
 * @returns Scaled ratings, (users, items).
 */
export function networkInputs({ interactions: { ratings, scale } }: Dataset): SparseMatrix {
  return { ...ratings, values: scaleRatings(ratings.values, scale) };
}

/**
 * The profiles of all users.
 *
 * `activation` takes p_f = a_f, the rating-weighted sum of the weights into attribute f (the released code);
 * `sum-of-weights` takes the plain sum of W1 over the edges into f (KaRS 2018, arXiv 1807.05006).
 * `min-max` maps each user's smallest value to 0 and largest to 1; where all are equal (a single attribute, or ratings
 * all at the bottom of the scale) it gives 1 if the value is above 0 and 0 otherwise, so that
 * activations of a user who liked nothing stay 0. (Sums of weights do not: such a user's weights stay as they started, and an
 * attribute on more items sums more of them.)
 *
 * @param model The trained model.
 * @param definition Which number is the profile.
 * @param scaling Raw or stretched.
 * @returns p, (users, attributes); rows of users without a network are empty.
 */
export function userProfiles(
  model: PersonalModel,
  definition: ProfileDefinition,
  scaling: ProfileScaling,
): SparseMatrix {
  const { activations } = model;
  const values = definition === "activation" ? activations.values.slice() : weightSums(model);
  if (scaling === "min-max") {
    for (let user = 0; user < activations.rows; user++) {
      stretch(values.subarray(activations.indptr[user], activations.indptr[user + 1]));
    }
  }
  return { ...activations, values };
}

function weightSums(model: PersonalModel): Float32Array {
  const values = new Float32Array(model.activations.values.length);
  const inputs = networkInputs(model.dataset);
  for (let user = 0; user < model.activations.rows; user++) {
    let at = model.activations.indptr[user];
    for (const { weights } of encoderWeights(model, inputs, user)) {
      values[at++] = weights.reduce((sum, weight) => sum + weight, 0);
    }
  }
  return values;
}

function stretch(row: Float32Array): void {
  let min = Infinity, max = -Infinity;
  for (const value of row) {
    min = Math.min(min, value);
    max = Math.max(max, value);
  }
  for (let k = 0; k < row.length; k++) {
    row[k] = max > min ? (row[k] - min) / (max - min) : row[k] > 0 ? 1 : 0;
  }
}

/** The edges from a user's rated items into one attribute. */
export interface IncomingEdges {
  /** Index of the attribute. */
  readonly attribute: number;
  /** Catalogue indices of the user's rated items that have it, ascending. */
  readonly items: readonly number[];
  /** x of these items, 0 to 1. */
  readonly inputs: readonly number[];
  /** W1 of these edges after training. */
  readonly weights: readonly number[];
}

/**
 * The encoder weights of one user's network, which training never stored: W1[i,f] moves by x_i times the same sum as
 * a_f by S_f, so W1[i,f] = W1_0[i,f] + x_i (a_f - a_f0) / S_f with S_f = sum x_i^2 (design identity 1). Where S_f is 0 every
 * rating was at the bottom of the scale and the weights stay as they started.
 *
 * @param model The trained model.
 * @param inputs The result of `networkInputs`.
 * @param user Index of the user.
 * @returns The edges into each attribute of the user's profile, in its order.
 * @throws {UsageError} Where `user` is not a row of the model.
 */
export function encoderWeights(
  model: PersonalModel,
  inputs: SparseMatrix,
  user: number,
): IncomingEdges[] {
  const { activations, dataset: { graph, interactions } } = model;
  if (!(user >= 0 && user < activations.rows)) {
    throw new UsageError(
      `Cannot find encoder weights: the user's index is ${user}, expected 0 to ${
        activations.rows - 1
      }`,
    );
  }
  if (model.seenFrom) {
    throw new UsageError(
      "Cannot find encoder weights: the profiles are of broader categories, expected those of attributes",
    );
  }
  const first = activations.indptr[user], last = activations.indptr[user + 1];
  const position = new Map<number, number>();
  for (let k = first; k < last; k++) position.set(activations.indices[k], k - first);
  const edges = Array.from({ length: last - first }, (_, l) => ({
    attribute: activations.indices[first + l],
    items: [] as number[],
    inputs: [] as number[],
    weights: [] as number[],
  }));
  let itemCount = 0;
  for (let k = inputs.indptr[user]; k < inputs.indptr[user + 1]; k++) {
    const item = inputs.indices[k];
    const start = graph.itemStart[item], end = graph.itemStart[item + 1];
    if (end > start && last > first) itemCount++;
    for (let e = start; e < end; e++) {
      const l = position.get(graph.itemAttributes[e]);
      if (l === undefined) continue;
      edges[l].items.push(item);
      edges[l].inputs.push(inputs.values[k]);
    }
  }
  const start = weightStart(
    model.settings.initialisation,
    interactions.users.ids[user],
    itemCount,
    edges.length,
  );
  edges.forEach((incoming, l) => {
    let before = 0, power = 0;
    for (const x of incoming.inputs) {
      const { encoder } = start.next();
      incoming.weights.push(encoder);
      before += x * encoder;
      power += x * x;
    }
    const moved = power > 0 ? (activations.values[first + l] - before) / power : 0;
    incoming.inputs.forEach((x, k) => incoming.weights[k] += x * moved);
  });
  return edges;
}
