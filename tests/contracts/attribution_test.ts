import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import fc from "npm:fast-check@4.10.2";
import type { Attribution } from "../../src/explain/attribution.ts";
import {
  type Attributor,
  attributors,
  type ExplainableRecommender,
} from "../../src/explain/registry.ts";
import { adjustRecommender } from "../../src/recommend/adjusted_recommender.ts";
import { attributeSum } from "../../src/recommend/attribute_sum.ts";
import { mostPopular } from "../../src/recommend/baselines.ts";
import type { SparseMatrix } from "../../src/data/sparse_matrix.ts";
import { ACTIVATIONS } from "../../src/kernels/activation.ts";
import { NEURON_CHOICES } from "../../src/model/shared_settings.ts";
import { profileKnn } from "../../src/recommend/profile_knn.ts";
import { reconstruction } from "../../src/recommend/reconstruction.ts";
import { plainScores, randomNetwork } from "../model/_shared_networks.ts";
import { createRandom } from "../../src/random.ts";
import { type Adjustment, isAdjustable } from "../../src/recommend/what_if.ts";
import { denseRows, matrixOf, randomWorld, type World } from "../recommend/_profiles.ts";

/** How to make each recommender of the registry; a newcomer without a line here does not compile. */
const MAKERS: {
  readonly [Name in ExplainableRecommender["name"]]: (
    world: World,
    k: number,
  ) => Extract<ExplainableRecommender, { name: Name }>;
} = {
  "attribute-sum": ({ profiles, graph }) => attributeSum(profiles, graph),
  "profile-knn": ({ profiles, ratings }, k) => profileKnn(profiles, ratings, { k }),
  "reconstruction": ({ graph, ratings }, k) =>
    reconstruction(
      randomNetwork(graph, k, {
        neurons: NEURON_CHOICES[k % 3],
        activation: ACTIVATIONS[k % 4],
        biases: k % 2 === 0,
      }),
      ratings,
    ),
  "most-popular": ({ ratings, graph }) => mostPopular(ratings, graph.attributes),
};

/** The user's weight of each neuron, by the recommender's definition. */
const WEIGHTS: {
  readonly [Name in ExplainableRecommender["name"]]: (
    recommender: Extract<ExplainableRecommender, { name: Name }>,
    user: number,
  ) => Map<number, number>;
} = {
  "attribute-sum": ({ profiles, adjusted }, user) => profileOf(profiles, user, adjusted),
  "profile-knn": ({ profiles, adjusted }, user) => profileOf(profiles, user, adjusted),
  "reconstruction": ({ network, inputs, adjusted }, user) => {
    const { factors, otherFactor = 1, withoutRatings = new Set<number>() } = adjusted?.adjustment ??
      {};
    const kept = leaveOut(inputs, withoutRatings);
    const { hidden } = plainScores(network, kept, user);
    return new Map([...hidden, 1].map((h, n) => [n, h * (factors?.get(n) ?? otherFactor)]));
  },
  "most-popular": ({ neuron }) => new Map([[neuron, 1]]),
};

/** A profile, or what stands in for it, times its factors; rounded to float32 as profiles are. */
function profileOf(
  { indptr, indices, values }: SparseMatrix,
  row: number,
  adjusted?: { readonly adjustment: Adjustment },
): Map<number, number> {
  const { factors, otherFactor = 1, profile } = adjusted?.adjustment ?? {};
  const own = profile ?? {
    indices: indices.subarray(indptr[row], indptr[row + 1]),
    values: values.subarray(indptr[row], indptr[row + 1]),
  };
  return new Map(
    [...own.indices].map((
      f,
      k,
    ) => [f, Math.fround(own.values[k] * (factors?.get(f) ?? otherFactor))]),
  );
}

/** A matrix without some columns. */
function leaveOut(matrix: SparseMatrix, columns: ReadonlySet<number>): SparseMatrix {
  return matrixOf(
    matrix.columns,
    ...denseRows(matrix).map((row) => row.map((x, c) => x === 0 || columns.has(c) ? undefined : x)),
  );
}

/** Recommenders whose reasons must be attributes of the item itself. */
const REASONS_ARE_OF_THE_ITEM: readonly string[] = [
  "attribute-sum",
  "reconstruction",
  "most-popular",
];

/** Whether the first neurons are the graph's attributes: not in a network of fans alone. */
function attributesComeFirst(recommender: ExplainableRecommender): boolean {
  return recommender.name !== "reconstruction" || recommender.network.neurons.attributes > 0;
}

/** Some neurons muted, some boosted, some turned round, and some ratings left out or another profile in place. */
function randomAdjustment({ profiles, ratings }: World, user: number, seed: number): Adjustment {
  const random = createRandom(seed, "adjustment", `${user}`);
  const factors = new Map<number, number>();
  for (let n = 0; n < profiles.columns + 3; n++) {
    if (random.next() < 0.5) factors.set(n, [0, 2.5, -1][random.integer(3)]);
  }
  const rated = ratings.indices.subarray(ratings.indptr[user], ratings.indptr[user + 1]);
  return {
    factors,
    otherFactor: random.next() < 0.5 ? 1 : 0.3,
    withoutRatings: new Set(rated.filter(() => random.next() < 0.3)),
    profile: random.next() < 0.5 ? undefined : {
      indices: Uint32Array.of(0),
      values: Float32Array.of(random.normal()),
    },
  };
}

