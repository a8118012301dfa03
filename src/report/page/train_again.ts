import type { SparseMatrix } from "../../data/sparse_matrix.ts";
import { createVocabulary } from "../../data/vocabulary.ts";
import { scaleRatings } from "../../data/interactions.ts";
import { trainPersonalNetwork } from "../../kernels/personal_autoencoder_cpu.ts";
import { buildUserNetworks } from "../../model/user_networks.ts";
import type { ExplorerContent, PersonalContent } from "../explorer_content.ts";

/** The page may show and answer about this often, in milliseconds. */
const TURN = 30;
/** Epochs between two looks at the clock. */
const STRIDE = 10;

/**
 * Trains a user's personal network in the page, by the library's reference in float64. Training elsewhere runs in float32, so the two agree to about
 * four digits.
 *
 * @param content What is in the report.
 * @param user Index of the user.
 * @param ratings The ratings to train on, (1, items).
 * @param stop Asked between turns: true ends the training.
 * @returns a_f of each attribute of the rated items, ascending; undefined where it was stopped.
 */
export async function trainAgain(
  content: ExplorerContent,
  user: number,
  ratings: SparseMatrix,
  stop: () => boolean = () => false,
): Promise<Float32Array | undefined> {
  const { settings: { epochs, learningRate, initialisation }, graph } = content
    .model as PersonalContent;
  const inputs = { ...ratings, values: scaleRatings(ratings.values, content.scale) };
  const ids = createVocabulary([content.users[user]]);
  const built = buildUserNetworks([0], inputs, ids, graph, { initialisation });
  let turn = performance.now();
  for (let done = 0; done < epochs; done += STRIDE) {
    const step = { epochs: Math.min(STRIDE, epochs - done), learningRate };
    trainPersonalNetwork(built.networks, built.state, 0, step);
    if (performance.now() - turn < TURN) continue;
    await new Promise((resolve) => setTimeout(resolve));
    if (stop()) return undefined;
    turn = performance.now();
  }
  return Float32Array.from(built.attributeNode, (node) => built.state.activation[node]);
}
