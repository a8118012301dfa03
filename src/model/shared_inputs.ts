import { type Interactions, type RatingScale, scaleRatings } from "../data/interactions.ts";
import type { SparseMatrix } from "../data/sparse_matrix.ts";

/**
 * How a rating r enters a shared network; implicit ratings always enter as 1.
 *
 * - `graded`: r / max, so that a low rating still says that the item was chosen; (r - min) / (max - min) on scales that go below 0.
 * - `scaled`: (r - min) / (max - min), as in personal mode.
 * - `liked`: 1 for ratings in the upper quarter of the scale (4 and 5 on 1 to 5), others are left out.
 * - `seen`: 1 for every rating.
 */
export const INPUT_VALUES = ["graded", "scaled", "liked", "seen"] as const;

/** Name of a way in which ratings enter a shared network. */
export type InputValue = typeof INPUT_VALUES[number];

/** How ratings become the input of a shared network. */
export interface InputSettings {
  /** What a rating counts. */
  readonly value: InputValue;
  /** Whether each user's row is divided by its Euclidean norm. */
  readonly normalise: boolean;
}

/**
 * The rating from which on an item counts as liked: the upper quarter of the scale.
 *
 * @param scale The bounds of the ratings.
 * @returns The threshold; 0 for implicit ratings, all of which count.
 */
export function likedFrom(scale: RatingScale): number {
  return scale === "implicit" ? 0 : scale.max - (scale.max - scale.min) / 4;
}

/**
 * The same for ratings as they are stored, in float32: a rating of exactly the threshold counts, and so does every implicit one.
 *
 * @param scale The bounds of the ratings.
 * @returns The threshold in float32; minus infinity for implicit ratings.
 */
export function storedLikedFrom(scale: RatingScale): number {
  return scale === "implicit" ? -Infinity : Math.fround(likedFrom(scale));
}

/**
 * Ratings as they enter a shared network, before any normalisation; cells that count 0 are left out.
 *
 * @param interactions The ratings and their scale.
 * @param value What a rating counts.
 * @returns x, (users, items).
 *
 * @example
 * ```ts
 * import { deepStrictEqual } from "node:assert/strict";
 * import { createInteractionsBuilder } from "../data/interactions.ts";
 *
 * const builder = createInteractionsBuilder();
 * builder.add("ann", "Heat", 5);
 * builder.add("ann", "Ali", 1);
 * const { interactions } = builder.build();
 * deepStrictEqual([...ratingInputs(interactions, "graded").values], [1, Math.fround(0.2)]);
 * deepStrictEqual([...ratingInputs(interactions, "liked").indices], [0]);
 * ```
 */
export function ratingInputs(
  interactions: Pick<Interactions, "ratings" | "scale">,
  value: InputValue,
): SparseMatrix {
  return dropZeros(ratingTargets(interactions, value));
}

/**
 * The same as what scores are held against: a rating that counts 0 stays, because a loss over rated items sees it.
 *
 * @param interactions The ratings and their scale.
 * @param value What a rating counts.
 * @returns The targets, over the cells of the ratings, (users, items).
 */
export function ratingTargets(
  { ratings, scale }: Pick<Interactions, "ratings" | "scale">,
  value: InputValue,
): SparseMatrix {
  return { ...ratings, values: inputValues(ratings.values, scale, value) };
}

function inputValues(ratings: Float32Array, scale: RatingScale, value: InputValue): Float32Array {
  if (scale === "implicit" || value === "seen") return new Float32Array(ratings.length).fill(1);
  if (value === "liked") {
    const from = storedLikedFrom(scale);
    return Float32Array.from(ratings, (rating) => rating >= from ? 1 : 0);
  }
  if (value === "graded" && scale.min >= 0) {
    return Float32Array.from(ratings, (rating) => rating / scale.max);
  }
  return scaleRatings(ratings, scale);
}

function dropZeros(matrix: SparseMatrix): SparseMatrix {
  const { rows, indptr, indices, values } = matrix;
  if (!values.includes(0)) return matrix;
  const kept = new Uint32Array(rows + 1);
  let at = 0;
  const keptIndices = new Uint32Array(indices.length), keptValues = new Float32Array(values.length);
  for (let row = 0; row < rows; row++) {
    for (let k = indptr[row]; k < indptr[row + 1]; k++) {
      if (values[k] === 0) continue;
      keptIndices[at] = indices[k];
      keptValues[at++] = values[k];
    }
    kept[row + 1] = at;
  }
  return {
    ...matrix,
    indptr: kept,
    indices: keptIndices.slice(0, at),
    values: keptValues.slice(0, at),
  };
}

/**
 * Rows divided by their Euclidean norms; rows of zeros stay as they are.
 *
 * @param matrix Any sparse matrix.
 * @returns The same cells with other values.
 */
export function normaliseRows(matrix: SparseMatrix): SparseMatrix {
  const { rows, indptr } = matrix;
  const values = matrix.values.slice();
  for (let row = 0; row < rows; row++) {
    let power = 0;
    for (let k = indptr[row]; k < indptr[row + 1]; k++) power += values[k] * values[k];
    if (power === 0) continue;
    const norm = Math.sqrt(power);
    for (let k = indptr[row]; k < indptr[row + 1]; k++) values[k] /= norm;
  }
  return { ...matrix, values };
}

/**
 * The inputs of all users, as the network takes them when it recommends: without dropout.
 *
 * @param interactions The ratings and their scale.
 * @param settings How they enter.
 * @returns x, (users, items).
 */
export function sharedInputs(
  interactions: Pick<Interactions, "ratings" | "scale">,
  settings: InputSettings,
): SparseMatrix {
  const inputs = ratingInputs(interactions, settings.value);
  return settings.normalise ? normaliseRows(inputs) : inputs;
}
