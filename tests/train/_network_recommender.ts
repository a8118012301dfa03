import type { Interactions } from "../../src/data/interactions.ts";
import { sharedInputs } from "../../src/model/shared_inputs.ts";
import {
  decodeItem,
  encodeUser,
  hiddenValues,
  type SharedNetwork,
} from "../../src/model/shared_network.ts";
import type { Recommender } from "../../src/recommend/recommender.ts";

/** Scores as the network defines them: every item of every user. */
export function networkRecommender(
  network: SharedNetwork,
  interactions: Pick<Interactions, "ratings" | "scale">,
): Recommender {
  const inputs = sharedInputs(interactions, network.input), hidden = hiddenValues(network);
  return {
    name: "network",
    score(user, scores) {
      encodeUser(network, inputs, user, hidden);
      for (let item = 0; item < scores.length; item++) {
        scores[item] = decodeItem(network, hidden, item);
      }
      return true;
    },
  };
}
