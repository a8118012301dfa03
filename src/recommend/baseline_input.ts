import type { Interactions } from "../data/interactions.ts";
import type { SparseMatrix } from "../data/sparse_matrix.ts";
import { ratingInputs } from "../model/shared_inputs.ts";

/** What a baseline learns from: the ratings as they are, or a 1 for each item that the user liked, in the upper quarter of the scale. */
export type BaselineInput = "ratings" | "liked";

/** Both. */
export const BASELINE_INPUTS: readonly BaselineInput[] = ["ratings", "liked"];

/**
 * The input of a baseline.
 *
 * @param interactions Training ratings and their scale.
 * @param input What counts; for implicit ratings both are the same, a 1 for each.
 * @returns x, (users, items).
 *
 * @example
 * ```ts
 * import { deepStrictEqual } from "node:assert/strict";
 * import { sparseMatrix } from "../data/sparse_matrix.ts";
 *
 * const { matrix } = sparseMatrix(1, 2, { row: [0, 0], column: [0, 1], value: [5, 3] });
 * const interactions = { ratings: matrix, scale: { min: 1, max: 5 } };
 * deepStrictEqual([...baselineInput(interactions, "ratings").values], [5, 3]);
 * deepStrictEqual([...baselineInput(interactions, "liked").values], [1]);
 * ```
 */
export function baselineInput(
  interactions: Pick<Interactions, "ratings" | "scale">,
  input: BaselineInput,
): SparseMatrix {
  return input === "liked" || interactions.scale === "implicit"
    ? ratingInputs(interactions, "liked")
    : interactions.ratings;
}
