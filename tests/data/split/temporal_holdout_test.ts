import { deepStrictEqual, ok, strictEqual, throws } from "node:assert/strict";
import fc from "npm:fast-check@4.10.2";
import { withRatings } from "../../../src/data/interactions.ts";
import { keepEntries } from "../../../src/data/keep_entries.ts";
import { leaveOneOut } from "../../../src/data/split/leave_one_out.ts";
import { temporalHoldout } from "../../../src/data/split/temporal_holdout.ts";
import { UsageError } from "../../../src/errors.ts";
import { countOf, drawnRatings, idsOf, interactionsOf } from "./_interactions.ts";

Deno.test("temporalHoldout() holds a share of each user's ratings out, none before one that stays", () => {
  const ratio = fc.double({ min: 0.05, max: 0.95, noNaN: true });
  fc.assert(fc.property(drawnRatings, ratio, (ratings, ratio) => {
    const interactions = interactionsOf(ratings);
    const { train, test } = temporalHoldout(interactions, { ratio });
    for (const user of interactions.users.ids) {
      const own = ratings.filter((rating) => rating.user === user);
      const held = countOf(interactions, test, user);
      strictEqual(held, own.length < 2 ? 0 : Math.max(1, Math.floor(ratio * own.length)));
      const timesIn = (part: typeof train) => {
        const ids = idsOf(interactions, part);
        return own.filter(({ item, rating }) => ids.includes(`${user}, ${item}: ${rating}`))
          .map(({ time }) => time);
      };
      ok(Math.max(...timesIn(train)) <= Math.min(...timesIn(test)));
    }
  }));
});

Deno.test("temporalHoldout() draws among ratings at the same time", () => {
  const users = Array.from({ length: 40 }, (_, k) => `user ${k}`);
  const interactions = interactionsOf(
    users.flatMap((user) => ["a", "b", "c"].map((item) => ({ user, item, rating: 3, time: 7 }))),
  );
  const held = leaveOneOut(interactions, { which: "last" }).test.indices;
  // A fixed rule would hold the same item out for all; each of three is missed by 40 draws with (2/3)^40.
  deepStrictEqual([...new Set(held)].sort(), [0, 1, 2]);
});

Deno.test("temporalHoldout() throws without timestamps or with a ratio out of range", () => {
  const interactions = interactionsOf([{ user: "ann", item: "Heat", rating: 5, time: 1 }]);
  const { ratings } = interactions;
  const timeless = withRatings(interactions, keepEntries(ratings, () => true));
  throws(() => temporalHoldout(timeless), /no timestamps/);
  for (const ratio of [0, 1, NaN]) {
    throws(() => temporalHoldout(interactions, { ratio }), UsageError);
  }
});
