import type { SparseMatrix } from "../../data/sparse_matrix.ts";
import { createVocabulary } from "../../data/vocabulary.ts";
import { scaleRatings } from "../../data/interactions.ts";
import { trainDeepNetwork } from "../../kernels/deep_autoencoder_cpu.ts";
import { trainPersonalNetwork } from "../../kernels/personal_autoencoder_cpu.ts";
import { buildDeepNetworks } from "../../model/deep_user_networks.ts";
import { buildUserNetworks, type UserNetworks } from "../../model/user_networks.ts";
import type { PersonalStep } from "../../kernels/personal_networks.ts";
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
  const { settings: { epochs, learningRate, initialisation }, graph, broader } = content
    .model as PersonalContent;
  const inputs = { ...ratings, values: scaleRatings(ratings.values, content.scale) };
  const ids = createVocabulary([content.users[user]]);
  let built: UserNetworks, train: (step: PersonalStep) => void;
  if (broader) {
    const deep = buildDeepNetworks([0], inputs, ids, graph, broader, { initialisation });
    train = (step) => trainDeepNetwork(deep.networks, deep.state, 0, step);
    built = deep;
  } else {
    const shallow = buildUserNetworks([0], inputs, ids, graph, { initialisation });
    train = (step) => trainPersonalNetwork(shallow.networks, shallow.state, 0, step);
    built = shallow;
  }
  let turn = performance.now();
  for (let done = 0; done < epochs; done += STRIDE) {
    train({ epochs: Math.min(STRIDE, epochs - done), learningRate });
    if (performance.now() - turn < TURN) continue;
    await new Promise((resolve) => setTimeout(resolve));
    if (stop()) return undefined;
    turn = performance.now();
  }
  return Float32Array.from(built.attributeNode, (node) => built.state.activation[node]);
}
