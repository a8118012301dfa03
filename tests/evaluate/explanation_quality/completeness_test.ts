import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { completeness } from "../../../src/evaluate/explanation_quality/completeness.ts";
import { mergeRows } from "../../../src/evaluate/explanation_quality/measure.ts";
import { contextOf, handWorld, recommenderOf, rowsOf, tasteWorld } from "./_worlds.ts";

const world = handWorld();
const context = contextOf(world, recommenderOf(world, "attribute-sum"));

Deno.test("completeness is 0 and has no worst when every sum is exact", async () => {
  const rows = await rowsOf(completeness, context);
  deepStrictEqual(completeness.result(rows, context), {
    users: 2,
    // Four items for ann and one for bob.
    explanations: 5,
    maximum: 0,
    mean: 0,
    worst: undefined,
  });
});

Deno.test("completeness names where sums are furthest off", () => {
  const rows = new Map([
    [0, { explanations: 2, sum: 0.3, maximum: 0.25, item: 1 }],
    [1, { explanations: 1, sum: 0.5, maximum: 0.5, item: 4 }],
  ]);
  const { users, items } = world.dataset.interactions;
  const found = completeness.result(rows, context)!;
  deepStrictEqual([found.explanations, found.maximum, found.mean], [3, 0.5, 0.8 / 3]);
  deepStrictEqual(found.worst, { user: users.ids[1], item: items.ids[4] });
  const [finding] = completeness.findings(found);
  deepStrictEqual([finding.asHoped, finding.text], [
    false,
    "Reasons do not add up everywhere: a score is 5.0e-1 of itself away from their sum.",
  ]);
});

Deno.test("contributions that were tampered with are told by completeness", async () => {
  const { attributions, ...user } = {
    user: 0,
    place: 0,
    candidates: new Uint8Array(5),
    list: { items: Uint32Array.of(0), scores: Float64Array.of(4) },
    attributions: [{
      item: 0,
      score: 4,
      through: "attributes" as const,
      contributions: [{ neuron: 0, value: 3, weight: 1, ofItem: true }],
    }],
  };
  const row = await completeness.ofUser({ ...user, attributions }, context);
  deepStrictEqual(row, { explanations: 1, sum: 0.25, maximum: 0.25, item: 0 });
});

Deno.test("completeness of parts merged is that of all, and far below what anyone could see", async () => {
  const { model } = tasteWorld();
  const context = contextOf(model, recommenderOf(model, "profile-knn"));
  const all = await rowsOf(completeness, context);
  const parts = [[5, 3, 1], [0, 2, 4]];
  const rows = await Promise.all(parts.map((users) => rowsOf(completeness, context, users)));
  const first = new Map([...all].filter(([user]) => user < 6));
  deepStrictEqual(
    completeness.result(mergeRows(...rows), context),
    completeness.result(first, context),
  );
  const found = completeness.result(all, context)!;
  ok(found.maximum < 1e-12 && found.explanations > 100);
  strictEqual(completeness.findings(found)[0].asHoped, true);
  strictEqual(completeness.result(new Map(), context), undefined);
});
