/** Scores items for users of the training data. */
export interface Recommender {
  /** Name on the command line and in tables, such as `profile-knn`. */
  readonly name: string;
  /**
   * Scores every item of the catalogue for one user.
   *
   * @param user Index of the user, 0 to users - 1.
   * @param scores Receives one finite score for each item, (items); higher is better. Overwritten.
   * @returns False where the recommender has nothing to go by for this user (no profile, no neighbour): the scores then
   * mean nothing and the user's list is empty.
   */
  score(user: number, scores: Float64Array): boolean;
}
