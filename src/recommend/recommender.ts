import type { RunOptions } from "../events.ts";
import type { Gpu } from "../gpu/device.ts";

/** Where a recommender may compute what it prepares. */
export interface PreparationOptions {
  /** CPU cores to use (default: all, or fewer where the work is not worth a thread). */
  readonly threads?: number;
  /** A GPU to use; it stays the caller's. */
  readonly gpu?: Gpu;
}

/** How something was prepared. */
export interface Preparation {
  /** What was done, for people. */
  readonly method: string;
  /** Threads on the CPU. */
  readonly threads: number;
  /** Bytes that were held at once beside the training data, on the CPU and the GPU; bounded by blocks, never users x users. */
  readonly bytes: number;
}

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
  /**
   * Does at once, for all users, what scoring would do user by user, where there is such work: it saves time where many
   * users are scored, costs it where few are, and changes no bit of a score. A second call does nothing more.
   *
   * @param options Where to compute.
   * @param run Progress and abort signal.
   * @returns How it was done.
   * @throws The signal's reason, where the signal aborts; the recommender works on as before then.
   */
  prepare?(options?: PreparationOptions, run?: RunOptions): Promise<Preparation>;
}
