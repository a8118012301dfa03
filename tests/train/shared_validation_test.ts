import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { createVocabulary } from "../../src/data/vocabulary.ts";
import { evaluate, findValue } from "../../src/evaluate/protocol.ts";
import { ndcg } from "../../src/metrics/ndcg.ts";
import { sharedInputs } from "../../src/model/shared_inputs.ts";
import {
  decodeItem,
  encodeUser,
  hiddenValues,
  type SharedNetwork,
} from "../../src/model/shared_network.ts";
import { createValidation, holdOut } from "../../src/train/shared_validation.ts";
import { stream } from "../kernels/_edges.ts";
import { randomRatings } from "../model/_ratings.ts";
import { randomProblem } from "../model/_shared_problem.ts";

const USERS = 75, ITEMS = 50;

function data(implicit: boolean) {
  const ratings = randomRatings({ seed: 8, users: USERS, items: ITEMS, density: 0.25, implicit });
  const ids = (of: string, length: number) =>
    createVocabulary(Array.from({ length }, (_, k) => `${of} ${k}`));
  return { ...ratings, users: ids("user", USERS), items: ids("item", ITEMS) };
}

function randomNetwork(): SharedNetwork {
  const sizes = { items: ITEMS, neurons: 30, edges: 260, users: 1, biases: true, different: true };
  const { encoder, decoder, parameters } = randomProblem(stream("validation"), sizes, {
    excludeOwnPath: false,
  });
  return {
    neurons: { attributes: 30, fans: new Uint32Array() },
    encoder,
    decoder,
    parameters,
    activation: "tanh",
    input: { value: "graded", normalise: true },
  };
}

Deno.test("holdOut() keeps a part of each user's ratings away, and judges by those that count as liked", () => {
  for (const implicit of [false, true]) {
    const interactions = data(implicit);
    const { fit, relevant, judged } = holdOut(interactions, 42);
    const { ratings } = interactions;
    for (let user = 0; user < USERS; user++) {
      const all = ratings.indptr[user + 1] - ratings.indptr[user];
      const left = fit.indptr[user + 1] - fit.indptr[user];
      strictEqual(all - left, all < 2 ? 0 : Math.max(1, Math.floor(0.1 * all)));
      const own = new Set(fit.indices.subarray(fit.indptr[user], fit.indptr[user + 1]));
      for (let k = relevant.indptr[user]; k < relevant.indptr[user + 1]; k++) {
        ok(!own.has(relevant.indices[k]));
        ok(implicit || relevant.values[k] >= 4);
      }
      strictEqual(judged.includes(user), relevant.indptr[user + 1] > relevant.indptr[user]);
    }
    ok(judged.length > 10);
    deepStrictEqual(holdOut(interactions, 42), { fit, relevant, judged });
    ok(holdOut(interactions, 43).fit.indices.some((item, k) => item !== fit.indices[k]));
  }
});

Deno.test("createValidation() gives the nDCG@10 that evaluate() gives", async () => {
  const network = randomNetwork(), hidden = hiddenValues(network);
  for (const implicit of [false, true]) {
    const interactions = data(implicit);
    const heldOut = holdOut(interactions, 42);
    const inputs = sharedInputs({ ...interactions, ratings: heldOut.fit }, network.input);
    const validation = createValidation(network, inputs, heldOut);
    strictEqual(validation.users, heldOut.judged.length);
    const recommender = {
      name: "network",
      score(user: number, scores: Float64Array) {
        encodeUser(network, inputs, user, hidden);
        for (let item = 0; item < ITEMS; item++) scores[item] = decodeItem(network, hidden, item);
        return true;
      },
    };
    const evaluation = await evaluate(recommender, { train: heldOut.fit, test: heldOut.relevant }, {
      cutoffs: [10],
      relevantFrom: "all",
      metrics: [ndcg],
    });
    const expected = findValue(evaluation, "ndcg", 10).value;
    const found = await validation.ndcg(network.parameters);
    ok(expected > 0.05 && Math.abs(found! - expected) < 1e-12, `${found}, expected ${expected}`);
    // Once more with other weights, and again with these.
    const other = network.parameters.decoder.map((w) => -w);
    ok(await validation.ndcg({ ...network.parameters, decoder: other }) !== found);
    strictEqual(await validation.ndcg(network.parameters), found);
  }
});

Deno.test("createValidation() gives up when the signal has fired, and has no mean of nobody", async () => {
  const network = randomNetwork(), interactions = data(false);
  const heldOut = holdOut(interactions, 42);
  const inputs = sharedInputs({ ...interactions, ratings: heldOut.fit }, network.input);
  const validation = createValidation(network, inputs, heldOut);
  strictEqual(await validation.ndcg(network.parameters, AbortSignal.abort()), undefined);
  const nobody = createValidation(network, inputs, { ...heldOut, judged: new Uint32Array() });
  strictEqual(await nobody.ndcg(network.parameters), NaN);
});
