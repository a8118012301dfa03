import { deepStrictEqual, strictEqual, throws } from "node:assert/strict";
import fc from "npm:fast-check@4.10.2";
import { createInteractionsBuilder } from "../../src/data/interactions.ts";
import { writeRatings } from "../../src/formats/rating_rows.ts";
import { readRatings } from "../../src/formats/ratings.ts";
import { bytewise } from "./_sources.ts";

Deno.test("writeRatings() writes what readRatings() reads back, ids and ratings alike", async () => {
  const id = fc.string({ unit: "binary", minLength: 1 })
    .filter((id) => !/[\t\n\r\0\ufeff]/.test(id));
  const rating = fc.float({ noNaN: true, noDefaultInfinity: true }).map((value) => value + 0);
  const ratings = fc.array(fc.tuple(id, id, rating), { minLength: 1 });
  await fc.assert(fc.asyncProperty(ratings, async (ratings) => {
    const builder = createInteractionsBuilder();
    for (const rating of ratings) builder.add(...rating);
    const { interactions } = builder.build();
    const text = [...writeRatings(interactions)].join("");
    const back = (await readRatings(bytewise("split.tsv", text))).interactions;
    strictEqual([...writeRatings(back)].join(""), text);
    deepStrictEqual(back.users.ids, interactions.users.ids);
    deepStrictEqual(back.scale, interactions.scale);
    const sorted = (values: Float32Array) => values.slice().sort();
    deepStrictEqual(sorted(back.ratings.values), sorted(interactions.ratings.values));
  }));
});

Deno.test("writeRatings() refuses ids that would not come back", () => {
  for (const id of ["", "a\tb", "a\nb", "a\r", "a\0", "\ufeffa", "\ud800"]) {
    for (const [user, item, role] of [[id, "Heat", "user"], ["ann", id, "item"]]) {
      const builder = createInteractionsBuilder();
      builder.add(user, item, 5);
      throws(() => [...writeRatings(builder.build().interactions)], {
        name: "UsageError",
        message: `Cannot write ratings: the ${role} id is ${JSON.stringify(id)}, expected a text ` +
          `without tabs, line breaks or zero bytes`,
      });
    }
  }
});

Deno.test("writeRatings() writes nothing for users without ratings", () => {
  const builder = createInteractionsBuilder(["ann", "bob"]);
  builder.add("bob", "Heat", 0.1);
  deepStrictEqual([...writeRatings(builder.build().interactions)], ["bob\tHeat\t0.1\n"]);
});
