import { deepStrictEqual, ok, throws } from "node:assert/strict";
import fc from "npm:fast-check@4.10.2";
import { kFolds } from "../../../src/data/split/k_folds.ts";
import { UsageError } from "../../../src/errors.ts";
import { countOf, drawnRatings, idsOf, interactionsOf } from "./_interactions.ts";

Deno.test("kFolds() holds every rating out once, as many of a user in each fold but for one", () => {
  fc.assert(fc.property(drawnRatings, fc.integer({ min: 2, max: 6 }), (ratings, folds) => {
    const interactions = interactionsOf(ratings);
    const splits = kFolds(interactions, { folds });
    const held = splits.flatMap(({ test }) => idsOf(interactions, test)).sort();
    const single = interactions.users.ids
      .filter((user) => countOf(interactions, interactions.ratings, user) === 1);
    deepStrictEqual(
      held,
      idsOf(interactions, interactions.ratings)
        .filter((id) => !single.some((user) => id.startsWith(`${user},`))),
    );
    for (const user of interactions.users.ids) {
      const counts = splits.map(({ test }) => countOf(interactions, test, user));
      ok(Math.max(...counts) - Math.min(...counts) <= 1);
    }
  }));
});

Deno.test("kFolds() throws when there are fewer than two folds", () => {
  const interactions = interactionsOf([{ user: "ann", item: "Heat", rating: 5, time: 1 }]);
  for (const folds of [1, 2.5]) throws(() => kFolds(interactions, { folds }), UsageError);
});
