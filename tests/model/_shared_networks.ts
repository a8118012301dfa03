import type { BipartiteGraph } from "../../src/data/bipartite_graph.ts";
import type { SparseMatrix } from "../../src/data/sparse_matrix.ts";
import { type Activation, activationValue } from "../../src/kernels/activation.ts";
import { countNeurons } from "../../src/model/named_neurons.ts";
import type { RelatedItems } from "../../src/model/related_items.ts";
import { sharedGraphs } from "../../src/model/shared_graphs.ts";
import type { SharedNetwork } from "../../src/model/shared_network.ts";
import type { FansKind, NeuronChoice } from "../../src/model/shared_settings.ts";
import { createRandom } from "../../src/random.ts";

/** How a random network is drawn. */
export interface NetworkOptions {
  readonly neurons?: NeuronChoice;
  readonly fansKind?: FansKind;
  readonly activation?: Activation;
  readonly biases?: boolean;
}

/** A network over the attributes of a graph, with random relations between items and random weights. */
export function randomNetwork(
  graph: BipartiteGraph,
  seed: number,
  options: NetworkOptions = {},
): SharedNetwork {
  const random = createRandom(seed, "network");
  const { neurons = "both", fansKind = "pure", activation = "identity" } = options;
  const graphs = sharedGraphs(graph, randomRelations(graph.items, seed), { neurons, fansKind });
  const draw = (length: number) => Float32Array.from({ length }, () => random.normal());
  return {
    ...graphs,
    parameters: {
      encoder: draw(graphs.encoder.itemAttributes.length),
      decoder: draw(graphs.decoder.itemAttributes.length),
      ...(options.biases
        ? { hiddenBias: draw(countNeurons(graphs.neurons)), outputBias: draw(graph.items) }
        : {}),
    },
    activation,
    input: { value: "graded", normalise: false },
  };
}

/** Up to three related items of each item. */
export function randomRelations(items: number, seed: number): RelatedItems {
  const random = createRandom(seed, "relations");
  const start = new Uint32Array(items + 1);
  const related: number[] = [];
  for (let item = 0; item < items; item++) {
    const others = [...Array(items).keys()].filter((other) => other !== item);
    related.push(...random.shuffle(others).slice(0, random.integer(4)));
    start[item + 1] = related.length;
  }
  return {
    start,
    items: Uint32Array.from(related),
    similarities: Float32Array.from(related, () => random.next()),
  };
}

/** H and Z of one user by the definition, over dense matrices. */
export function plainScores(network: SharedNetwork, inputs: SparseMatrix, user: number) {
  const { encoder, decoder, parameters, activation } = network;
  const count = countNeurons(network.neurons);
  const weight = (graph: BipartiteGraph, weights: Float32Array, item: number, neuron: number) => {
    for (let e = graph.itemStart[item]; e < graph.itemStart[item + 1]; e++) {
      if (graph.itemAttributes[e] === neuron) return weights[e];
    }
    return 0;
  };
  const x = new Array(encoder.items).fill(0);
  for (let k = inputs.indptr[user]; k < inputs.indptr[user + 1]; k++) {
    x[inputs.indices[k]] = inputs.values[k];
  }
  const hidden = Array.from({ length: count }, (_, n) =>
    activationValue(
      activation,
      x.reduce(
        (sum, value, item) => sum + value * weight(encoder, parameters.encoder, item, n),
        parameters.hiddenBias?.[n] ?? 0,
      ),
    ));
  const scores = Array.from({ length: decoder.items }, (_, item) =>
    hidden.reduce(
      (sum, h, n) => sum + h * weight(decoder, parameters.decoder, item, n),
      parameters.outputBias?.[item] ?? 0,
    ));
  return { hidden, scores };
}
