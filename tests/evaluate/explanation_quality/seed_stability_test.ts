import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { mergeRows } from "../../../src/evaluate/explanation_quality/measure.ts";
import {
  seedStability,
  type StabilityRow,
} from "../../../src/evaluate/explanation_quality/seed_stability.ts";
import { createRandom } from "../../../src/random.ts";
import type { AdjustableRecommender } from "../../../src/recommend/what_if.ts";
import { contextOf, handWorld, modelOf, recommenderOf, rowsOf, tasteWorld } from "./_worlds.ts";

const world = handWorld();

/** The context of a model beside recommenders that stand for other seeds. */
function besides(model: typeof world, ...others: readonly AdjustableRecommender[]) {
  return contextOf(model, recommenderOf(model, "attribute-sum"), {
    reasons: 2,
    others: {
      decides: "the first weights",
      trained: others.map((recommender, k) => ({ seed: 43 + k, recommender })),
    },
  });
}

/** The same world with other weights, by what `change` makes of each. */
function changed(model: typeof world, change: (weight: number, at: number) => number) {
  const { values } = model.activations;
  const other = modelOf(model.dataset, { ...model.activations, values: values.map(change) });
  return recommenderOf(other, "attribute-sum");
}

Deno.test("stability is what was worked by hand", async () => {
  // The order of ann's weights turns round: a 0.5, b 1, c 2, d 3. Reasons of i0: a, b and c are 3, 2, 1 here and 0.5, 1, 2 there.
  const turned = changed(
    world,
    (weight) => new Map([[3, 0.5], [2, 1], [1, 2], [0.5, 3]]).get(weight)!,
  );
  const rows = await rowsOf(seedStability, besides(world, turned));
  const [ann] = rows.get(0)!.others;
  // {a, b} against {c, b}; ranks 3, 2, 1 against 1, 2, 3; i1 = 6 is ahead of i0 = 3.5.
  strictEqual(ann.jaccard, 1 / 3);
  strictEqual(ann.correlation, -1);
  deepStrictEqual([ann.sameTopItem, ann.sameScore], [false, false]);
  const [bob] = rows.get(1)!.others;
  deepStrictEqual([bob.jaccard, bob.sameTopItem], [1, true]);
  ok(Number.isNaN(bob.correlation), "one reason has no order");
  const found = seedStability.result(rows, besides(world, turned))!;
  deepStrictEqual(
    [found.seeds, found.identical, found.sameReasons.mean, found.sameTopItem.mean],
    [[43], 0, (1 / 3 + 1) / 2, 0.5],
  );
  deepStrictEqual([found.correlation!.mean, found.correlation!.users], [-1, 1]);
  // {a, b} and {a}.
  strictEqual(found.otherUsers.mean, 0.5);
});

Deno.test("models that score alike to the bit are told, and say nothing of stability", async () => {
  const context = besides(world, recommenderOf(world, "attribute-sum"), changed(world, (w) => w));
  const found = seedStability.result(await rowsOf(seedStability, context), context)!;
  deepStrictEqual([found.identical, found.sameReasons.mean], [2, 1]);
  const [{ text }] = seedStability.findings(found);
  ok(text.endsWith("so that stability is no question here."), text);
});

Deno.test("small changes leave reasons much the same, shuffled weights do not", async () => {
  const { model } = tasteWorld();
  const random = createRandom(1, "weights"), { values } = model.activations;
  const near = besides(model, changed(model, (weight) => weight * (1 + 0.01 * random.next())));
  const stable = seedStability.result(await rowsOf(seedStability, near), near)!;
  ok(stable.sameReasons.mean > 0.8);
  strictEqual(stable.comparison.control, "loses");
  strictEqual(seedStability.findings(stable)[0].asHoped, true);
  const other = random.shuffle([...values]);
  const far = besides(model, changed(model, (_, at) => other[at]));
  const loose = seedStability.result(await rowsOf(seedStability, far), far)!;
  ok(loose.sameReasons.mean < 0.5);
  strictEqual(seedStability.findings(loose)[0].asHoped, false);
});

Deno.test("stability of parts merged is that of all, and needs another seed and two users", async () => {
  const { model } = tasteWorld();
  const context = besides(model, changed(model, (weight, at) => weight + 0.1 * (at % 5)));
  const all = await rowsOf(seedStability, context);
  const parts = [[...all].slice(9), [...all].slice(0, 9)].map((part) => new Map(part));
  deepStrictEqual(
    seedStability.result(mergeRows<StabilityRow>(...parts), context),
    seedStability.result(all, context),
  );
  strictEqual(seedStability.result(new Map([...all].slice(0, 1)), context), undefined);
  strictEqual((await rowsOf(seedStability, besides(model))).size, 0);
});
