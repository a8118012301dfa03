import type { BipartiteGraph } from "../data/bipartite_graph.ts";
import { type BroaderLayer, categoriesOfItems } from "../data/broader_layer.ts";
import type { SparseMatrix } from "../data/sparse_matrix.ts";
import type { PersonalModel } from "./personal_model.ts";

/** What the second hidden layer of personal networks has learned. */
export interface DeepProfiles {
  /** The layer: categories of the data set's attributes. */
  readonly layer: BroaderLayer;
  /** c_g after training, for every category of an attribute of the user's profile, (users, categories). */
  readonly activations: SparseMatrix;
  /** U1 by user, attribute of the user's profile and category of the attribute, all ascending. */
  readonly weights: Float32Array;
}

/**
 * Where the inner weights of each user start when all are listed by user, attribute of the profile and category.
 *
 * @param profiles Profiles, (users, attributes); only their cells count.
 * @param broader Categories of the attributes.
 * @returns Offsets, (users + 1); the last one is the number of weights.
 */
export function innerOffsets(profiles: SparseMatrix, { itemStart }: BipartiteGraph): Float64Array {
  const offsets = new Float64Array(profiles.rows + 1);
  for (let user = 0; user < profiles.rows; user++) {
    let edges = 0;
    for (let k = profiles.indptr[user]; k < profiles.indptr[user + 1]; k++) {
      const f = profiles.indices[k];
      edges += itemStart[f + 1] - itemStart[f];
    }
    offsets[user + 1] = offsets[user] + edges;
  }
  return offsets;
}

/** What leads from one attribute of a user into a category. */
export interface CategoryPart {
  /** Index of the attribute. */
  readonly attribute: number;
  /** h_f U1[f,g]: the attribute's part of c_g. */
  readonly part: number;
}

/**
 * What a user's categories are made of: c_g is the sum of h_f U1[f,g] over the user's attributes f of category g, exactly.
 *
 * @param model A model with a second hidden layer.
 * @param broader What the layer has learned: `model.broader`.
 * @param offsets Where each user's inner weights start, as `innerOffsets` gives it.
 * @param user Index of the user.
 * @returns The parts of each category of the user, attributes ascending.
 */
export function categoryParts(
  { activations }: PersonalModel,
  { layer: { graph }, weights }: DeepProfiles,
  offsets: Float64Array,
  user: number,
): Map<number, CategoryPart[]> {
  const parts = new Map<number, CategoryPart[]>();
  let at = offsets[user];
  for (let k = activations.indptr[user]; k < activations.indptr[user + 1]; k++) {
    const attribute = activations.indices[k];
    const hidden = 1 / (1 + Math.exp(-activations.values[k]));
    for (let e = graph.itemStart[attribute]; e < graph.itemStart[attribute + 1]; e++) {
      const category = graph.itemAttributes[e];
      const known = parts.get(category);
      const own = { attribute, part: hidden * weights[at++] };
      if (known) known.push(own);
      else parts.set(category, [own]);
    }
  }
  return parts;
}

/**
 * The same model seen from its second layer: broader categories in place of attributes, so that all that recommends and explains by
 * attributes can do it by categories. Items have the categories of their attributes; c_g is the profile.
 *
 * @param model A model with a second hidden layer.
 * @returns A model of one layer whose "attributes" are the categories.
 * @throws {TypeError} Where the model has no second layer.
 */
export function broaderView(model: PersonalModel): PersonalModel {
  const { broader, dataset } = model;
  if (!broader) throw new TypeError("Cannot look at the second layer: the model has one layer");
  const { layer, activations } = broader;
  return {
    ...model,
    dataset: {
      ...dataset,
      attributes: layer.categories,
      graph: categoriesOfItems(dataset.graph, layer.graph),
      broader: undefined,
    },
    activations,
    broader: undefined,
    decoderWeights: undefined,
    seenFrom: model,
  };
}
