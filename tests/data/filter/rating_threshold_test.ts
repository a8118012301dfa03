import { deepStrictEqual, strictEqual, throws } from "node:assert/strict";
import fc from "npm:fast-check@4.10.2";
import { binarise } from "../../../src/data/filter/binarise.ts";
import { keepRatingsFrom } from "../../../src/data/filter/rating_threshold.ts";
import { drawnRatings, idsOf, interactionsOf } from "../split/_interactions.ts";

Deno.test("keepRatingsFrom() keeps ratings of at least so much, and who has one", () => {
  fc.assert(fc.property(drawnRatings, fc.integer({ min: 1, max: 5 }), (ratings, from) => {
    const high = ratings.filter(({ rating }) => rating >= from);
    fc.pre(high.length > 0);
    const { interactions, removed } = keepRatingsFrom(interactionsOf(ratings), from);
    deepStrictEqual(
      idsOf(interactions, interactions.ratings),
      high.map(({ user, item, rating }) => `${user}, ${item}: ${rating}`).sort(),
    );
    const distinct = (key: "user" | "item", some: typeof ratings) =>
      new Set(some.map((rating) => rating[key])).size;
    deepStrictEqual(removed, {
      users: distinct("user", ratings) - distinct("user", high),
      items: distinct("item", ratings) - distinct("item", high),
      ratings: ratings.length - high.length,
    });
  }));
});

Deno.test("keepRatingsFrom() reaches thresholds that single precision rounds", () => {
  const interactions = interactionsOf([{ user: "ann", item: "Heat", rating: 3.3, time: 1 }]);
  strictEqual(keepRatingsFrom(interactions, 3.3).removed.ratings, 0);
});

Deno.test("keepRatingsFrom() throws when nothing is left or the threshold is no number", () => {
  const interactions = interactionsOf([{ user: "ann", item: "Heat", rating: 3, time: 1 }]);
  throws(() => keepRatingsFrom(interactions, 4), /is 4, expected at most the highest/);
  throws(() => keepRatingsFrom(interactions, NaN), /is NaN/);
  throws(() => keepRatingsFrom(interactions, -Infinity), /is -Infinity/);
});

Deno.test("binarise() makes every rating 1 and keeps all else", () => {
  fc.assert(fc.property(drawnRatings, (ratings) => {
    const before = interactionsOf(ratings);
    const after = binarise(before);
    deepStrictEqual(
      idsOf(after, after.ratings),
      ratings.map(({ user, item }) => `${user}, ${item}: 1`).sort(),
    );
    deepStrictEqual(after.timestamps, before.timestamps);
    strictEqual(after.scale, "implicit");
  }));
});
