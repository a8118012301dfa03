import { deepStrictEqual, strictEqual, throws } from "node:assert/strict";
import { createStyleExplainer } from "../../../src/explain/styles/registry.ts";
import { itemPopularity } from "../../../src/explain/styles/popularity.ts";
import {
  ANN,
  byAttributes,
  byNeighbours,
  byNetwork,
  FARGO,
  filmsOf,
  INSIDER,
  NIL,
  sharedFilms,
} from "./_films.ts";
import { datasetOf, trainOnCpu } from "../../model/_datasets.ts";
import { createRecommenders } from "../../../src/recommend/registry.ts";

Deno.test("itemPopularity() shares the better place among equals and leaves out what nobody rated", () => {
  const counts = Uint32Array.of(3, 7, 0, 3, 9);
  deepStrictEqual([...counts.keys()].map((item) => itemPopularity(counts, item)), [
    { ratings: 3, place: 3, tied: true, items: 4 },
    { ratings: 7, place: 2, tied: false, items: 4 },
    { ratings: 0, place: 5, tied: false, items: 4 },
    { ratings: 3, place: 3, tied: true, items: 4 },
    { ratings: 9, place: 1, tied: false, items: 4 },
  ]);
  throws(() => itemPopularity(counts, 5), /item's index is 5/);
});

Deno.test("popularity counts users, and the neighbours where these score", () => {
  deepStrictEqual(byNeighbours([2, 1, 1, 0, 0]).explain("popularity", { user: ANN, item: FARGO }), {
    style: "popularity",
    item: "Fargo",
    label: "Fargo (1996)",
    sentence: "1 of 3 users rated it, which makes it the joint 5th most rated of 6 films. " +
      "Of your 2 nearest neighbours, fewer than 3 rated it.",
    ratings: 1,
    place: 5,
    tied: true,
    items: 6,
    users: 3,
    neighbours: { rated: "fewer than 3", of: 2 },
  });
  const { sentence, neighbours } = byAttributes([2]).explain("popularity", {
    user: ANN,
    item: INSIDER,
  })!;
  strictEqual(
    sentence,
    "2 of 3 users rated it, which makes it the joint 1st most rated of 6 films.",
  );
  strictEqual(neighbours, undefined);
});

Deno.test("popularity speaks of choices where there are no ratings", () => {
  const model = sharedFilms({ heat: 1 }, {}, filmsOf("implicit"));
  strictEqual(
    byNetwork(model, { noun: "items" }).explain("popularity", { user: ANN, item: NIL })?.sentence,
    "1 of 3 users chose it, which makes it the joint 5th most chosen of 6 items.",
  );
});

Deno.test("popularity has singulars and a first place", async () => {
  const dataset = datasetOf({ ann: { Heat: 5, Up: 1 }, bob: { Heat: 1 } }, {
    Heat: ["genre: a"],
    Up: ["genre: a"],
    New: ["genre: a"],
  });
  const model = await trainOnCpu(dataset);
  const [recommender] = createRecommenders(model, ["profile-knn"]);
  const explainer = createStyleExplainer(model, recommender, { noun: "movies" });
  strictEqual(
    explainer.explain("popularity", { user: 0, item: 0 })?.sentence,
    "2 of 2 users rated it, which makes it the most rated of 2 movies.",
  );
});

Deno.test("popularity tells the number of neighbours from 3 on, so that nobody's rating is told", async () => {
  const likeMinded = { Heat: 5, Ali: 4 };
  const dataset = datasetOf({
    ann: likeMinded,
    ...{ bob: { ...likeMinded, Up: 5, Ran: 4 }, cat: { ...likeMinded, Up: 5, Ran: 4 } },
    ...{ dan: { ...likeMinded, Up: 1 }, eve: likeMinded },
  }, { Heat: ["genre: a"], Ali: ["genre: b"] });
  const model = await trainOnCpu(dataset);
  const [recommender] = createRecommenders(model, ["profile-knn"], { idf: false });
  const explainer = createStyleExplainer(model, recommender);
  const told = ["Up", "Ran"].map((id) => {
    const item = dataset.interactions.items.indexOf(id)!;
    const { neighbours, sentence } = explainer.explain("popularity", { user: 0, item })!;
    return [neighbours, sentence.slice(sentence.indexOf("Of your"))];
  });
  deepStrictEqual(told, [
    [{ rated: 3, of: 4 }, "Of your 4 nearest neighbours, 3 rated it."],
    [{ rated: "fewer than 3", of: 4 }, "Of your 4 nearest neighbours, fewer than 3 rated it."],
  ]);
});
