import type { SparseMatrix } from "../data/sparse_matrix.ts";
import { checkIndex, checkProfiles, checkSize } from "./checks.ts";
import { rowOf } from "./nearest_users.ts";
import { scoreByNeighbours } from "./neighbour_scores.ts";
import type { ProfileKnn } from "./profile_knn.ts";

/**
 * Asks a neighbourhood recommender about users who are nobody's neighbours.
 *
 * @param base The recommender over the users who were trained on.
 * @param asked Profiles of the users who are asked about, (users, attributes), a row each in the numbering of `base`.
 * @returns The same neighbours, found by the profiles asked about. It prepares nothing: each user is searched for once.
 * @throws {RangeError} Where the profiles have another shape than the recommender's.
 */
export function foldedKnn(
  { prepare: _, ...base }: ProfileKnn,
  asked: SparseMatrix,
): Omit<ProfileKnn, "prepare"> {
  const action = "compare profiles";
  checkSize(action, "the number of users asked about", asked.rows, base.profiles.rows);
  checkSize(action, "the number of attributes asked about", asked.columns, base.profiles.columns);
  checkProfiles(action, asked);
  const profile = (user: number) => {
    checkIndex(action, "user", user, asked.rows);
    return rowOf(asked, user);
  };
  const neighbours: ProfileKnn["neighbours"] = (user, row = profile(user)) =>
    base.neighbours(user, row);
  return {
    ...base,
    profile,
    neighbours,
    score(user, scores) {
      checkSize(action, "the length of the scores", scores.length, base.ratings.columns);
      return scoreByNeighbours(neighbours(user), base.ratings, scores);
    },
  };
}
