import { discountedRank } from "./discounted_rank.ts";
import type { FidelityMeasure } from "./fidelity_measure.ts";
import { scoreAfterDeletion } from "./score_after_deletion.ts";
import { scoreAfterInsertion } from "./score_after_insertion.ts";
import { stayShare } from "./stay_share.ts";

/** All measures of fidelity, in the order of tables. One that is added here is measured, compared and shown like the others. */
export const fidelityMeasures: readonly FidelityMeasure[] = [
  stayShare,
  scoreAfterDeletion,
  scoreAfterInsertion,
  discountedRank,
];
