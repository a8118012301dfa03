import type { SparseMatrix } from "../data/sparse_matrix.ts";

/** Marks an attribute that takes no part in any similarity between two users. */
export const NO_COLUMN = 0xffffffff;

/** Profiles with what the similarity kernels need to know of them. */
export interface ComparableProfiles {
  /** The profiles p, (users, attributes). */
  readonly profiles: SparseMatrix;
  /** Euclidean length of each profile, (users). */
  readonly norms: Float64Array;
  /**
   * Place of each attribute in a dense panel, (attributes): those that at least two users have are numbered from 0,
   * the others are `NO_COLUMN`.
   */
  readonly column: Uint32Array;
  /** Number of places. */
  readonly columns: number;
  /** Number of nonzero weights at those places. */
  readonly entries: number;
  /** Number of products in the cosines of all users with all: the sum over attributes of the square of their users. */
  readonly products: number;
  /**
   * Whether a float32 similarity is above 0 exactly where the real one is: no weight is negative and none is so small
   * that a product could vanish.
   */
  readonly signsAreExact: boolean;
}

/** Normalised weights from here up have products that float32 holds without underflow. */
const SMALLEST_SAFE_WEIGHT = 2 ** -60;

/**
 * Makes profiles ready for the similarity kernels.
 *
 * @param profiles User profiles p, (users, attributes), finite, of any sign.
 * @returns What the kernels read; `profiles` itself is shared, not copied.
 */
export function comparableProfiles(profiles: SparseMatrix): ComparableProfiles {
  const { rows, columns: attributes, indptr, indices, values } = profiles;
  const norms = rowNorms(profiles);
  const users = new Uint32Array(attributes);
  let signsAreExact = true;
  for (let u = 0; u < rows; u++) {
    const safe = SMALLEST_SAFE_WEIGHT * norms[u];
    for (let e = indptr[u]; e < indptr[u + 1]; e++) {
      if (values[e] === 0) continue;
      users[indices[e]]++;
      if (!(values[e] >= safe)) signsAreExact = false;
    }
  }
  const column = new Uint32Array(attributes).fill(NO_COLUMN);
  let columns = 0, entries = 0, products = 0;
  for (let f = 0; f < attributes; f++) {
    if (users[f] < 2) continue;
    column[f] = columns++;
    entries += users[f];
    products += users[f] ** 2;
  }
  return { profiles, norms, column, columns, entries, products, signsAreExact };
}

/**
 * Euclidean length of each row, summed in float64 in ascending order of columns.
 *
 * @param matrix Any sparse matrix, (rows, columns).
 * @returns The lengths, (rows).
 */
export function rowNorms(matrix: SparseMatrix): Float64Array {
  const norms = new Float64Array(matrix.rows);
  for (let u = 0; u < matrix.rows; u++) {
    let sum = 0;
    for (let e = matrix.indptr[u]; e < matrix.indptr[u + 1]; e++) sum += matrix.values[e] ** 2;
    norms[u] = Math.sqrt(sum);
  }
  return norms;
}

/** Largest relative error of one float32 operation: half a unit in the last place on CPUs, a whole one in WGSL. */
export const ROUNDOFF = { cpu: 2 ** -24, gpu: 2 ** -23 } as const;

/**
 * How far a cosine that was summed in float32, in any order and with or without fused multiply-add, may be from the
 * real one: each of the n terms suffers two roundings of its weights, one of the product and at most n - 1 of the sum, and
 * the terms' absolute values sum to at most 1 (Cauchy-Schwarz), so with unit roundoff u the error is at most
 * gamma_(n+2) = (n + 2) u / (1 - (n + 2) u). Six roundings more than that cover the norms, which are float64, and underflow.
 *
 * Source: Higham, Accuracy and Stability of Numerical Algorithms, 2nd edition 2002, section 3.1.
 *
 * @param terms At most this many attributes are shared by the two profiles.
 * @param roundoff The unit roundoff u.
 * @returns The bound, absolute; Infinity where there are too many terms for one.
 */
export function similarityError(terms: number, roundoff: number): number {
  const roundings = (terms + 8) * roundoff;
  return roundings < 0.5 ? roundings / (1 - roundings) : Infinity;
}
