import type { RatingScale } from "../data/interactions.ts";
import { likedFrom } from "../model/shared_inputs.ts";
import { UsageError } from "../errors.ts";
import type { SparseMatrix } from "../data/sparse_matrix.ts";

/**
 * Which test ratings are relevant: those of at least this much, any finite number on the scale of the ratings. `"all"`
 * makes every test rating relevant, all of the same grade: for implicit data.
 */
export type RelevantFrom = number | "all";

/**
 * The users who can be judged: those with at least one relevant test item.
 *
 * @param test Test ratings, (users, items).
 * @param from Which ratings are relevant.
 * @returns Index of each such user, ascending.
 * @throws {UsageError} Where `from` is not finite.
 *
 * @example
 * ```ts
 * import { deepStrictEqual } from "node:assert/strict";
 * import { sparseMatrix } from "../data/sparse_matrix.ts";
 *
 * const test = sparseMatrix(3, 2, { row: [0, 1], column: [0, 1], value: [3, 4] }).matrix;
 * deepStrictEqual([...usersWithRelevant(test, 4)], [1]);
 * deepStrictEqual([...usersWithRelevant(test, "all")], [0, 1]);
 * ```
 */
export function usersWithRelevant(test: SparseMatrix, from: RelevantFrom): Uint32Array {
  if (from !== "all" && !Number.isFinite(from)) {
    throw new UsageError(
      `Cannot evaluate: the rating that is relevant is ${from}, expected a finite number or 'all'`,
    );
  }
  const lowest = threshold(from);
  const users: number[] = [];
  for (let user = 0; user < test.rows; user++) {
    for (let k = test.indptr[user]; k < test.indptr[user + 1]; k++) {
      if (test.values[k] < lowest) continue;
      users.push(user);
      break;
    }
  }
  return Uint32Array.from(users);
}

/**
 * The users who can be judged, of whom there must be some.
 *
 * @param test Test ratings, (users, items).
 * @param from Which ratings are relevant.
 * @returns Index of each such user, ascending.
 * @throws {UsageError} Where there is none, or `from` is not finite.
 *
 * @example
 * ```ts
 * import { throws } from "node:assert/strict";
 * import { sparseMatrix } from "../data/sparse_matrix.ts";
 *
 * const test = sparseMatrix(3, 2, { row: [0, 1], column: [0, 1], value: [3, 4] }).matrix;
 * throws(() => judgedUsers(test, 5), /is 0 of 3, expected at least 1/);
 * ```
 */
export function judgedUsers(test: SparseMatrix, from: RelevantFrom): Uint32Array {
  const users = usersWithRelevant(test, from);
  if (users.length > 0) return users;
  throw new UsageError(
    `Cannot evaluate: the number of users with a relevant test rating (${from}) is 0 of ${test.rows}, ` +
      `expected at least 1`,
  );
}

/**
 * One user's relevant test items.
 *
 * @param test Test ratings, (users, items).
 * @param user Index of the user.
 * @param from Which ratings are relevant.
 * @returns The grade of each relevant item: its rating less the threshold, plus 1, so at least 1; for `"all"`, 1.
 *
 * @example
 * ```ts
 * import { deepStrictEqual } from "node:assert/strict";
 * import { sparseMatrix } from "../data/sparse_matrix.ts";
 *
 * const test = sparseMatrix(1, 3, { row: [0, 0, 0], column: [0, 1, 2], value: [5, 4, 3] }).matrix;
 * deepStrictEqual([...relevantItems(test, 0, 4)], [[0, 2], [1, 1]]);
 * ```
 */
export function relevantItems(
  test: SparseMatrix,
  user: number,
  from: RelevantFrom,
): Map<number, number> {
  const lowest = threshold(from);
  const grades = new Map<number, number>();
  for (let k = test.indptr[user]; k < test.indptr[user + 1]; k++) {
    if (test.values[k] < lowest) continue;
    grades.set(test.indices[k], from === "all" ? 1 : test.values[k] - lowest + 1);
  }
  return grades;
}

/** Ratings are kept in single precision: a rating of 3.3 must still reach a threshold of 3.3. */
function threshold(from: RelevantFrom): number {
  return from === "all" ? -Infinity : Math.fround(from);
}

/**
 * Which test ratings are relevant unless told otherwise: the upper quarter of the scale (4 and 5 on 1 to 5), or all where they are implicit.
 *
 * @param scale The bounds of the ratings.
 * @returns The threshold.
 *
 * @example
 * ```ts
 * import { strictEqual } from "node:assert/strict";
 *
 * strictEqual(relevantByDefault({ min: 1, max: 5 }), 4);
 * ```
 */
export function relevantByDefault(scale: RatingScale): RelevantFrom {
  return scale === "implicit" ? "all" : likedFrom(scale);
}
