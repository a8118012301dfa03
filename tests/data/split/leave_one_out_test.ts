import { ok, strictEqual } from "node:assert/strict";
import fc from "npm:fast-check@4.10.2";
import { leaveOneOut } from "../../../src/data/split/leave_one_out.ts";
import { countOf, drawnRatings, idsOf, interactionsOf } from "./_interactions.ts";

for (const which of ["random", "last"] as const) {
  Deno.test(`leaveOneOut() holds one rating of each user with several out: ${which}`, () => {
    fc.assert(fc.property(drawnRatings, fc.nat(), (ratings, seed) => {
      const interactions = interactionsOf(ratings);
      const { test } = leaveOneOut(interactions, { which, seed });
      const ids = idsOf(interactions, test);
      for (const user of interactions.users.ids) {
        const own = ratings.filter((rating) => rating.user === user);
        strictEqual(countOf(interactions, test, user), own.length > 1 ? 1 : 0);
        const latest = Math.max(...own.map(({ time }) => time));
        const held = own.find(({ item, rating }) => ids.includes(`${user}, ${item}: ${rating}`));
        ok(which === "random" || held === undefined || held.time === latest);
      }
    }));
  });
}
