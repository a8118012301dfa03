import { deepStrictEqual, notDeepStrictEqual, ok, strictEqual, throws } from "node:assert/strict";
import { userProfiles } from "../../src/model/personal_model.ts";
import { type AttributeSum, attributeSum } from "../../src/recommend/attribute_sum.ts";
import { mostPopular, randomRecommender } from "../../src/recommend/baselines.ts";
import { type ProfileKnn, profileKnn } from "../../src/recommend/profile_knn.ts";
import type { Recommender } from "../../src/recommend/recommender.ts";
import {
  createRecommenders,
  DEFAULT_RECOMMENDER_OPTIONS,
  recommendationProfiles,
  RECOMMENDERS,
} from "../../src/recommend/registry.ts";
import { oddUsers, randomDataset, trainOnCpu } from "../model/_datasets.ts";

const model = await trainOnCpu(randomDataset(40));
const { interactions, graph } = model.dataset;
const { ratings, users } = interactions;

/** Every user's scores, and undefined where there are none. */
function allScores(recommender: Recommender): (number[] | undefined)[] {
  const scores = new Float64Array(ratings.columns);
  return users.ids.map((_, user) => recommender.score(user, scores) ? [...scores] : undefined);
}

const one = (name: string, options = {}) => createRecommenders(model, [name], options)[0];

Deno.test("createRecommenders() makes each recommender by its name, in order", () => {
  deepStrictEqual(RECOMMENDERS.personal, [
    "profile-knn",
    "attribute-sum",
    "most-popular",
    "random",
  ]);
  for (
    const names of [
      RECOMMENDERS.personal,
      RECOMMENDERS.personal.toReversed(),
      ["random", "random"],
      [],
    ]
  ) {
    deepStrictEqual(createRecommenders(model, names).map(({ name }) => name), names);
  }
});

Deno.test("createRecommenders() makes what the recommenders' own functions make", () => {
  const profiles = recommendationProfiles(model, DEFAULT_RECOMMENDER_OPTIONS);
  const expected: Record<string, Recommender> = {
    "profile-knn": profileKnn(profiles, ratings, { k: 40 }),
    "attribute-sum": attributeSum(profiles, graph),
    "most-popular": mostPopular(ratings),
    "random": randomRecommender(ratings, users, 42),
  };
  for (const name of RECOMMENDERS.personal) {
    deepStrictEqual(allScores(one(name)), allScores(expected[name]));
  }
});

Deno.test("createRecommenders() computes the profiles once for all that it makes", () => {
  const [knn, sum] = createRecommenders(model, ["profile-knn", "attribute-sum"]);
  strictEqual((knn as ProfileKnn).profiles, (sum as AttributeSum).profiles);
});

Deno.test("createRecommenders() takes as many neighbours as it is told", () => {
  const count = (neighbours: number) =>
    (one("profile-knn", { neighbours }) as ProfileKnn).neighbours(0).users.length;
  deepStrictEqual([1, 3, 40].map(count), [1, 3, 11]);
  notDeepStrictEqual(
    allScores(one("profile-knn", { neighbours: 1 })),
    allScores(one("profile-knn")),
  );
});

Deno.test("createRecommenders() passes the seed on to random and to nothing else", () => {
  notDeepStrictEqual(allScores(one("random", { seed: 7 })), allScores(one("random")));
  deepStrictEqual(allScores(one("random", { seed: 42 })), allScores(one("random")));
  for (const name of ["profile-knn", "attribute-sum", "most-popular"]) {
    deepStrictEqual(allScores(one(name, { seed: 7 })), allScores(one(name)));
  }
});

Deno.test("createRecommenders() throws when a name is unknown or an option is out of range", () => {
  for (const name of ["knn", "constructor", "__proto__", ""]) {
    throws(() => createRecommenders(model, ["random", name]), {
      name: "UsageError",
      message:
        `Cannot recommend: the recommender is '${name}', expected one of profile-knn, attribute-sum, most-popular, random`,
    });
  }
  throws(() => createRecommenders(model, ["profile-knn"], { neighbours: 0 }), {
    name: "UsageError",
    message: /k is 0, expected an integer from 1/,
  });
});

for (const profile of ["activation", "sum-of-weights"] as const) {
  for (const scaling of ["raw", "min-max"] as const) {
    Deno.test(`recommendationProfiles() weighs ${profile}, ${scaling} by rarity when idf is on`, () => {
      const plain = recommendationProfiles(model, { profile, scaling, idf: false });
      deepStrictEqual(plain, userProfiles(model, profile, scaling));
      const weighed = recommendationProfiles(model, { profile, scaling, idf: true });
      const holders = new Float64Array(plain.columns);
      let profiles = 0;
      for (let user = 0; user < plain.rows; user++) {
        const row = [plain.indptr[user], plain.indptr[user + 1]] as const;
        const values = plain.values.subarray(...row);
        if (values.some((value) => value !== 0)) profiles++;
        plain.indices.subarray(...row).forEach((f, k) => holders[f] += values[k] === 0 ? 0 : 1);
      }
      let changed = 0;
      plain.values.forEach((value, k) => {
        const expected = value === 0 ? 0 : value * Math.log(profiles / holders[plain.indices[k]]);
        ok(Math.abs(weighed.values[k] - expected) <= 1e-6 * Math.abs(expected) + 1e-12);
        if (weighed.values[k] !== value) changed++;
      });
      ok(changed > 10);
    });
  }
}

Deno.test("recommenders of profiles have nothing to say to a user without a profile; baselines have", async () => {
  const odd = await trainOnCpu(oddUsers());
  const scores = new Float64Array(5);
  const answers = createRecommenders(odd, RECOMMENDERS.personal).map((recommender) =>
    odd.dataset.interactions.users.ids.map((_, user) => recommender.score(user, scores))
  );
  // ann, one item, one attribute, all at the bottom, no item with an attribute, bob
  const withProfile = [true, true, true, false, false, true];
  const everybody = withProfile.map(() => true);
  deepStrictEqual(answers, [withProfile, withProfile, everybody, everybody]);
});
