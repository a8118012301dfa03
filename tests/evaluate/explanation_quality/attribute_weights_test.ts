import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import {
  attributeWeights,
  countedItems,
} from "../../../src/evaluate/explanation_quality/attribute_weights.ts";
import { reconstruction } from "../../../src/recommend/reconstruction.ts";
import { plainScores, randomNetwork } from "../../model/_shared_networks.ts";
import { denseRows, randomWorld } from "../../recommend/_profiles.ts";
import { handWorld, recommenderOf } from "./_worlds.ts";

Deno.test("a profile is its own weights", () => {
  const world = handWorld();
  for (const name of ["attribute-sum", "profile-knn"]) {
    const [profile, ...more] = attributeWeights(recommenderOf(world, name), world.dataset.graph);
    deepStrictEqual(more, []);
    const { attributes, weights } = profile.of(0);
    const named = attributes.map((f, k) => [world.dataset.attributes[f].value, weights[k]]);
    deepStrictEqual(Object.fromEntries(named), { a: 3, b: 2, c: 1, d: 0.5 });
  }
});

Deno.test("the weights of a shared network are hidden values, effects and lifts by the definition", () => {
  const { graph, ratings } = randomWorld({ seed: 12, users: 8, items: 9, attributes: 6 });
  const network = randomNetwork(graph, 12, { neurons: "both", biases: true });
  const definitions = attributeWeights(reconstruction(network, ratings), graph);
  deepStrictEqual(definitions.map(({ name }) => name), ["hidden", "effect", "lift"]);
  const itemsOf = (f: number) => [
    ...graph.attributeItems.subarray(graph.attributeStart[f], graph.attributeStart[f + 1]),
  ];
  const mean = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length;
  denseRows(ratings).forEach((row, user) => {
    if (row.every((x) => x === 0)) return;
    const { hidden, scores } = plainScores(network, ratings, user);
    const own = [...Array(graph.attributes).keys()]
      .filter((f) => itemsOf(f).some((item) => row[item] !== 0));
    /** What the neuron adds to the score of an item. */
    const added = (f: number, item: number) => {
      const { itemStart, itemAttributes } = network.decoder;
      const at = itemAttributes.subarray(itemStart[item], itemStart[item + 1]).indexOf(f);
      return hidden[f] * network.parameters.decoder[itemStart[item] + at];
    };
    const expected = [
      own.map((f) => hidden[f]),
      own.map((f) => mean(itemsOf(f).map((item) => added(f, item)))),
      own.map((f) => mean(itemsOf(f).map((item) => scores[item])) - mean(scores)),
    ];
    definitions.forEach(({ name, of }, d) => {
      const { attributes, weights } = of(user);
      deepStrictEqual(attributes, own);
      weights.forEach((weight, k) => ok(Math.abs(weight - expected[d][k]) < 1e-9, name));
    });
  });
});

Deno.test("countedItems() counts rated items, whatever the ratings", () => {
  const { graph, interactions: { ratings }, attributes } = handWorld().dataset;
  const { attributes: own, weights } = countedItems(graph, ratings).of(1);
  // bob rated i0 to i3.
  const named = own.map((f, k) => [attributes[f].value, weights[k]]);
  deepStrictEqual(Object.fromEntries(named), { a: 2, b: 2, c: 3, d: 1 });
});

Deno.test("a network of fans alone weighs no attributes", () => {
  const { graph, ratings } = randomWorld({ seed: 3 });
  const network = randomNetwork(graph, 3, { neurons: "fans" });
  strictEqual(attributeWeights(reconstruction(network, ratings), graph).length, 0);
});
