import { deepStrictEqual, notDeepStrictEqual, ok, rejects, strictEqual } from "node:assert/strict";
import { createInteractionsBuilder } from "../../src/data/interactions.ts";
import { attributeItemKnn } from "../../src/recommend/attribute_item_knn.ts";
import { type BaselineInput, baselineInput } from "../../src/recommend/baseline_input.ts";
import { BASELINES, createBaseline } from "../../src/recommend/baseline_registry.ts";
import { ease } from "../../src/recommend/ease.ts";
import { itemKnn } from "../../src/recommend/item_knn.ts";
import type { Recommender } from "../../src/recommend/recommender.ts";
import { userKnn } from "../../src/recommend/user_knn.ts";
import { allScores } from "./_dense.ts";
import { denseRows, matrixOf, randomWorld } from "./_profiles.ts";

const { ratings: cells, graph } = randomWorld({ seed: 7, users: 20 });
const builder = createInteractionsBuilder();
denseRows(cells).forEach((row, u) =>
  row.forEach((rating, i) => rating > 0 && builder.add(`u${u}`, `i${i}`, rating))
);
const { interactions } = builder.build();
const { ratings } = interactions;
const dataset = { interactions, graph };
const liked = baselineInput(interactions, "liked");

const made: Record<string, (input: BaselineInput) => Recommender | Promise<Recommender>> = {
  "item-knn": (input) => itemKnn(baselineInput(interactions, input), { k: 4, shrinkage: 2 }),
  "user-knn": (input) => userKnn(baselineInput(interactions, input), { k: 5 }),
  "attribute-item-knn": (input) =>
    attributeItemKnn(baselineInput(interactions, input), graph, { k: 4, shrinkage: 2 }),
  "ease": (input) => ease(baselineInput(interactions, input), { lambda: 3 }),
};
const options = { itemNeighbours: 4, shrinkage: 2, neighbours: 5, easeLambda: 3 };

Deno.test("createBaseline() makes each by its name, as its own function does", async () => {
  for (const name of BASELINES) {
    const { recommender, input } = await createBaseline(name, dataset, options);
    strictEqual(recommender.name, name);
    if (!Object.hasOwn(made, name)) continue;
    strictEqual(input, name === "user-knn" ? "ratings" : "liked");
    deepStrictEqual(allScores(recommender, ratings), allScores(await made[name](input), ratings));
    for (const asked of ["ratings", "liked"] as const) {
      const other = (await createBaseline(name, dataset, { ...options, input: asked })).recommender;
      deepStrictEqual(allScores(other, ratings), allScores(await made[name](asked), ratings));
    }
  }
  deepStrictEqual([...liked.values].filter((x) => x !== 1), []);
  ok(liked.indices.length < ratings.indices.length);
});

Deno.test("createBaseline() hears the seed, and chooses lambda where it is told none", async () => {
  const scores = async (seed?: number) =>
    allScores((await createBaseline("random", dataset, { seed })).recommender, ratings);
  notDeepStrictEqual(await scores(1), await scores(2));
  deepStrictEqual(await scores(), await scores(42));
  const { choice, recommender } = await createBaseline("ease", dataset);
  strictEqual((recommender as unknown as { lambda: number }).lambda, choice!.lambda);
  ok(choice!.trials.length >= 4);
});

Deno.test("createBaseline() recommends to other users than those it learned from", async () => {
  // Users who are asked about with ratings that somebody was learned from with: item-based scores are that user's.
  const swapped = matrixOf(
    ratings.columns,
    ...denseRows(ratings).reverse().map((row) =>
      row.map((rating) => rating === 0 ? undefined : rating)
    ),
  );
  for (const name of ["item-knn", "attribute-item-knn", "ease"]) {
    const own = (await createBaseline(name, dataset, options)).recommender;
    const { recommender } = await createBaseline(name, dataset, { ...options, asked: swapped });
    deepStrictEqual(allScores(recommender, ratings), allScores(own, ratings).reverse());
  }
});

Deno.test("createBaseline() refuses a name that it does not know", async () => {
  for (const name of ["knn", "toString"]) {
    await rejects(createBaseline(name, dataset), {
      name: "UsageError",
      message: `Cannot make a baseline: the name is '${name}', expected one of ${
        BASELINES.join(", ")
      }`,
    });
  }
});
