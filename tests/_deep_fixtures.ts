import { type BipartiteGraph, bipartiteGraph } from "../src/data/bipartite_graph.ts";
import { broaderGraph } from "../src/data/broader_edges.ts";
import { broaderEdges } from "../src/data/broader_layer.ts";
import type { Dataset } from "../src/data/dataset.ts";
import { createKnowledgeGraphBuilder } from "../src/data/knowledge_graph.ts";
import type { DeepUserNetworks } from "../src/model/deep_user_networks.ts";
import type { Initialisation } from "../src/model/personal_settings.ts";
import { innerWeightStart } from "../src/model/weight_start.ts";
import type { Random } from "../src/random.ts";
import { type PersonalProblem, plainNetwork, randomProblem } from "./_personal_fixtures.ts";
import type { PlainDeepNetwork } from "./_plain_deep_network.ts";

/** A problem with broader categories of its attributes. */
export interface DeepProblem extends PersonalProblem {
  readonly broader: BipartiteGraph;
}

/**
 * A random problem: about a third of the attributes have nothing but a pass-through; some attributes on the same items share their
 * categories, others have one each, so that classes of all kinds occur.
 */
export function randomDeepProblem(
  random: Random,
  options: {
    items: number;
    attributes: number;
    degree: number;
    categories: number;
    sizes: readonly number[];
  },
): DeepProblem {
  const { attributes, categories } = options;
  const from: number[] = [], to: number[] = [];
  let passThroughs = 0;
  for (let f = 0; f < attributes; f++) {
    const count = categories === 0 || random.integer(3) === 0 ? 0 : 1 + random.integer(2);
    for (let k = 0; k < count; k++) {
      from.push(f);
      to.push(random.integer(categories));
    }
    if (count > 0) continue;
    from.push(f);
    to.push(categories + passThroughs++);
  }
  return {
    ...randomProblem(random, options),
    broader: bipartiteGraph(attributes, categories + passThroughs, from, to),
  };
}

/** The same network as dense matrices, with the same first weights. */
export function plainDeepNetwork(
  problem: DeepProblem,
  built: DeepUserNetworks,
  network: number,
  initialisation: Initialisation,
): PlainDeepNetwork {
  const { x, mask, w1, w2 } = plainNetwork(problem, built, network, initialisation);
  const { broader } = problem;
  const attributes = [...built.attributes.subarray(
    built.attributeStart[network],
    built.attributeStart[network + 1],
  )];
  const categories = [...built.categories.subarray(
    built.categoryStart[network],
    built.categoryStart[network + 1],
  )];
  const has = (f: number, g: number) =>
    broader.itemAttributes.subarray(broader.itemStart[f], broader.itemStart[f + 1]).includes(g);
  const inner = attributes.map((f) => categories.map((g) => has(f, g)));
  const u1 = inner.map((row) => row.map(() => 0)),
    u2 = categories.map(() => attributes.map(() => 0));
  const start = innerWeightStart(
    initialisation,
    problem.users.ids[built.users[network]],
    attributes.length,
    categories.length,
  );
  inner.forEach((row, f) =>
    row.forEach((is, g) => {
      if (!is) return;
      const { encoder, decoder } = start.next();
      u1[f][g] = encoder;
      u2[g][f] = decoder;
    })
  );
  return { x, mask, inner, weights: { w1, u1, u2, w2 } };
}

/** The data with every attribute but each third filed under one of five categories, by its number. */
export function filed(dataset: Dataset): Dataset {
  const triples = createKnowledgeGraphBuilder();
  dataset.attributes.forEach(({ value }, f) => {
    if (f % 3 !== 2) triples.add(value, "broader", `category ${f % 5}`);
    if (f % 4 === 0) triples.add(value, "broader", "all fours");
  });
  const edges = broaderEdges(dataset.attributes, triples.build());
  return { ...dataset, broader: broaderGraph(dataset.attributes, edges) };
}
