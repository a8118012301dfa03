import { deepStrictEqual, notDeepStrictEqual, strictEqual } from "node:assert/strict";
import {
  controlOrders,
  strongestReasons,
} from "../../../src/evaluate/explanation_quality/reason_orders.ts";
import type { Attribution } from "../../../src/explain/attribution.ts";

const VALUES = [0.5, -3, 2, 0.5, -1, 4];
const contributions = VALUES.map((value, neuron) => ({ neuron, value, weight: 1, ofItem: true }))
  .sort((a, b) => Math.abs(b.value) - Math.abs(a.value));
const attribution: Attribution = { item: 0, score: 3, through: "attributes", contributions };
const counts = () => ({
  items: Uint32Array.of(9, 90, 3, 9, 1, 2),
  users: Uint32Array.of(1, 2, 3, 4, 5, 6),
});
const neurons = (order: typeof strongestReasons, user = 0, seed = 42) =>
  order.order(attribution, user, { counts, seed }).map(({ neuron }) => neuron);

Deno.test("strongestReasons go by value: those in favour first, then the weakest against", () => {
  deepStrictEqual(neurons(strongestReasons), [5, 2, 0, 3, 4, 1]);
});

Deno.test("every control holds each reason once, whatever order they come in", () => {
  const turned = { ...attribution, contributions: contributions.toReversed() };
  for (const control of controlOrders) {
    deepStrictEqual(neurons(control).toSorted(), [0, 1, 2, 3, 4, 5]);
    deepStrictEqual(
      control.order(turned, 0, { counts, seed: 42 }),
      control.order(attribution, 0, { counts, seed: 42 }),
    );
  }
});

Deno.test("frequent controls go by items and by users, those in favour first", () => {
  const [, , items, users] = controlOrders;
  deepStrictEqual(neurons(items), [0, 3, 2, 5, 1, 4]);
  deepStrictEqual(neurons(users), [5, 3, 2, 0, 4, 1]);
});

Deno.test("random controls are the seed's and the user's own", () => {
  const [random, inFavour] = controlOrders;
  for (const control of [random, inFavour]) {
    deepStrictEqual(neurons(control, 3, 7), neurons(control, 3, 7));
    const orders = new Set(Array.from({ length: 20 }, (_, user) => neurons(control, user).join()));
    strictEqual(orders.size > 10, true);
  }
  notDeepStrictEqual(neurons(random, 0, 1), neurons(random, 0, 2));
});

Deno.test("random reasons may speak against the item, random ones in favour only when others run out", () => {
  const [random, inFavour] = controlOrders;
  const users = [...Array(40).keys()];
  const against = (neuron: number) => VALUES[neuron] < 0;
  strictEqual(users.some((user) => against(neurons(random, user)[0])), true);
  for (const user of users) {
    deepStrictEqual(neurons(inFavour, user).map(against), [false, false, false, false, true, true]);
  }
});
