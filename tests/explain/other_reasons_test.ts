import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { createExplainer } from "../../src/explain/explanation.ts";
import { otherReasons } from "../../src/explain/other_reasons.ts";
import { createRecommenders } from "../../src/recommend/registry.ts";
import { randomDataset, trainOnCpu } from "../model/_datasets.ts";

Deno.test("otherReasons() sums up what is left, and says of how many", () => {
  const contributions = Array.from({ length: 1235 }, (_, neuron) => ({
    neuron,
    value: neuron % 2 === 0 ? 2 : -1,
    weight: 1,
    ofItem: true,
  }));
  deepStrictEqual(otherReasons(contributions, 1), {
    kind: "other",
    relation: "other reasons",
    value: "",
    label: "1,234 other reasons",
    contribution: 617,
    weight: 0,
    ofItem: false,
    evidence: [],
    count: 1234,
  });
  strictEqual(otherReasons(contributions, 1234).label, "1 other reason");
});

const model = await trainOnCpu(randomDataset(30));

for (const name of ["profile-knn", "attribute-sum"]) {
  Deno.test(`${name}: an explainer with a limit tells the strongest reasons and the sum of the others`, () => {
    const [recommender] = createRecommenders(model, [name]);
    const whole = createExplainer(model, recommender);
    let summed = 0;
    for (const limit of [0, 1, 3, 1000]) {
      const short = createExplainer(model, recommender, { reasons: limit });
      for (let user = 0; user < 12; user++) {
        for (let item = 0; item < 20; item++) {
          const all = whole.explain(user, item)!, some = short.explain(user, item)!;
          const told = some.reasons.filter(({ kind }) => kind !== "other");
          deepStrictEqual(told, all.reasons.slice(0, limit));
          const { reasons: _, error: __, ...rest } = all;
          const { reasons, error, ...same } = some;
          deepStrictEqual(same, rest);
          const sum = reasons.reduce((total, { contribution }) => total + contribution, 0);
          const size = all.reasons.reduce((t, { contribution }) => t + Math.abs(contribution), 0);
          ok(Math.abs(sum - all.score) <= 1e-12 * size);
          const off = Math.abs(sum - all.score);
          strictEqual(error, off === 0 ? 0 : off / Math.abs(all.score));
          const left = all.reasons.length - told.length;
          strictEqual(reasons.at(-1)?.kind === "other" ? reasons.at(-1)!.count : 0, left);
          if (left > 0) summed++;
        }
      }
    }
    ok(summed > 100);
  });
}
