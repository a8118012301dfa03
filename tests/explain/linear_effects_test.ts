import { ok, strictEqual } from "node:assert/strict";
import {
  type Effect,
  linearBound,
  neuronEffect,
  ratingEffect,
} from "../../src/explain/linear_effects.ts";
import { listLeaver } from "../../src/explain/list_leaver.ts";
import { ACTIVATIONS } from "../../src/kernels/activation.ts";
import { normaliseRows } from "../../src/model/shared_inputs.ts";
import { NEURON_CHOICES } from "../../src/model/shared_settings.ts";
import { adjustmentOf, adjustRecommender } from "../../src/recommend/adjusted_recommender.ts";
import { attributeSum } from "../../src/recommend/attribute_sum.ts";
import { profileKnn } from "../../src/recommend/profile_knn.ts";
import { candidatesFor } from "../../src/recommend/recommend_items.ts";
import { reconstruction } from "../../src/recommend/reconstruction.ts";
import {
  type AdjustableRecommender,
  type Adjustment,
  whatIf,
} from "../../src/recommend/what_if.ts";
import { randomNetwork } from "../model/_shared_networks.ts";
import { randomWorld, type World } from "../recommend/_profiles.ts";
import { subsets } from "./_subsets.ts";

/** Worlds in which all sets can be tried. */
function worldOf(seed: number): World {
  return randomWorld({ seed, users: 4, items: 8, attributes: 6, density: 0.5 });
}

/** A network of every kind that seeds can tell, whose recommender is adjusted for every second seed. */
function networkOf({ graph, ratings }: World, seed: number) {
  const network = randomNetwork(graph, seed, {
    neurons: NEURON_CHOICES[seed % 3],
    biases: seed % 4 < 2,
    activation: seed % 5 === 0 ? ACTIVATIONS[seed % 4] : "identity",
  });
  const normalise = seed % 7 < 3;
  const input = { ...network.input, normalise };
  return reconstruction({ ...network, input }, normalise ? normaliseRows(ratings) : ratings);
}

function adjusted<R extends AdjustableRecommender>(recommender: R, seed: number, user: number): R {
  if (seed % 2 === 0) return recommender;
  const factors = new Map([[0, 2], [1, 0], [3, -1]]);
  return adjustRecommender(recommender, user, { factors, otherFactor: 0.5 });
}

/** No set that the bound excludes may take an item out of a list of any length. */
function checkBound(
  { ratings }: World,
  recommender: AdjustableRecommender,
  user: number,
  parts: readonly number[],
  effect: Effect,
  lose: (lost: readonly number[]) => Adjustment,
): number {
  const candidates = candidatesFor(ratings, user);
  let excluded = 0;
  for (let n = 1; n <= candidates.length; n++) {
    for (let item = 0; item < candidates.length; item++) {
      const leaver = listLeaver(recommender, user, item, n, candidates);
      if (!leaver) continue;
      const { power, need, below } = linearBound(effect, parts, item, candidates, leaver.margin);
      for (const set of subsets(parts.length)) {
        const sum = set.reduce((total, at) => total + power[at], 0);
        if (set.length >= below || sum >= need) continue;
        excluded++;
        ok(!leaver.leaves(lose(set.map((at) => parts[at]))), `n ${n}, item ${item}, set ${set}`);
      }
    }
  }
  return excluded;
}

const mute = (lost: readonly number[]) => ({ factors: new Map(lost.map((n) => [n, 0])) });

Deno.test("linearBound() excludes no set of neurons that takes an item out of the list", () => {
  let excluded = 0;
  for (let seed = 0; seed < 40; seed++) {
    const world = worldOf(seed);
    const makers = [attributeSum(world.profiles, world.graph), networkOf(world, seed)];
    for (let user = 0; user < 4; user++) {
      for (const made of makers) {
        const recommender = adjusted(made, seed, user);
        const effect = neuronEffect(recommender, user)!;
        const { weights } = whatIf(recommender, user);
        if (weights.size > 8) continue;
        excluded += checkBound(world, recommender, user, [...weights.keys()], effect, mute);
      }
    }
  }
  ok(excluded > 1000, `${excluded}`);
});

