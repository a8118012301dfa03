import type { ComparableProfiles } from "../kernels/comparable_profiles.ts";
import type { CandidateLists } from "./candidate_lists.ts";

/** Neighbours of all users, side by side. */
export interface NeighbourArrays {
  /** Most neighbours per user: the row length of the two arrays below. */
  readonly k: number;
  /** Neighbours of each user, (users, k), most similar first, ties by ascending user. */
  readonly users: Uint32Array;
  /** Their cosines, (users, k). */
  readonly similarities: Float64Array;
  /** How many neighbours each user has, (users), 0 to k. */
  readonly counts: Uint32Array;
}

/** How similarities are found: users side by side, on either device, or attribute by attribute where profiles are very sparse. */
export type NeighbourMethod = "cpu panels" | "gpu panels" | "attribute lists";

/** What all threads of one search share; its arrays lie in shared memory where there are several. */
export interface NeighbourTask {
  /** What is compared. */
  readonly comparable: ComparableProfiles;
  /** Candidate lists: one for each thread, or one that is already filled. */
  readonly candidates: readonly CandidateLists[];
  /** Unit roundoff of the arithmetic that fills them. */
  readonly roundoff: number;
  /** The result. */
  readonly neighbours: NeighbourArrays;
  /** 1 for users whose candidates do not prove their neighbours, (users). */
  readonly unproven: Uint8Array;
  /** Next free place among the candidate lists, (1). */
  readonly nextPlace: Int32Array;
}
