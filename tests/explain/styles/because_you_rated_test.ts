import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import fc from "npm:fast-check@4.10.2";
import { ratingParts } from "../../../src/explain/styles/because_you_rated.ts";
import { createStyleExplainer } from "../../../src/explain/styles/registry.ts";
import { createRecommenders } from "../../../src/recommend/registry.ts";
import { modelsOfEveryKind } from "./_models.ts";
import {
  ALI,
  ANN,
  byAttributes,
  byNeighbours,
  byNetwork,
  FARGO,
  filmsOf,
  INSIDER,
  NIL,
  sharedFilms,
} from "./_films.ts";

const share = fc.double({ min: -2, max: 2, noNaN: true });
const contribution = fc.double({ min: -1e3, max: 1e3, noNaN: true });

Deno.test("ratingParts() shares a score out without rest: ratings, biases and what cannot be shared sum to it", () => {
  const reason = fc.record({
    kind: fc.constantFrom("attribute" as const, "fans" as const, "popularity" as const),
    contribution,
    shares: fc.array(share, { maxLength: 4 }),
    zero: fc.boolean(),
  }).map(({ kind, contribution, shares, zero }) => ({
    ...{ kind, relation: "r", value: "v", label: "r: v", weight: 1, ofItem: true },
    contribution,
    evidence: kind === "popularity"
      ? []
      : shares.map((share, k) => ({ item: `item ${k}`, rating: k, share: zero ? 0 : share })),
    // Shares and the bias's sum to 1 unless none can be told.
    biasShare: zero ? 0 : 1 - shares.reduce((sum, share) => sum + share, 0),
  }));
  fc.assert(fc.property(fc.array(reason), (reasons) => {
    for (const hasBiases of [false, true]) {
      const { ratings, biases, unshared } = ratingParts({ reasons }, hasBiases);
      const shared = ratings.reduce(
        (sum, { contribution }) => sum + contribution,
        biases + unshared,
      );
      const score = reasons.reduce((sum, { contribution }) => sum + contribution, 0);
      ok(Math.abs(shared - score) < 1e-8);
      const parts = ratings.map(({ contribution }) => contribution);
      deepStrictEqual(parts, [...parts].sort((a, b) => b - a));
      ok(!parts.includes(0));
    }
  }));
});

Deno.test("because-you-rated gives parts that sum to the score of every recommender", async () => {
  let checked = 0;
  for (const { model, recommenders } of await modelsOfEveryKind()) {
    const { users, items, ratings } = model.dataset.interactions;
    for (const name of recommenders) {
      const [recommender] = createRecommenders(model, [name]);
      const explainer = createStyleExplainer(model, recommender);
      const scores = new Float64Array(items.ids.length);
      for (let user = 0; user < users.ids.length; user++) {
        if (!recommender.score(user, scores)) continue;
        const rated = ratings.indices.subarray(ratings.indptr[user], ratings.indptr[user + 1]);
        for (let item = 0; item < items.ids.length; item++) {
          const result = explainer.explain("because-you-rated", { user, item })!;
          strictEqual(result.score, scores[item]);
          let sum = result.biases + result.unshared, size = Math.abs(sum);
          for (const part of result.ratings) {
            ok(rated.includes(items.indexOf(part.item)!));
            sum += part.contribution;
            size += Math.abs(part.contribution);
          }
          ok(Math.abs(sum - result.score) <= 1e-9 * Math.max(size, Math.abs(result.score)));
          checked++;
        }
      }
    }
  }
  ok(checked > 1000);
});

Deno.test("because-you-rated names the user's own ratings with their numbers", () => {
  const result = byAttributes([2, 1, 1, -1, 0]).explain("because-you-rated", {
    user: ANN,
    item: INSIDER,
  });
  deepStrictEqual(result, {
    style: "because-you-rated",
    item: "Insider",
    label: "Insider, The (1999)",
    sentence:
      "Recommended most of all because you gave Heat (1995) a 5. That accounts for 100 % of the score.",
    score: 3,
    evidence: "exact",
    ratings: [{ item: "Heat", rating: 5, contribution: 3, label: "Heat (1995)" }],
    biases: 0,
    unshared: 0,
  });
  strictEqual(
    byAttributes([2]).explain("because-you-rated", { user: ANN, item: NIL })!.sentence,
    "None of your ratings speaks for this film.",
  );
  strictEqual(byAttributes([]).explain("because-you-rated", { user: ANN, item: NIL }), undefined);
});

Deno.test("because-you-rated speaks of shared tastes through neighbours", () => {
  strictEqual(
    byNeighbours([2, 1, 1, 0, 0]).explain("because-you-rated", { user: ANN, item: FARGO })!
      .sentence,
    "Recommended because people who rated it share your tastes, which come most of all from your 5 for Heat (1995). " +
      "That accounts for 100 % of the score.",
  );
});

Deno.test("because-you-rated gives the share of the score only where nothing is taken off again", () => {
  const sentence = (heat: number, options = {}) =>
    byNetwork(sharedFilms({ heat, crime: 1 }, options)).explain("because-you-rated", {
      user: ANN,
      item: FARGO,
    })!.sentence;
  strictEqual(
    sentence(1),
    "Recommended most of all because you gave Heat (1995) a 5. That accounts for 100 % of the score.",
  );
  // The bias of 0.25 is everyone's: 2 of 2.25.
  strictEqual(
    sentence(1, { biases: true }),
    "Recommended most of all because you gave Heat (1995) a 5. That accounts for 89 % of the score.",
  );
  strictEqual(
    sentence(1, { activation: "tanh" }),
    "Recommended most of all because you gave Heat (1995) a 5. That accounts for about 100 % of the score.",
  );
  strictEqual(
    sentence(-3),
    "None of your ratings speaks for this film. What speaks most against it is your 5 for Heat (1995).",
  );
});

Deno.test("because-you-rated leaves numbers out where the network does not hear them", () => {
  const seen = { input: { value: "seen", normalise: false } as const };
  strictEqual(
    byNetwork(sharedFilms({ heat: 1 }, seen)).explain("because-you-rated", {
      user: ANN,
      item: FARGO,
    })!.sentence,
    "Recommended most of all because you rated Heat (1995). That accounts for 100 % of the score.",
  );
  strictEqual(
    byNetwork(sharedFilms({ heat: 1 }, {}, filmsOf("implicit")))
      .explain("because-you-rated", { user: ANN, item: ALI })!.sentence,
    "Recommended most of all because you chose Heat (1995). That accounts for 100 % of the score.",
  );
  strictEqual(
    byNetwork(sharedFilms({ heat: -1 }, {}, filmsOf("implicit")))
      .explain("because-you-rated", { user: ANN, item: ALI })!.sentence,
    "None of your choices speaks for this film. What speaks most against it is your choice of Heat (1995).",
  );
});