Deno.test("linearBound() excludes no set of ratings that takes an item out of the list", () => {
  let excluded = 0;
  for (let seed = 0; seed < 60; seed++) {
    const world = worldOf(seed);
    for (let user = 0; user < 4; user++) {
      const recommender = adjusted(networkOf(world, seed), seed, user);
      const effect = ratingEffect(recommender, user);
      if (!effect) continue;
      const { indptr, indices } = world.ratings;
      const parts = [...indices.subarray(indptr[user], indptr[user + 1])];
      excluded += checkBound(world, recommender, user, parts, effect, (lost) => ({
        withoutRatings: new Set(lost),
      }));
    }
  }
  ok(excluded > 1000, `${excluded}`);
});

Deno.test("neuronEffect() and ratingEffect() sum to the scores where these are sums", () => {
  let summed = 0;
  for (let seed = 0; seed < 40; seed++) {
    const world = worldOf(seed);
    const { indptr, indices } = world.ratings;
    const networks = networkOf(world, seed);
    for (let user = 0; user < 4; user++) {
      const rated = [...indices.subarray(indptr[user], indptr[user + 1])];
      const ofSum = adjusted(attributeSum(world.profiles, world.graph), seed, user);
      const ofNetwork = adjusted(networks, seed, user);
      const { hiddenBias, outputBias } = networks.network.parameters;
      const byRating = hiddenBias || outputBias ? undefined : ratingEffect(ofNetwork, user);
      const neurons = Array.from({ length: 30 }, (_, n) => n);
      const isNeuron = (n: number) => n <= networks.network.decoder.attributes;
      for (
        const [recommender, effect, parts] of [
          [ofSum, neuronEffect(ofSum, user), neurons.slice(0, 6)],
          [ofNetwork, neuronEffect(ofNetwork, user), neurons.filter(isNeuron)],
          [ofNetwork, byRating, rated],
        ] as const
      ) {
        const scores = new Float64Array(8), sum = new Float64Array(8), part = new Float64Array(8);
        if (!effect || !recommender.score(user, scores)) continue;
        for (const one of parts) {
          effect(one, part);
          part.forEach((value, item) => sum[item] += value);
        }
        scores.forEach((score, item) =>
          ok(Math.abs(score - sum[item]) < 1e-6, `${recommender.name}`)
        );
        summed++;
      }
    }
  }
  ok(summed > 200, `${summed}`);
});

Deno.test("ratingEffect() gives undefined where scores are no sums over ratings", () => {
  const world = worldOf(1);
  const network = randomNetwork(world.graph, 1, { biases: true });
  const plain = randomNetwork(world.graph, 1);
  const normalise = { ...network.input, normalise: true };
  const inputs = normaliseRows(world.ratings);
  strictEqual(
    ratingEffect(reconstruction({ ...plain, activation: "tanh" }, world.ratings), 0),
    undefined,
  );
  strictEqual(ratingEffect(reconstruction({ ...network, input: normalise }, inputs), 0), undefined);
  const scaled = reconstruction({ ...plain, input: normalise }, inputs);
  ok(ratingEffect(scaled, 0));
  const fewer = adjustRecommender(scaled, 0, { withoutRatings: new Set([0]) });
  strictEqual(adjustmentOf(fewer, 0).withoutRatings?.size, 1);
  strictEqual(ratingEffect(fewer, 0), undefined);
  ok(ratingEffect(fewer, 1));
});

Deno.test("neuronEffect() gives undefined where scores are no sums over neurons", () => {
  const { profiles, ratings } = worldOf(1);
  strictEqual(neuronEffect(profileKnn(profiles, ratings), 0), undefined);
});
