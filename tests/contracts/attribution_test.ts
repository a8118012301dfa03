import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import fc from "npm:fast-check@4.10.2";
import {
  type Attributor,
  attributors,
  type ExplainableRecommender,
} from "../../src/explain/registry.ts";
import { attributeSum } from "../../src/recommend/attribute_sum.ts";
import { profileKnn } from "../../src/recommend/profile_knn.ts";
import { randomWorld, type World } from "../recommend/_profiles.ts";

/** How to make each recommender of the registry; a newcomer without a line here does not compile. */
const MAKERS: {
  readonly [Name in ExplainableRecommender["name"]]: (
    world: World,
    k: number,
  ) => Extract<ExplainableRecommender, { name: Name }>;
} = {
  "attribute-sum": ({ profiles, graph }) => attributeSum(profiles, graph),
  "profile-knn": ({ profiles, ratings }, k) => profileKnn(profiles, ratings, { k }),
};

/** Recommenders whose reasons must be attributes of the item itself. */
const REASONS_ARE_OF_THE_ITEM: readonly string[] = ["attribute-sum"];

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

  /** Calls `check` for every user and item of random worlds. */
  const forAll = (
    check: (
      found: {
        world: World;
        signed: boolean;
        user: number;
        score: number | undefined;
        attribution: ReturnType<typeof attributor>;
      },
    ) => void,
  ) =>
    fc.assert(
      fc.property(worlds, fc.integer({ min: 1, max: 16 }), (options, k) => {
        const world = randomWorld(options);
        const recommender = MAKERS[name](world, k);
        const scores = new Float64Array(world.graph.items);
        for (let user = 0; user < world.profiles.rows; user++) {
          const answered = recommender.score(user, scores);
          for (let item = 0; item < world.graph.items; item++) {
            const attribution = attributor(recommender, world.graph, user, item);
            strictEqual(attribution?.item, answered ? item : undefined);
            const score = answered ? scores[item] : undefined;
            check({ world, signed: options.signed, user, score, attribution });
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
      const size = signed
        ? values.reduce((a, b) => a + Math.abs(b), 0)
        : Math.abs(attribution.score);
      ok(
        Math.abs(sum - attribution.score) <= 1e-9 * size,
        `contributions sum to ${sum}, score ${attribution.score}`,
      );
    });
  });

  Deno.test(`${name}: reasons are attributes of the user's profile, once each and by their weight`, () => {
    forAll(({ world: { profiles }, user, attribution }) => {
      const seen = new Set<number>();
      for (const { attribute, weight, value } of attribution?.contributions ?? []) {
        const row = profiles.indices.subarray(profiles.indptr[user], profiles.indptr[user + 1]);
        const at = row.indexOf(attribute);
        ok(at >= 0 && !seen.has(attribute));
        strictEqual(weight, profiles.values[profiles.indptr[user] + at]);
        ok(weight !== 0 && value !== 0);
        seen.add(attribute);
      }
    });
  });

  Deno.test(`${name}: reasons say truly whether the item has the attribute`, () => {
    forAll(({ world: { graph }, attribution }) => {
      if (attribution === undefined) return;
      const { item, contributions } = attribution;
      const own = graph.itemAttributes.subarray(graph.itemStart[item], graph.itemStart[item + 1]);
      for (const { attribute, ofItem } of contributions) {
        strictEqual(ofItem, own.includes(attribute));
        if (REASONS_ARE_OF_THE_ITEM.includes(name)) ok(ofItem);
      }
    });
  });

  Deno.test(`${name}: the strongest reason comes first, ties by attribute`, () => {
    forAll(({ attribution }) => {
      const order = attribution?.contributions.map((c) => [Math.abs(c.value), c.attribute]) ?? [];
      deepStrictEqual(order, order.toSorted((a, b) => b[0] - a[0] || a[1] - b[1]));
    });
  });
}
