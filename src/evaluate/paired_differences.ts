import { UsageError } from "../errors.ts";

/**
 * First less second, user by user.
 *
 * @param first One value for each user, (users).
 * @param second The other recommender's values for the same users in the same order, (users).
 * @returns The differences, (users).
 * @throws {UsageError} Where the vectors differ in length.
 */
export function pairedDifferences(first: Float64Array, second: Float64Array): Float64Array {
  if (second.length !== first.length) {
    throw new UsageError(
      `Cannot compare two runs: the number of users of the second is ${second.length}, expected ${first.length}`,
    );
  }
  return first.map((value, user) => value - second[user]);
}
