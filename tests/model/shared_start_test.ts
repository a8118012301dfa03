import { deepStrictEqual, ok } from "node:assert/strict";
import type { BipartiteGraph } from "../../src/data/bipartite_graph.ts";
import { relatedItems } from "../../src/model/related_items.ts";
import { sharedGraphs } from "../../src/model/shared_graphs.ts";
import { startWeights } from "../../src/model/shared_start.ts";
import { close } from "../kernels/_edges.ts";
import { randomDataset } from "./_datasets.ts";

const dataset = randomDataset(5, { users: 30 });
const { graph } = dataset, { items, attributes } = graph;
const related = await relatedItems(dataset.interactions, 4, { threads: 1 });

/** A graph's weights as a dense matrix, (items, neurons). */
function dense({ items, attributes, itemStart, itemAttributes }: BipartiteGraph, w: Float32Array) {
  const rows = Array.from({ length: items }, () => new Array<number>(attributes).fill(0));
  for (let item = 0; item < items; item++) {
    for (let e = itemStart[item]; e < itemStart[item + 1]; e++) {
      rows[item][itemAttributes[e]] = w[e];
    }
  }
  return rows;
}

/** The similarity of each item with those of its list, (items, items). */
const similarity = Array.from({ length: items }, (_, item) => {
  const row = new Array<number>(items).fill(0);
  for (let k = related.start[item]; k < related.start[item + 1]; k++) {
    row[related.items[k]] = related.similarities[k];
  }
  return row;
});

Deno.test("startWeights() makes attributes the cosine between items' rows of tf-idf", () => {
  const settings = { neurons: "attributes", fansKind: "pure", biases: false } as const;
  const { encoder, decoder } = startWeights(
    sharedGraphs(graph, related, settings),
    related,
    settings,
  );
  deepStrictEqual(encoder, decoder);
  const has = dense(graph, new Float32Array(graph.itemAttributes.length).fill(1));
  const idf = Array.from({ length: attributes }, (_, f) => {
    const count = has.reduce((sum, row) => sum + row[f], 0);
    return Math.log(items / count) + 0.05;
  });
  const rows = has.map((row) => row.map((one, f) => one * idf[f]));
  const expected = rows.map((row) => {
    const norm = Math.hypot(...row);
    return norm === 0 ? row : row.map((value) => value / norm);
  });
  close(dense(graph, encoder).flat(), expected.flat(), 1e-6, "tf-idf");
});

Deno.test("startWeights() makes pure fans say that an item was chosen, and how like it others are", () => {
  for (const neurons of ["fans", "both"] as const) {
    const settings = { neurons, fansKind: "pure", biases: false } as const;
    const graphs = sharedGraphs(graph, related, settings);
    const { encoder, decoder } = startWeights(graphs, related, settings);
    const first = graphs.neurons.attributes;
    dense(graphs.encoder, encoder).forEach((row, item) =>
      deepStrictEqual(row.slice(first), row.slice(first).map((_, of) => of === item ? 1 : 0))
    );
    // An item hears the fans of those in its own list.
    deepStrictEqual(dense(graphs.decoder, decoder).map((row) => row.slice(first)), similarity);
  }
});

Deno.test("startWeights() gives neighbourhoods their similarities, and the own item 1", () => {
  const settings = { neurons: "both", fansKind: "neighbourhood", biases: true } as const;
  const graphs = sharedGraphs(graph, related, settings);
  const { encoder, decoder, hiddenBias, outputBias } = startWeights(graphs, related, settings);
  deepStrictEqual(encoder, decoder);
  const fans = dense(graphs.encoder, encoder).map((row) => row.slice(attributes));
  fans.forEach((row, item) =>
    row.forEach((weight, of) => {
      deepStrictEqual(weight, item === of ? 1 : similarity[of][item]);
    })
  );
  deepStrictEqual(hiddenBias, new Float32Array(attributes + items));
  deepStrictEqual(outputBias, new Float32Array(items));
});

Deno.test("startWeights() leaves items without neurons and networks without edges alone", () => {
  const none = {
    start: new Uint32Array(items + 1),
    items: new Uint32Array(),
    similarities: new Float32Array(),
  };
  const settings = { neurons: "fans", fansKind: "pure", biases: false } as const;
  const { encoder, decoder } = startWeights(sharedGraphs(graph, none, settings), none, settings);
  deepStrictEqual([...encoder], new Array(items).fill(1));
  deepStrictEqual([...decoder], []);
  ok(graph.itemStart.some((start, item) => item > 0 && start === graph.itemStart[item - 1]));
});
