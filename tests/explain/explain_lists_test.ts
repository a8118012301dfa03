import { deepStrictEqual, ok, strictEqual, throws } from "node:assert/strict";
import type { ProgressEvent } from "../../src/events.ts";
import { explainLists } from "../../src/explain/explain_lists.ts";
import { createExplainer } from "../../src/explain/explanation.ts";
import { recommendItems } from "../../src/recommend/recommend_items.ts";
import { createRecommenders } from "../../src/recommend/registry.ts";
import { oddUsers, randomDataset, trainOnCpu, userOf } from "../model/_datasets.ts";

const model = await trainOnCpu(randomDataset(30));
const odd = await trainOnCpu(oddUsers());

Deno.test("explainLists() explains what recommendItems() lists, user by user", () => {
  for (const { dataset, ...rest } of [model, odd]) {
    const of = { dataset, ...rest };
    const { users, ratings } = dataset.interactions;
    for (const recommender of createRecommenders(of, ["profile-knn", "attribute-sum"])) {
      const explainer = createExplainer(of, recommender, { noun: "films" });
      const expected = users.ids.flatMap((_, user) =>
        [...recommendItems(recommender, ratings, user, 4).items].map((item, k) => ({
          ...explainer.explain(user, item)!,
          rank: k + 1,
        }))
      );
      ok(expected.length > 3);
      const found = [...explainLists(of, recommender, { top: 4, noun: "films" })];
      deepStrictEqual(found, expected);
    }
  }
});

Deno.test("explainLists() takes users in the order given, and gives nothing for those without a list", () => {
  const [recommender] = createRecommenders(odd, ["attribute-sum"]);
  const users = ["bob", "all at the bottom", "no item with an attribute", "ann"]
    .map((id) => userOf(odd.dataset, id));
  const found = [...explainLists(odd, recommender, { users })];
  deepStrictEqual([...new Set(found.map(({ user }) => user))], ["bob", "ann"]);
  deepStrictEqual([...explainLists(odd, recommender, { users: [] })], []);
  deepStrictEqual([...explainLists(odd, recommender, { top: 0 })], []);
});

Deno.test("explainLists() makes an explanation when it is asked for, and tells of each user", () => {
  const [recommender] = createRecommenders(model, ["attribute-sum"]);
  const events: ProgressEvent[] = [];
  const made = explainLists(model, recommender, { users: [3, 1], top: 2 }, {
    onProgress: (event) => events.push(event),
  });
  deepStrictEqual([made.next().value?.rank, events], [1, []]);
  strictEqual([...made].length, 3);
  deepStrictEqual(
    events,
    [1, 2].map((done) => ({ stage: "explain", done, total: 2, unit: "users" })),
  );
});

Deno.test("explainLists() stops at the signal between two users", () => {
  const [recommender] = createRecommenders(model, ["attribute-sum"]);
  const controller = new AbortController();
  const made = explainLists(model, recommender, { top: 1 }, { signal: controller.signal });
  made.next();
  controller.abort(new Error("enough"));
  throws(() => made.next(), { message: "enough" });
});

Deno.test("explainLists() throws when the length or a user is out of range", () => {
  const [recommender, random] = createRecommenders(model, ["attribute-sum", "random"]);
  for (const top of [-1, 1.5, NaN]) {
    throws(() => explainLists(model, recommender, { top }), {
      name: "UsageError",
      message: `Cannot explain lists: top is ${top}, expected a whole number from 0`,
    });
  }
  throws(() => explainLists(model, recommender, { users: [99] }).next(), /user's index is 99/);
  throws(() => explainLists(model, random).next(), /the recommender is 'random'/);
});
