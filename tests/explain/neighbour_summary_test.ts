import { deepStrictEqual, ok, strictEqual, throws } from "node:assert/strict";
import fc from "npm:fast-check@4.10.2";
import { createExplainer } from "../../src/explain/explanation.ts";
import { neighbourSentence, summariseNeighbours } from "../../src/explain/neighbour_summary.ts";
import { adjustRecommender } from "../../src/recommend/adjusted_recommender.ts";
import { profileKnn } from "../../src/recommend/profile_knn.ts";
import { createRecommenders } from "../../src/recommend/registry.ts";
import { denseRows, matrixOf, randomWorld } from "../recommend/_profiles.ts";
import { randomDataset, trainOnCpu } from "../model/_datasets.ts";

Deno.test("summariseNeighbours() counts the ratings of the neighbourhood, and tells nothing of fewer than 3", () => {
  let told = 0, untold = 0;
  fc.assert(
    fc.property(fc.integer(), fc.integer({ min: 1, max: 14 }), (seed, k) => {
      const { profiles, ratings } = randomWorld({ seed, users: 14, density: 0.5 });
      const knn = profileKnn(profiles, ratings, { k });
      const rows = denseRows(ratings), scores = new Float64Array(ratings.columns);
      for (let user = 0; user < profiles.rows; user++) {
        const { users, similarities } = knn.neighbours(user);
        knn.score(user, scores);
        for (let item = 0; item < ratings.columns; item++) {
          const summary = summariseNeighbours(knn, user, item);
          const who = [...users.keys()].filter((n) => rows[users[n]][item] > 0);
          strictEqual(summary.size, users.length);
          if (summary.rated === "fewer than 3") {
            ok(who.length < 3);
            deepStrictEqual(Object.keys(summary), ["size", "rated"]);
            untold++;
            continue;
          }
          strictEqual(summary.rated, who.length);
          const all = summary.ratings.flatMap(({ rating, count }) => Array(count).fill(rating));
          deepStrictEqual(all, who.map((n) => rows[users[n]][item]).sort((a, b) => b - a));
          const sum = (ns: readonly number[]) =>
            ns.reduce((total, n) => total + similarities[n], 0);
          ok(Math.abs(summary.similarityShare - sum(who) / sum([...users.keys()])) < 1e-12);
          told++;
        }
      }
    }),
    { seed: 2017, numRuns: 30 },
  );
  ok(told > 100 && untold > 100);
});

Deno.test("summariseNeighbours() asks the neighbours of the adjusted user", () => {
  const { profiles, ratings } = randomWorld({ seed: 5, users: 14, density: 0.6 });
  const knn = profileKnn(profiles, ratings, { k: 5 });
  const profile = { indices: Uint32Array.of(2), values: Float32Array.of(-1) };
  const cells: (number | undefined)[][] = denseRows(profiles);
  cells[0] = [undefined, undefined, -1];
  const other = profileKnn(matrixOf(profiles.columns, ...cells), ratings, { k: 5 });
  const adjusted = adjustRecommender(knn, 0, { profile });
  for (let item = 0; item < ratings.columns; item++) {
    deepStrictEqual(summariseNeighbours(adjusted, 0, item), summariseNeighbours(other, 0, item));
  }
});

Deno.test("summariseNeighbours() throws when there is no such user or item", () => {
  const { profiles, ratings } = randomWorld({ seed: 5 });
  const knn = profileKnn(profiles, ratings);
  throws(() => summariseNeighbours(knn, 12, 0), /the user's index is 12/);
  throws(() => summariseNeighbours(knn, 0, 10), /the item's index is 10/);
});

Deno.test("explain() sums up the neighbours when profile-knn recommends, and names none of them", async () => {
  const model = await trainOnCpu(randomDataset(90, { users: 15 }));
  const names = ["profile-knn", "attribute-sum", "most-popular"];
  const [knn, ...others] = createRecommenders(model, names);
  const ids = model.dataset.interactions.users.ids;
  for (let item = 0; item < 20; item++) {
    const explanation = createExplainer(model, knn).explain(3, item)!;
    strictEqual(explanation.neighbours!.size, 14);
    ok(!ids.some((id) => id !== "user 3" && JSON.stringify(explanation.neighbours).includes(id)));
    for (const other of others) {
      strictEqual(createExplainer(model, other).explain(3, item)!.neighbours, undefined);
    }
  }
});

Deno.test("neighbourSentence() says how many rated the item and how", () => {
  strictEqual(
    neighbourSentence({
      size: 40,
      rated: 9,
      ratings: [{ rating: 5, count: 6 }, { rating: Math.fround(3.3), count: 3 }],
      similarityShare: 0.2345,
    }),
    "9 of the 40 people most like you rated it (23 % of the similarity): 5 by 6, 3.3 by 3",
  );
});
