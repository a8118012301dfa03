import type { SparseMatrix } from "../data/sparse_matrix.ts";
import { checkSize } from "./checks.ts";

/**
 * Inverse document frequency of each attribute, with profiles as the documents: idf_f = ln(U / df_f), where U counts the
 * users whose profile holds at least one nonzero weight and df_f those whose profile holds f with a nonzero weight. An
 * attribute that everyone shares tells nobody apart and weighs 0; so does one that nobody has, by definition here.
 *
 * Source: Spärck Jones 1972, "A statistical interpretation of term specificity and its application in retrieval",
 * Journal of Documentation 28(1); the natural logarithm only scales all weights, which cosine does not see.
 *
 * @param profiles User profiles, (users, attributes); weights of any sign.
 * @returns One weight for each attribute, (attributes), from 0 to ln(users).
 *
 * @example
 * ```ts
 * import { deepStrictEqual } from "node:assert/strict";
 * import { sparseMatrix } from "../data/sparse_matrix.ts";
 *
 * // Both users have attribute 0; only the second has attribute 1; nobody has attribute 2.
 * const { matrix } = sparseMatrix(2, 3, { row: [0, 1, 1], column: [0, 0, 1], value: [0.3, -0.2, 0.9] });
 * deepStrictEqual([...idf(matrix)], [0, Math.log(2), 0]);
 * ```
 */
export function idf(profiles: SparseMatrix): Float64Array {
  const { rows, columns, indptr, indices, values } = profiles;
  const frequency = new Uint32Array(columns);
  let users = 0;
  for (let u = 0; u < rows; u++) {
    let hasWeight = false;
    for (let e = indptr[u]; e < indptr[u + 1]; e++) {
      if (values[e] === 0) continue;
      frequency[indices[e]]++;
      hasWeight = true;
    }
    if (hasWeight) users++;
  }
  return Float64Array.from(frequency, (df) => df === 0 ? 0 : Math.log(users / df));
}

/**
 * Profiles with each attribute's weight multiplied by a factor of that attribute, such as its {@link idf}.
 *
 * @param profiles User profiles, (users, attributes).
 * @param weights Factor of each attribute, (attributes).
 * @returns The weighted profiles, rounded to float32 once, over the same cells; `indptr` and `indices` are shared with
 * `profiles`.
 * @throws {RangeError} Where `weights` has another length than there are attributes.
 *
 * @example
 * ```ts
 * import { deepStrictEqual } from "node:assert/strict";
 * import { sparseMatrix } from "../data/sparse_matrix.ts";
 *
 * const { matrix } = sparseMatrix(1, 2, { row: [0, 0], column: [0, 1], value: [0.5, 3] });
 * deepStrictEqual([...weightProfiles(matrix, [4, 0.5]).values], [2, 1.5]);
 * ```
 */
export function weightProfiles(profiles: SparseMatrix, weights: ArrayLike<number>): SparseMatrix {
  checkSize("weight profiles", "the number of weights", weights.length, profiles.columns);
  const { indices, values } = profiles;
  const weighted = new Float32Array(values.length);
  for (let e = 0; e < values.length; e++) weighted[e] = values[e] * weights[indices[e]];
  return { ...profiles, values: weighted };
}
