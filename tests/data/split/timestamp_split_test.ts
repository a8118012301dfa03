import { deepStrictEqual, ok, strictEqual, throws } from "node:assert/strict";
import fc from "npm:fast-check@4.10.2";
import { timeOfShare, timestampSplit } from "../../../src/data/split/timestamp_split.ts";
import { UsageError } from "../../../src/errors.ts";
import { drawnRatings, idsOf, interactionsOf } from "./_interactions.ts";

Deno.test("timestampSplit() holds out what came at the time or later", () => {
  fc.assert(fc.property(drawnRatings, fc.nat(4), (ratings, at) => {
    const late = ratings.filter(({ time }) => time >= at);
    fc.pre(late.length > 0 && late.length < ratings.length);
    const interactions = interactionsOf(ratings);
    deepStrictEqual(
      idsOf(interactions, timestampSplit(interactions, { at }).test),
      late.map(({ user, item, rating }) => `${user}, ${item}: ${rating}`).sort(),
    );
  }));
});

Deno.test("timeOfShare() leaves at least the share, and without its own moment less", () => {
  const ratio = fc.double({ min: 0.05, max: 0.95, noNaN: true });
  fc.assert(fc.property(drawnRatings, ratio, (ratings, ratio) => {
    const at = timeOfShare(interactionsOf(ratings), ratio);
    const wanted = Math.max(1, Math.round(ratio * ratings.length));
    ok(ratings.filter(({ time }) => time >= at).length >= wanted);
    ok(ratings.filter(({ time }) => time > at).length < wanted);
  }));
});

Deno.test("timestampSplit() throws where all ratings fall on one side", () => {
  const interactions = interactionsOf([
    { user: "ann", item: "Heat", rating: 5, time: 10 },
    { user: "ann", item: "Ali", rating: 5, time: 20 },
  ]);
  for (const at of [10, 21, NaN]) {
    throws(() => timestampSplit(interactions, { at }), /above 10 and at most 20/);
  }
  strictEqual(timestampSplit(interactions, { at: 20 }).test.values.length, 1);
  throws(() => timeOfShare(interactions, 1), UsageError);
});
