import { rowWithout } from "../data/row_without.ts";
import { normaliseRows } from "../model/shared_inputs.ts";
import { encodeUser } from "../model/shared_network.ts";
import { type Adjustment, factorOf } from "./adjustment.ts";
import type { Reconstruction } from "./reconstruction.ts";

/**
 * Hidden values of a user of a shared network as an adjustment makes them.
 *
 * @param recommender The network and its inputs.
 * @param user Index of the user.
 * @param adjustment What is different.
 * @param hidden H, (neurons), overwritten.
 * @param own H as it is, (neurons), where the caller has it at hand.
 * @returns The factor on the output's bias; undefined where no input is left, and `hidden` then means nothing.
 */
export function adjustHidden(
  recommender: Reconstruction,
  user: number,
  adjustment: Adjustment,
  hidden: Float64Array,
  own?: Float64Array,
): number | undefined {
  const { network, inputs } = recommender;
  if (inputs.indptr[user] === inputs.indptr[user + 1]) return undefined;
  const { withoutRatings } = adjustment;
  if (withoutRatings && withoutRatings.size > 0) {
    const kept = rowWithout(inputs, user, withoutRatings);
    if (kept.indices.length === 0) return undefined;
    encodeUser(network, network.input.normalise ? normaliseRows(kept) : kept, 0, hidden);
  } else if (own) hidden.set(own);
  else recommender.encode(user, hidden);
  if (adjustment.factors || (adjustment.otherFactor ?? 1) !== 1) {
    for (let n = 0; n < hidden.length; n++) hidden[n] *= factorOf(adjustment, n);
  }
  return factorOf(adjustment, hidden.length);
}
