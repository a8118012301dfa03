import { deepStrictEqual, throws } from "node:assert/strict";
import { attributeSumContributions } from "../../src/explain/attribution.ts";
import { attributeScore } from "../../src/explain/registry.ts";
import { attributeSum } from "../../src/recommend/attribute_sum.ts";
import type { Recommender } from "../../src/recommend/recommender.ts";
import { checkerboard } from "../recommend/_profiles.ts";

Deno.test("attributeScore() picks the attribution of the recommender's name", () => {
  const { profiles, graph } = checkerboard();
  const recommender = attributeSum(profiles, graph);
  deepStrictEqual(
    attributeScore(recommender, graph, 0, 2),
    attributeSumContributions(recommender, 0, 2),
  );
});

Deno.test("attributeScore() throws when the recommender cannot be explained", () => {
  // A name that every object inherits must not pass for a registered one.
  for (const name of ["random", "constructor"]) {
    const recommender: Recommender = { name, score: () => true };
    throws(() => attributeScore(recommender, checkerboard().graph, 0, 0), {
      name: "UsageError",
      message:
        `Cannot explain a score: the recommender is '${name}', expected one of attribute-sum, profile-knn, reconstruction, most-popular`,
    });
  }
});
