import type { SparseMatrix } from "../data/sparse_matrix.ts";
import { ownWeight, type SharedParameters } from "../kernels/shared_step_cpu.ts";
import { deepOwnPaths, ownPaths, type SharedNetwork } from "./shared_network.ts";
import { createPanelScores } from "./shared_panel_scores.ts";

/** Scores of many users at once, as the loss sees them. */
export interface TrainingScores {
  /** Users of a panel at most. */
  readonly lanes: number;
  /**
   * Scores all items for some users.
   *
   * @param inputs x, (all users, items).
   * @param users Rows of `inputs`, at most `lanes`.
   * @returns Z, (items, lanes), of the first users.length lanes; overwritten by the next call.
   */
  score(inputs: SparseMatrix, users: Uint32Array): Float32Array;
}

/**
 * Prepares to score whole panels of users as training does: without what an item itself put in, where that is left out.
 *
 * @param network Edges and activation.
 * @param parameters The weights.
 * @param excludeOwnPath Whether own paths are left out.
 * @returns The scores by panel.
 */
export function trainingScores(
  network: SharedNetwork,
  parameters: SharedParameters<Float32Array>,
  excludeOwnPath: boolean,
): TrainingScores {
  const { encoder, decoder, broader } = network;
  const own = new Float64Array(decoder.items);
  if (excludeOwnPath) {
    const paths = broader
      ? deepOwnPaths(encoder, decoder, broader.graph)
      : ownPaths(encoder, decoder);
    for (let item = 0; item < decoder.items; item++) {
      own[item] = ownWeight(paths, parameters, item);
    }
  }
  const panel = createPanelScores(network), { lanes } = panel;
  panel.use(parameters);
  return {
    lanes,
    score(inputs, users) {
      const scores = panel.score(inputs, users);
      users.forEach((user, b) => {
        for (let k = inputs.indptr[user]; k < inputs.indptr[user + 1]; k++) {
          const item = inputs.indices[k];
          scores[item * lanes + b] -= own[item] * inputs.values[k];
        }
      });
      return scores;
    },
  };
}