const worlds = fc.record({
  seed: fc.integer(),
  users: fc.integer({ min: 1, max: 14 }),
  items: fc.integer({ min: 1, max: 8 }),
  attributes: fc.integer({ min: 1, max: 12 }),
  density: fc.double({ min: 0.05, max: 1, noNaN: true }),
  signed: fc.boolean(),
});

for (const name of Object.keys(attributors) as ExplainableRecommender["name"][]) {
  const attributor = attributors[name] as Attributor<ExplainableRecommender>;

  /** Calls `check` for every user and item of random worlds, as they are and with each user adjusted. */
  const forAll = (
    check: (
      found: {
        world: World;
        recommender: ExplainableRecommender;
        signed: boolean;
        user: number;
        score: number | undefined;
        attribution: Attribution | undefined;
      },
    ) => void,
  ) =>
    fc.assert(
      fc.property(worlds, fc.integer({ min: 1, max: 16 }), (options, k) => {
        const world = randomWorld(options);
        const made = MAKERS[name](world, k);
        const scores = new Float64Array(world.graph.items);
        for (let at = 0; at < 2 * world.profiles.rows; at++) {
          const user = at >> 1;
          const recommender = at % 2 === 1 && isAdjustable(made)
            ? adjustRecommender(made, user, randomAdjustment(world, user, options.seed))
            : made;
          const attribute = attributor(recommender, world.graph);
          const answered = recommender.score(user, scores);
          for (let item = 0; item < world.graph.items; item++) {
            const attribution = attribute(user, item);
            strictEqual(attribution?.item, answered ? item : undefined);
            const score = answered ? scores[item] : undefined;
            // A boost of less than 0 signs what was not.
            const signed = options.signed || recommender !== made;
            check({ world, recommender, signed, user, score, attribution });
          }
        }
      }),
      { seed: 2017 },
    );

  Deno.test(`${name}: an attribution holds the recommender's own score, and none where it has none`, () => {
    forAll(({ score, attribution }) => strictEqual(attribution?.score, score));
  });

  Deno.test(`${name}: contributions sum to the score to 1e-9`, () => {
    forAll(({ signed, attribution }) => {
      if (attribution === undefined) return;
      const values = attribution.contributions.map(({ value }) => value);
      const sum = values.reduce((a, b) => a + b, 0);
      // Where terms of both signs cancel, no order of float64 sums is exact to the score, only to the terms.
      const size = signed || name === "reconstruction"
        ? values.reduce((a, b) => a + Math.abs(b), 0)
        : Math.abs(attribution.score);
      ok(
        Math.abs(sum - attribution.score) <= 1e-9 * size,
        `contributions sum to ${sum}, score ${attribution.score}`,
      );
    });
  });

  Deno.test(`${name}: reasons are neurons of the user, once each and by their weight`, () => {
    const weights = WEIGHTS[name] as (
      recommender: ExplainableRecommender,
      user: number,
    ) => Map<number, number>;
    forAll(({ recommender, user, attribution }) => {
      const known = weights(recommender, user), seen = new Set<number>();
      for (const { neuron, weight, value } of attribution?.contributions ?? []) {
        const expected = known.get(neuron);
        ok(expected !== undefined && !seen.has(neuron));
        ok(Math.abs(weight - expected) <= 1e-12 * Math.abs(expected));
        ok(weight !== 0 && value !== 0);
        seen.add(neuron);
      }
    });
  });

  Deno.test(`${name}: reasons say truly whether the item has the attribute`, () => {
    forAll(({ world: { graph }, recommender, attribution }) => {
      if (attribution === undefined) return;
      const { item, contributions } = attribution;
      const own = graph.itemAttributes.subarray(graph.itemStart[item], graph.itemStart[item + 1]);
      for (const { neuron, ofItem } of contributions) {
        if (neuron < graph.attributes && attributesComeFirst(recommender)) {
          strictEqual(ofItem, own.includes(neuron));
        }
        if (REASONS_ARE_OF_THE_ITEM.includes(name)) ok(ofItem);
      }
    });
  });

  Deno.test(`${name}: the strongest reason comes first, ties by attribute`, () => {
    forAll(({ attribution }) => {
      const order = attribution?.contributions.map((c) => [Math.abs(c.value), c.neuron]) ?? [];
      deepStrictEqual(order, order.toSorted((a, b) => b[0] - a[0] || a[1] - b[1]));
    });
  });

  Deno.test(`${name}: an attribution is the same whatever was asked for before`, () => {
    fc.assert(
      fc.property(
        worlds,
        fc.integer({ min: 1, max: 16 }),
        fc.array(fc.tuple(fc.nat(), fc.nat()), { maxLength: 12 }),
        (options, k, questions) => {
          const world = randomWorld(options);
          const recommender = MAKERS[name](world, k);
          const attribute = attributor(recommender, world.graph);
          for (const [u, i] of questions) {
            const user = u % world.profiles.rows, item = i % world.graph.items;
            deepStrictEqual(
              attribute(user, item),
              attributor(MAKERS[name](world, k), world.graph)(user, item),
            );
          }
        },
      ),
      { seed: 2017, numRuns: 50 },
    );
  });
}
