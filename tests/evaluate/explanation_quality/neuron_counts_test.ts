import { deepStrictEqual } from "node:assert/strict";
import { countNeuronUse } from "../../../src/evaluate/explanation_quality/neuron_counts.ts";
import { countNeurons } from "../../../src/model/named_neurons.ts";
import { reconstruction } from "../../../src/recommend/reconstruction.ts";
import { randomNetwork } from "../../model/_shared_networks.ts";
import { denseRows, randomWorld } from "../../recommend/_profiles.ts";

Deno.test("countNeuronUse() counts edges out of each neuron and users with a rating into it", () => {
  const { graph, ratings } = randomWorld({ seed: 5, users: 9, items: 7 });
  const network = randomNetwork(graph, 5, {
    neurons: "both",
    fansKind: "neighbourhood",
    biases: true,
  });
  const { items, users } = countNeuronUse(reconstruction(network, ratings), graph);
  const rated = denseRows(ratings).map((row) => row.flatMap((x, item) => x === 0 ? [] : [item]));
  const count = countNeurons(network.neurons);
  const reach = ({ itemStart, itemAttributes }: typeof network.encoder, item: number) => [
    ...itemAttributes.subarray(itemStart[item], itemStart[item + 1]),
  ];
  const all = [...Array(count).keys()];
  deepStrictEqual(
    [...items],
    [
      ...all.map((n) =>
        [...Array(7).keys()].filter((item) => reach(network.decoder, item).includes(n)).length
      ),
      7,
    ],
  );
  deepStrictEqual(
    [...users],
    [
      ...all.map((n) =>
        rated.filter((own) => own.some((item) => reach(network.encoder, item).includes(n))).length
      ),
      9,
    ],
  );
});
