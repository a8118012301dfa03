import { deepStrictEqual } from "node:assert/strict";
import { probeReasons } from "../../../src/evaluate/explanation_quality/fidelity_probes.ts";
import { attributeSumContributions } from "../../../src/explain/attribution.ts";
import { attributeSum } from "../../../src/recommend/attribute_sum.ts";
import { whatIf } from "../../../src/recommend/what_if.ts";
import { handWorld } from "./_worlds.ts";

const { activations, dataset: { graph } } = handWorld();
const recommender = attributeSum(activations, graph);
const item = (id: string) => handWorld().dataset.interactions.items.indexOf(id)!;

Deno.test("probeReasons() takes away and keeps what was worked by hand", () => {
  const candidates = Uint8Array.from({ length: 5 }, (_, i) => i === item("i4") ? 0 : 1);
  const { contributions } = attributeSumContributions(recommender, 0, item("i0"))!;
  // Without a: i0 = 3, i1 = 3.5. Without a and b: 1 and 1.5. Without a, b and c: 0 and 0.5.
  deepStrictEqual(probeReasons(whatIf(recommender, 0), item("i0"), candidates, contributions, 4), [
    { score: 6, placeWithout: 2, scoreWithout: 3, scoreWithOnly: 3 },
    { score: 6, placeWithout: 2, scoreWithout: 1, scoreWithOnly: 5 },
    {
      score: 6,
      // i2 ties with i0 at 0 and i3 too; whichever has the lower index is ahead.
      placeWithout: 2 + ["i2", "i3"].filter((id) => item(id) < item("i0")).length,
      scoreWithout: 0,
      scoreWithOnly: 6,
    },
    {
      score: 6,
      placeWithout: 2 + ["i2", "i3"].filter((id) => item(id) < item("i0")).length,
      scoreWithout: 0,
      scoreWithOnly: 6,
    },
  ]);
});

Deno.test("probeReasons() finds no place when nothing is left to go by", () => {
  const candidates = Uint8Array.from({ length: 5 }, (_, i) => i === item("i4") ? 1 : 0);
  const { contributions } = attributeSumContributions(recommender, 1, item("i4"))!;
  deepStrictEqual(probeReasons(whatIf(recommender, 1), item("i4"), candidates, contributions, 1), [
    { score: 1, placeWithout: Infinity, scoreWithout: 0, scoreWithOnly: 1 },
  ]);
});
