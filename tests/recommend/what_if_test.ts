import { deepStrictEqual, ok, strictEqual, throws } from "node:assert/strict";
import { attributeSum } from "../../src/recommend/attribute_sum.ts";
import { profileKnn } from "../../src/recommend/profile_knn.ts";
import { reconstruction } from "../../src/recommend/reconstruction.ts";
import { normaliseRows } from "../../src/model/shared_inputs.ts";
import { type AdjustableRecommender, whatIf } from "../../src/recommend/what_if.ts";
import { randomNetwork } from "../model/_shared_networks.ts";
import { denseRows, matrixOf, randomWorld } from "./_profiles.ts";

const world = randomWorld({ seed: 8, users: 14, density: 0.5 });
const { profiles, ratings, graph } = world;
const network = randomNetwork(graph, 8, { biases: true, activation: "tanh" });
const MAKERS: Record<string, () => AdjustableRecommender> = {
  "attribute-sum": () => attributeSum(profiles, graph),
  "profile-knn": () => profileKnn(profiles, ratings, { k: 4 }),
  "reconstruction": () => reconstruction(network, ratings),
};

for (const [name, make] of Object.entries(MAKERS)) {
  Deno.test(`whatIf() gives ${name}'s own scores to the bit when nothing is different`, () => {
    const recommender = make();
    const own = new Float64Array(graph.items), asked = own.slice();
    for (let user = 0; user < profiles.rows; user++) {
      const answered = recommender.score(user, own);
      strictEqual(whatIf(recommender, user).score({}, asked), answered);
      if (answered) deepStrictEqual(asked, own);
    }
  });

  Deno.test(`whatIf() throws when ${name} does not know the user`, () => {
    throws(() => whatIf(make(), 14), /user's index is 14/);
  });
}

for (const name of ["attribute-sum", "profile-knn"]) {
  Deno.test(`whatIf() weighs neurons as a profile with these weights would when ${name} is asked`, () => {
    const factors = new Map([[0, 0], [2, 3]]);
    for (const otherFactor of [1, 0, -0.5]) {
      for (let user = 0; user < profiles.rows; user++) {
        const cells = denseRows(profiles);
        cells[user] = cells[user].map((p, f) => p * (factors.get(f) ?? otherFactor));
        const changed = matrixOf(graph.attributes, ...cells);
        const other = name === "attribute-sum"
          ? attributeSum(changed, graph)
          : profileKnn(changed, ratings, { k: 4 });
        const expected = new Float64Array(graph.items), asked = expected.slice();
        const answered = other.score(user, expected);
        const question = whatIf(MAKERS[name](), user);
        strictEqual(question.score({ factors, otherFactor }, asked), answered);
        if (answered) deepStrictEqual(asked, expected);
      }
    }
  });
}

Deno.test("whatIf() leaves ratings out as a network that never saw them would", () => {
  for (const normalise of [false, true]) {
    const net = { ...network, input: { ...network.input, normalise } };
    const inputs = (rows: typeof ratings) => normalise ? normaliseRows(rows) : rows;
    for (let user = 0; user < ratings.rows; user++) {
      const rated = [...ratings.indices.subarray(ratings.indptr[user], ratings.indptr[user + 1])];
      const withoutRatings = new Set(rated.slice(0, 2));
      const cells: (number | undefined)[][] = denseRows(ratings).map((row) =>
        row.map((rating, item) => rating === 0 || withoutRatings.has(item) ? undefined : rating)
      );
      const other = reconstruction(net, inputs(matrixOf(graph.items, ...cells)));
      const expected = new Float64Array(graph.items), asked = expected.slice();
      const answered = other.score(user, expected);
      const question = whatIf(reconstruction(net, inputs(ratings)), user);
      strictEqual(question.score({ withoutRatings }, asked), answered && rated.length > 2);
      if (answered && rated.length > 2) {
        asked.forEach((score, i) => ok(Math.abs(score - expected[i]) < 1e-6));
      }
    }
  }
});

Deno.test("whatIf() mutes neurons and the bias of a network, each by its contribution", () => {
  const recommender = reconstruction(network, ratings);
  const own = new Float64Array(graph.items), asked = own.slice(), only = own.slice();
  recommender.score(0, own);
  const question = whatIf(recommender, 0);
  for (const [neuron] of question.weights) {
    question.score({ factors: new Map([[neuron, 0]]) }, asked);
    question.score({ factors: new Map([[neuron, 1]]), otherFactor: 0 }, only);
    own.forEach((score, i) => ok(Math.abs(score - asked[i] - only[i]) < 1e-12));
  }
});
