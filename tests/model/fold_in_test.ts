import { deepStrictEqual, strictEqual, throws } from "node:assert/strict";
import { foldIn } from "../../src/model/fold_in.ts";
import { DEFAULT_SHARED_SETTINGS } from "../../src/model/shared_settings.ts";
import type { SharedModel } from "../../src/model/shared_model.ts";
import { createRecommenders } from "../../src/recommend/registry.ts";
import { oddUsers, userOf } from "./_datasets.ts";
import { randomNetwork } from "./_shared_networks.ts";

const dataset = oddUsers();
const model: SharedModel = {
  settings: DEFAULT_SHARED_SETTINGS,
  dataset,
  network: randomNetwork(dataset.graph, 7, { biases: true }),
  training: { solver: "ridge", fansPenalty: 1, attributePenalty: 1, trials: [], bytes: 0 },
};

Deno.test("foldIn() gives a new user the scores of a user of the training data with the same ratings", () => {
  const ratings = Object.entries({ Ran: 3, Heat: 5, Up: 1, Ali: 4 })
    .map(([item, rating]) => ({ item, rating }));
  const folded = foldIn(model, "new", ratings);
  strictEqual(folded.user, dataset.interactions.users.ids.length);
  strictEqual(folded.model.dataset.interactions.users.ids[folded.user], "new");
  const [recommender] = createRecommenders(folded.model, ["reconstruction"]);
  const old = new Float64Array(dataset.graph.items), fresh = old.slice();
  recommender.score(userOf(dataset, "ann"), old);
  recommender.score(folded.user, fresh);
  deepStrictEqual(fresh, old);
});

Deno.test("foldIn() leaves the model that it was given as it was", () => {
  const before = dataset.interactions.ratings.indices.slice();
  foldIn(model, "new", [{ item: "Heat", rating: 2 }, { item: "Heat", rating: 3 }]);
  deepStrictEqual(dataset.interactions.ratings.indices, before);
  strictEqual(dataset.interactions.users.indexOf("new"), undefined);
});

Deno.test("foldIn() throws when an item, a rating or the id cannot be used", () => {
  const wrong: [string, { item: string; rating: number }[], string][] = [
    ["new", [{ item: "Jaws", rating: 3 }], "there is no item 'Jaws', expected one of the 5 items"],
    ["new", [{ item: "Heat", rating: 9 }], "the rating of 'Heat' is 9, expected 1 to 5"],
    ["new", [{ item: "Heat", rating: NaN }], "the rating of 'Heat' is NaN, expected 1 to 5"],
    ["new", [], "there are no ratings, expected at least one"],
    ["ann", [{ item: "Heat", rating: 3 }], "the user 'ann' is in the model already"],
  ];
  for (const [id, ratings, message] of wrong) {
    throws(() => foldIn(model, id, ratings), { name: "UsageError", message: new RegExp(message) });
  }
});
