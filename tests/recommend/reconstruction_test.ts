import { ok, strictEqual, throws } from "node:assert/strict";
import { ACTIVATIONS } from "../../src/kernels/activation.ts";
import { reconstruction } from "../../src/recommend/reconstruction.ts";
import { FANS_KINDS, NEURON_CHOICES } from "../../src/model/shared_settings.ts";
import { plainScores, randomNetwork } from "../model/_shared_networks.ts";
import { matrixOf, randomWorld } from "./_profiles.ts";

for (const neurons of NEURON_CHOICES) {
  for (const fansKind of FANS_KINDS) {
    for (const biases of [false, true]) {
      Deno.test(`reconstruction() scores by the definition with ${neurons}, ${fansKind} fans, biases ${biases}`, () => {
        for (const [seed, activation] of ACTIVATIONS.entries()) {
          const { ratings, graph } = randomWorld({ seed });
          const network = randomNetwork(graph, seed, { neurons, fansKind, activation, biases });
          const recommender = reconstruction(network, ratings);
          const scores = new Float64Array(graph.items);
          for (let user = 0; user < ratings.rows; user++) {
            if (!recommender.score(user, scores)) continue;
            const plain = plainScores(network, ratings, user);
            scores.forEach((score, item) => {
              ok(Math.abs(score - plain.scores[item]) <= 1e-12 * (1 + Math.abs(score)));
            });
          }
        }
      });
    }
  }
}

Deno.test("reconstruction() has nothing to go by when the user rated nothing or no neuron is reached", () => {
  const { graph } = randomWorld({ seed: 3, items: 4, attributes: 2, density: 0 });
  const scores = new Float64Array(4);
  const ratings = matrixOf(4, [5], []);
  const bare = randomNetwork(graph, 1, { neurons: "attributes" });
  strictEqual(reconstruction(bare, ratings).score(0, scores), false);
  const biased = reconstruction(randomNetwork(graph, 1, { biases: true }), ratings);
  strictEqual(biased.score(0, scores), true);
  strictEqual(biased.score(1, scores), false);
});

Deno.test("reconstruction() throws when sizes disagree or the user is unknown", () => {
  const { graph, ratings } = randomWorld({ seed: 4 });
  const network = randomNetwork(graph, 4);
  throws(() => reconstruction(network, matrixOf(3, [1])), /inputs is 3, expected 10/);
  const recommender = reconstruction(network, ratings);
  throws(() => recommender.score(99, new Float64Array(graph.items)), /user's index is 99/);
  throws(() => recommender.score(0, new Float64Array(1)), /length of the scores is 1/);
});
