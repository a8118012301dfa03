import type { SparseMatrix } from "../data/sparse_matrix.ts";

/**
 * Refuses profiles that hold NaN or an infinity, which a diverged training leaves behind and which would otherwise turn
 * into plausible empty lists.
 *
 * @param action What is being done, as in `Cannot <action>: ...`.
 * @param profiles User profiles, (users, attributes).
 * @throws {RangeError} Where a value is not finite; the message names the user and the attribute by index.
 *
 * @example
 * ```ts
 * import { throws } from "node:assert/strict";
 * import { sparseMatrix } from "../data/sparse_matrix.ts";
 *
 * const { matrix } = sparseMatrix(1, 2, { row: [0], column: [1], value: [NaN] });
 * throws(() => checkProfiles("compare profiles", matrix), {
 *   message: "Cannot compare profiles: user 0's weight of attribute 1 is NaN, expected a finite number",
 * });
 * ```
 */
export function checkProfiles(action: string, profiles: SparseMatrix): void {
  const { rows, indptr, indices, values } = profiles;
  for (let u = 0; u < rows; u++) {
    for (let e = indptr[u]; e < indptr[u + 1]; e++) {
      if (Number.isFinite(values[e])) continue;
      throw new RangeError(
        `Cannot ${action}: user ${u}'s weight of attribute ${indices[e]} is ${values[e]}, ` +
          `expected a finite number`,
      );
    }
  }
}

/**
 * Refuses an index outside 0 .. `count` - 1: typed arrays would answer undefined, and that looks like an empty profile.
 *
 * @param action What is being done, as in `Cannot <action>: ...`.
 * @param what What the index counts, such as `user`.
 * @param index The index.
 * @param count How many there are.
 * @throws {RangeError} Where the index is out of range or not an integer.
 *
 * @example
 * ```ts
 * import { throws } from "node:assert/strict";
 *
 * throws(() => checkIndex("score items", "user", 3, 3), {
 *   message: "Cannot score items: the user's index is 3, expected an integer from 0 to 2",
 * });
 * ```
 */
export function checkIndex(action: string, what: string, index: number, count: number): void {
  if (Number.isInteger(index) && index >= 0 && index < count) return;
  throw new RangeError(
    `Cannot ${action}: the ${what}'s index is ${index}, expected ` +
      (count === 0 ? `none, for there is no ${what}` : `an integer from 0 to ${count - 1}`),
  );
}

/**
 * Refuses two things that must be of one size and are not.
 *
 * @param action What is being done, as in `Cannot <action>: ...`.
 * @param what What was counted, such as `the number of rated users`.
 * @param found Its size.
 * @param expected The size it must have.
 * @throws {RangeError} Where the sizes differ.
 *
 * @example
 * ```ts
 * import { throws } from "node:assert/strict";
 *
 * throws(() => checkSize("score items", "the length of the scores", 3, 5), {
 *   message: "Cannot score items: the length of the scores is 3, expected 5",
 * });
 * ```
 */
export function checkSize(action: string, what: string, found: number, expected: number): void {
  if (found === expected) return;
  throw new RangeError(`Cannot ${action}: ${what} is ${found}, expected ${expected}`);
}
