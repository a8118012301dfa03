import { deepStrictEqual, ok, strictEqual, throws } from "node:assert/strict";
import fc from "npm:fast-check@4.10.2";
import { coldUsers } from "../../../src/data/split/cold_users.ts";
import { UsageError } from "../../../src/errors.ts";
import { countOf, drawnRatings, idsOf, interactionsOf } from "./_interactions.ts";

Deno.test("coldUsers() leaves n ratings to a share of the users, the same ones for every n", () => {
  fc.assert(fc.property(drawnRatings, (ratings) => {
    const interactions = interactionsOf(ratings);
    const able = interactions.users.ids
      .filter((user) => countOf(interactions, interactions.ratings, user) > 3);
    fc.pre(able.length > 0);
    const splits = coldUsers(interactions, { share: 0.5, keep: [1, 3, 2] });
    deepStrictEqual(splits.map(({ keep }) => keep), [1, 3, 2]);
    const cold = splits.map(({ split }) =>
      interactions.users.ids.filter((user) => countOf(interactions, split.test, user) > 0)
    );
    const share = Math.max(1, Math.floor(interactions.users.ids.length / 2));
    strictEqual(cold[0].length, Math.min(able.length, share));
    deepStrictEqual(cold, [cold[0], cold[0], cold[0]]);
    for (const { keep, split } of splits) {
      for (const user of cold[0]) strictEqual(countOf(interactions, split.train, user), keep);
    }
    const [one, three, two] = splits.map(({ split }) => new Set(idsOf(interactions, split.train)));
    ok(one.isSubsetOf(two) && two.isSubsetOf(three));
  }));
});

Deno.test("coldUsers() throws when nobody has enough ratings or an option is out of range", () => {
  const interactions = interactionsOf([{ user: "ann", item: "Heat", rating: 5, time: 1 }]);
  throws(() => coldUsers(interactions), /none of the 1 users has more than 10 ratings/);
  for (
    const options of [{ share: 0 }, { share: 1 }, { keep: [] }, { keep: [0] }, { keep: [1.5] }]
  ) {
    throws(() => coldUsers(interactions, options), UsageError);
  }
});
