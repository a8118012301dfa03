import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { counterfactualSets } from "../../../src/evaluate/explanation_quality/counterfactual_sets.ts";
import { mergeRows } from "../../../src/evaluate/explanation_quality/measure.ts";
import { sharedModel } from "../../model/_shared_models.ts";
import { contextOf, handWorld, recommenderOf, rowsOf, tasteWorld } from "./_worlds.ts";

Deno.test("counterfactuals are what was worked by hand", async () => {
  const world = handWorld();
  const context = contextOf(world, recommenderOf(world, "attribute-sum"), { listLength: 1 });
  // ann: without a, i1 is ahead. bob: without a, there is nothing to go by.
  const rows = await rowsOf(counterfactualSets, context);
  deepStrictEqual([...rows.values()].map(({ reasons: { size, proved } }) => [size, proved]), [
    [1, true],
    [1, true],
  ]);
  const [set, ...more] = counterfactualSets.result(rows, context)!.sets;
  deepStrictEqual(more, [], "ratings of a personal network need trainings");
  deepStrictEqual([set.of, set.found.mean, set.size!.mean, set.minimal, set.impossible], [
    "reasons",
    1,
    1,
    1,
    0,
  ]);
});

Deno.test("counterfactuals sum up what was found, missed and proved", () => {
  const { model } = tasteWorld();
  const context = contextOf(model, recommenderOf(model, "attribute-sum"), { listLength: 10 });
  const row = (size: number, proved: boolean, tries: number) => ({
    reasons: { size, proved, tries },
  });
  const rows = new Map([
    [0, row(2, true, 10)],
    [1, row(NaN, true, 20)],
    [2, row(5, false, 60)],
    [3, row(NaN, false, 30)],
  ]);
  const found = counterfactualSets.result(rows, context)!;
  const [{ found: share, size, minimal, impossible, tries }] = found.sets;
  deepStrictEqual([share.mean, size?.mean, size?.users, minimal, impossible, tries], [
    0.5,
    3.5,
    2,
    0.5,
    0.25,
    30,
  ]);
  const [{ asHoped, text }] = counterfactualSets.findings(found);
  deepStrictEqual([asHoped, text], [
    true,
    "Sets of reasons without which the top item leaves the top 10 were found for 50 % of 4 users, with a mean size of 3.5.",
  ]);
  const none = counterfactualSets.result(new Map([[1, row(NaN, false, 9)]]), context)!;
  deepStrictEqual([none.sets[0].size, none.sets[0].minimal], [undefined, 0]);
  strictEqual(counterfactualSets.findings(none)[0].asHoped, false);
  strictEqual(counterfactualSets.result(new Map(), context), undefined);
});

Deno.test("counterfactuals are searched for the first users of the sample only", async () => {
  const { model } = tasteWorld();
  const context = contextOf(model, recommenderOf(model, "attribute-sum"), {
    counterfactualUsers: 3,
  });
  deepStrictEqual([...(await rowsOf(counterfactualSets, context, [9, 4, 7, 1])).keys()], [4, 7, 9]);
});

Deno.test("counterfactuals of a shared network are sets of ratings as well", async () => {
  const model = await sharedModel();
  const context = contextOf(model, recommenderOf(model, "reconstruction"), { listLength: 2 });
  const all = await rowsOf(counterfactualSets, context);
  const { sets } = counterfactualSets.result(all, context)!;
  deepStrictEqual(sets.map(({ of }) => of), ["reasons", "ratings"]);
  ok(sets.every(({ found }) => found.users === all.size));
  const parts = [[...all].slice(5), [...all].slice(0, 5)].map((part) => new Map(part));
  deepStrictEqual(
    counterfactualSets.result(mergeRows(...parts), context),
    counterfactualSets.result(all, context),
  );
});
