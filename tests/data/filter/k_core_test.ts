import { deepStrictEqual, ok, strictEqual, throws } from "node:assert/strict";
import fc from "npm:fast-check@4.10.2";
import type { Interactions } from "../../../src/data/interactions.ts";
import { kCore } from "../../../src/data/filter/k_core.ts";
import { UsageError } from "../../../src/errors.ts";
import { drawnRatings, idsOf, interactionsOf, type Rating } from "../split/_interactions.ts";

const size = fc.record({
  users: fc.integer({ min: 1, max: 5 }),
  items: fc.integer({ min: 1, max: 5 }),
});

/** The core by leaving out one poor user or item after another. */
function oneByOne(ratings: readonly Rating[], least: { users: number; items: number }): Rating[] {
  const count = (key: "user" | "item", id: string) =>
    ratings.filter((rating) => rating[key] === id).length;
  const poor = ratings.findLast(({ user, item }) =>
    count("user", user) < least.users || count("item", item) < least.items
  );
  if (!poor) return [...ratings];
  const key = count("user", poor.user) < least.users ? "user" : "item";
  return oneByOne(ratings.filter((rating) => rating[key] !== poor[key]), least);
}

const coreOf = (interactions: Interactions, least: { users: number; items: number }) => {
  try {
    return kCore(interactions, least);
  } catch (error) {
    ok(error instanceof UsageError);
  }
};

Deno.test("kCore() finds the same core as leaving out one after another", () => {
  fc.assert(fc.property(drawnRatings, size, (ratings, size) => {
    const expected = oneByOne(ratings, size);
    const core = coreOf(interactionsOf(ratings), size);
    strictEqual(core === undefined, expected.length === 0);
    if (!core) return;
    const { interactions, removed } = core;
    deepStrictEqual(
      idsOf(interactions, interactions.ratings),
      expected.map(({ user, item, rating }) => `${user}, ${item}: ${rating}`).sort(),
    );
    strictEqual(removed.ratings, ratings.length - expected.length);
    strictEqual(new Set(expected.map(({ user }) => user)).size, interactions.users.ids.length);
    strictEqual(new Set(expected.map(({ item }) => item)).size, interactions.items.ids.length);
  }));
});

Deno.test("kCore() of a core is the core, in no round", () => {
  fc.assert(fc.property(drawnRatings, size, (ratings, size) => {
    const core = coreOf(interactionsOf(ratings), size);
    fc.pre(core !== undefined);
    const again = kCore(core.interactions, size);
    deepStrictEqual(again.interactions.ratings, core.interactions.ratings);
    deepStrictEqual([again.removed, again.rounds], [{ users: 0, items: 0, ratings: 0 }, 0]);
  }));
});

Deno.test("kCore() keeps each rating's time and scale", () => {
  fc.assert(fc.property(drawnRatings, (ratings) => {
    const core = coreOf(interactionsOf(ratings), { users: 2, items: 2 });
    fc.pre(core !== undefined);
    const { users, items, ratings: { indptr, indices }, timestamps, scale } = core.interactions;
    deepStrictEqual(scale, { min: 1, max: 5 });
    for (let user = 0; user < users.ids.length; user++) {
      for (let k = indptr[user]; k < indptr[user + 1]; k++) {
        const own = ratings.find((rating) =>
          rating.user === users.ids[user] && rating.item === items.ids[indices[k]]
        );
        strictEqual(timestamps![k], own!.time);
      }
    }
  }));
});

Deno.test("kCore() throws when a number is out of range or nothing is left", () => {
  const interactions = interactionsOf([{ user: "ann", item: "Heat", rating: 5, time: 1 }]);
  throws(() => kCore(interactions, { users: 0, items: 1 }), UsageError);
  throws(() => kCore(interactions, { users: 1, items: 1.5 }), UsageError);
  throws(() => kCore(interactions, { users: 1, items: 2 }), /expected smaller numbers/);
});
