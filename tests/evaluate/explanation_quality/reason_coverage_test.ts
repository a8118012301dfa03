import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { reasonCoverage } from "../../../src/evaluate/explanation_quality/reason_coverage.ts";
import { sharedModel } from "../../model/_shared_models.ts";
import { contextOf, handWorld, recommenderOf, rowsOf } from "./_worlds.ts";

const world = handWorld();

Deno.test("coverage counts different attributes among the strongest reasons of all lists", async () => {
  const at = async (reasons: number, listLength: number) => {
    const context = contextOf(world, recommenderOf(world, "attribute-sum"), {
      reasons,
      listLength,
    });
    const found = reasonCoverage.result(await rowsOf(reasonCoverage, context), context)!;
    const { explanations, kinds: [{ kind, used, all, share }] } = found;
    return [explanations, kind, used, all, share];
  };
  // Top items alone: a for ann, a for bob. All items: a of i0, b of i1, a of i2, c of i3.
  deepStrictEqual(await at(1, 1), [2, "attribute", 1, 4, 1 / 4]);
  deepStrictEqual(await at(1, 5), [5, "attribute", 3, 4, 3 / 4]);
  deepStrictEqual(await at(3, 5), [5, "attribute", 4, 4, 1]);
});

Deno.test("coverage tells attributes and fans of a shared network apart", async () => {
  const model = await sharedModel();
  const context = contextOf(model, recommenderOf(model, "reconstruction"));
  const { kinds } = reasonCoverage.result(await rowsOf(reasonCoverage, context), context)!;
  const { neurons } = model.network;
  deepStrictEqual(kinds.map(({ kind, all }) => [kind, all]), [
    ["attribute", neurons.attributes],
    ["fans", neurons.fans.length],
  ]);
  for (const { used, all, share } of kinds) strictEqual(share, used / all);
});

Deno.test("coverage of nobody is undefined", () => {
  const context = contextOf(world, recommenderOf(world, "attribute-sum"));
  strictEqual(reasonCoverage.result(new Map(), context), undefined);
});
