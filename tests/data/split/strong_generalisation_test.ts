import { deepStrictEqual, strictEqual, throws } from "node:assert/strict";
import fc from "npm:fast-check@4.10.2";
import { strongGeneralisation } from "../../../src/data/split/strong_generalisation.ts";
import { UsageError } from "../../../src/errors.ts";
import { countOf, drawnRatings, interactionsOf } from "./_interactions.ts";

Deno.test("strongGeneralisation() keeps users apart and folds the rest of their history in", () => {
  const share = fc.double({ min: 0.1, max: 0.45, noNaN: true });
  fc.assert(fc.property(drawnRatings, share, share, share, (ratings, testUsers, others, ratio) => {
    const interactions = interactionsOf(ratings);
    const count = (part: typeof interactions.ratings, user: string) =>
      countOf(interactions, part, user);
    const able = interactions.users.ids.filter((user) => count(interactions.ratings, user) > 1);
    fc.pre(able.length > 2);
    const { train, test, validation, foldIn } = strongGeneralisation(interactions, {
      ...{ testUsers, validationUsers: others, ratio },
    });
    const usersIn = (part: typeof train) =>
      interactions.users.ids.filter((user) => count(part, user) > 0);
    strictEqual(usersIn(test).length, Math.max(1, Math.floor(testUsers * able.length)));
    strictEqual(usersIn(validation!).length, Math.max(1, Math.floor(others * able.length)));
    const judged = [...usersIn(test), ...usersIn(validation!)];
    deepStrictEqual(usersIn(foldIn).sort(), judged.sort());
    deepStrictEqual([...usersIn(train), ...judged].sort(), interactions.users.ids.toSorted());
    for (const user of judged) {
      const held = count(test, user) + count(validation!, user);
      strictEqual(held, Math.max(1, Math.floor(ratio * count(interactions.ratings, user))));
    }
  }));
});

Deno.test("strongGeneralisation() throws when nobody is left to train on or a share is out of range", () => {
  const ratings = ["ann", "bob"].flatMap((user) =>
    ["Heat", "Ali"].map((item) => ({ user, item, rating: 5, time: 1 }))
  );
  const interactions = interactionsOf(ratings);
  throws(() => strongGeneralisation(interactions), /2 of 2 users .* some to train on/);
  for (
    const options of [{ testUsers: 0 }, { testUsers: 1 }, { validationUsers: -1 }, { ratio: 1 }]
  ) {
    throws(() => strongGeneralisation(interactions, options), UsageError);
  }
  strictEqual(strongGeneralisation(interactions, { validationUsers: 0 }).validation, undefined);
});
