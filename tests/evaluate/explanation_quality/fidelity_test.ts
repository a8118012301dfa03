import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import {
  type Fidelity,
  fidelity,
  fidelityOf,
} from "../../../src/evaluate/explanation_quality/fidelity.ts";
import { fidelityMeasures } from "../../../src/evaluate/explanation_quality/fidelity_registry.ts";
import { mergeRows } from "../../../src/evaluate/explanation_quality/measure.ts";
import {
  controlOrders,
  type ReasonOrder,
  strongestReasons,
} from "../../../src/evaluate/explanation_quality/reason_orders.ts";
import { createRandom } from "../../../src/random.ts";
import { assertClose } from "../../metrics/_worked.ts";
import { contextOf, handWorld, recommenderOf, rowsOf, tasteWorld } from "./_worlds.ts";

const { model } = tasteWorld();
const NAMES = ["attribute-sum", "profile-knn"];

/** The mean of the strongest reasons at k. */
function meanAt({ measures }: Fidelity, measure: string, k: number): number {
  return measures.find((values) => values.measure === measure)!.at[k - 1].reasons!.mean;
}

Deno.test("fidelity is what was worked by hand", async () => {
  const world = handWorld();
  const context = contextOf(world, recommenderOf(world, "attribute-sum"));
  const found = fidelity.result(await rowsOf(fidelity, context), context)!;
  // ann without a: i0 = 3 behind i1 = 3.5. bob without a: nothing to go by.
  deepStrictEqual([meanAt(found, "POS", 1), meanAt(found, "POS", 2)], [1 / 2, 1 / 2]);
  assertClose(meanAt(found, "DEL", 1), (3 / 6 + 0) / 2);
  assertClose(meanAt(found, "DEL", 2), (1 / 6 + 0) / 2);
  assertClose(meanAt(found, "INS", 1), (3 / 6 + 1) / 2);
  assertClose(meanAt(found, "INS", 2), (5 / 6 + 1) / 2);
  assertClose(meanAt(found, "CDCG", 1), (1 / Math.log2(3) + 0) / 2);
  deepStrictEqual([found.users, found.usersWithoutRatio, found.place], [2, 0, 2]);
  // Three reasons and one.
  strictEqual(found.reasonsPerItem.mean, 2);
  strictEqual(found.comparisons, fidelityMeasures.length * 4 * controlOrders.length);
});

for (const name of NAMES) {
  Deno.test(`all controls lose clearly by ${name} when tastes are planted`, async () => {
    const context = contextOf(model, recommenderOf(model, name), { reasons: 3, place: 10 });
    const found = fidelity.result(await rowsOf(fidelity, context), context)!;
    for (const { measure, at } of found.measures) {
      for (const { k, controls } of at) {
        for (const { control, comparison } of controls) {
          // Whether y stays among so few items hardly changes with a single reason.
          if (measure === "POS" && k < 3) continue;
          strictEqual(comparison?.control, "loses", `${measure}@${k} ${control}`);
        }
      }
    }
    ok(fidelity.findings(found).filter(({ asHoped }) => asHoped).length >= 3);
  });

  Deno.test(`reasons do not differ from random ones by ${name} when they are shuffled`, async () => {
    const shuffled: ReasonOrder = {
      name: "shuffled",
      label: "shuffled reasons",
      order: ({ contributions }, user) =>
        createRandom(99, "shuffled", `${user}`).shuffle([...contributions]),
    };
    const measure = fidelityOf(shuffled, [controlOrders[0]]);
    const context = contextOf(model, recommenderOf(model, name));
    const found = measure.result(await rowsOf(measure, context), context)!;
    for (const { measure, at } of found.measures) {
      for (const { k, controls: [{ comparison }] } of at) {
        strictEqual(comparison?.control, "unclear", `${measure}@${k}`);
      }
    }
    const [pos] = measure.findings(found);
    deepStrictEqual([pos.asHoped, pos.text], [
      false,
      "POS@k: no control loses clearly at k = 1 to 4.",
    ]);
  });

  Deno.test(`a control that is the reasons themselves never loses by ${name}`, async () => {
    const measure = fidelityOf(controlOrders[0], [strongestReasons]);
    const context = contextOf(model, recommenderOf(model, name), { reasons: 3 });
    const found = measure.result(await rowsOf(measure, context), context)!;
    const del = found.measures.find(({ measure }) => measure === "DEL")!;
    for (const { controls: [{ comparison }] } of del.at) strictEqual(comparison?.control, "wins");
    ok(
      measure.findings(found).some(({ asHoped, text }) =>
        !asHoped && text === "DEL@k: all controls do clearly better at k = 1 to 3."
      ),
    );
  });
}

Deno.test("fidelity of users measured apart and merged is that of all", async () => {
  const context = contextOf(model, recommenderOf(model, "profile-knn"));
  const all = await rowsOf(fidelity, context);
  const users = [...all.keys()];
  const parts = [users.slice(20), users.slice(0, 20)];
  const merged = mergeRows(
    ...await Promise.all(parts.map((part) => rowsOf(fidelity, context, part))),
  );
  deepStrictEqual(fidelity.result(merged, context), fidelity.result(all, context));
});

Deno.test("fidelity of nobody is undefined", () => {
  const context = contextOf(model, recommenderOf(model, "attribute-sum"));
  strictEqual(fidelity.result(new Map(), context), undefined);
});

Deno.test("users whose top item scores 0 or less have no ratio, but a place", async () => {
  const world = handWorld();
  const negative = { ...world.activations, values: world.activations.values.map((x) => -x) };
  const turned = { ...world, activations: negative };
  const context = contextOf(turned, recommenderOf(turned, "attribute-sum"));
  const found = fidelity.result(await rowsOf(fidelity, context), context)!;
  strictEqual(found.usersWithoutRatio, found.users);
  const [pos, del] = found.measures;
  ok(pos.at[0].reasons);
  strictEqual(del.at[0].reasons, undefined);
  strictEqual(del.at[0].controls[0].comparison, undefined);
  ok(fidelity.tables(found)[1].rows.every((row) => row[1] === "-"));
});
