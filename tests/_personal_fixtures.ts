import { type BipartiteGraph, bipartiteGraph } from "../src/data/bipartite_graph.ts";
import { type SparseMatrix, sparseMatrix } from "../src/data/sparse_matrix.ts";
import { createVocabulary, type Vocabulary } from "../src/data/vocabulary.ts";
import { writeDecoderWeights } from "../src/model/decoder_weights.ts";
import type { Initialisation } from "../src/model/personal_settings.ts";
import type { UserNetworks } from "../src/model/user_networks.ts";
import { weightStart } from "../src/model/weight_start.ts";
import type { Random } from "../src/random.ts";
import type { PlainNetwork } from "./_plain_network.ts";

/** Users, inputs and graph of a made-up problem. */
export interface PersonalProblem {
  readonly inputs: SparseMatrix;
  readonly users: Vocabulary;
  readonly graph: BipartiteGraph;
}

/** One user who rated every item, from an edge list. */
export function oneUser(
  x: readonly number[],
  attributes: number,
  edgeItem: readonly number[],
  edgeAttribute: readonly number[],
): PersonalProblem {
  return {
    inputs: sparseMatrix(1, x.length, {
      row: x.map(() => 0),
      column: x.map((_, i) => i),
      value: x,
    }).matrix,
    users: createVocabulary(["ann"]),
    graph: bipartiteGraph(x.length, attributes, edgeItem, edgeAttribute),
  };
}

/**
 * A random problem: user u rates `sizes[u]` of the items; attributes are skewed, some copied so that classes of equal attributes
 * occur, some items have none.
 */
export function randomProblem(
  random: Random,
  options: { items: number; attributes: number; degree: number; sizes: readonly number[] },
): PersonalProblem {
  const { items, attributes, degree, sizes } = options;
  const edgeItem: number[] = [], edgeAttribute: number[] = [];
  for (let i = 0; i < items; i++) {
    const count = i % 7 === 3 ? 0 : 1 + random.integer(2 * degree);
    for (let k = 0; k < count && attributes > 0; k++) {
      const drawn = Math.floor(attributes * random.next() ** 2);
      const f = drawn % 4 === 1 ? drawn - 1 : drawn;
      edgeItem.push(i);
      edgeAttribute.push(f);
      // Every fourth attribute has a twin on exactly the same items.
      if (f % 4 === 0 && f + 1 < attributes) {
        edgeItem.push(i);
        edgeAttribute.push(f + 1);
      }
    }
  }
  const row: number[] = [], column: number[] = [], value: number[] = [];
  sizes.forEach((size, user) => {
    const order = random.shuffle(Uint32Array.from({ length: items }, (_, i) => i));
    for (const item of order.subarray(0, size)) {
      row.push(user);
      column.push(item);
      value.push(random.integer(5) / 4);
    }
  });
  return {
    inputs: sparseMatrix(sizes.length, items, { row, column, value }).matrix,
    users: createVocabulary(sizes.map((_, user) => `user ${user}`)),
    graph: bipartiteGraph(items, attributes, edgeItem, edgeAttribute),
  };
}

/** The same network as dense matrices, with the same first weights. */
export function plainNetwork(
  problem: PersonalProblem,
  built: UserNetworks,
  network: number,
  initialisation: Initialisation,
): PlainNetwork {
  const firstItem = built.networks.itemStart[network];
  const items = built.items.subarray(firstItem, built.networks.itemStart[network + 1]);
  const attributes = built.attributes.subarray(
    built.attributeStart[network],
    built.attributeStart[network + 1],
  );
  const has = (item: number, f: number) =>
    problem.graph.itemAttributes.subarray(
      problem.graph.itemStart[item],
      problem.graph.itemStart[item + 1],
    ).includes(f);
  const mask = [...items].map((item) => [...attributes].map((f) => has(item, f)));
  const w1 = mask.map((row) => row.map(() => 0));
  const w2 = [...attributes].map(() => [...items].map(() => 0));
  const start = weightStart(
    initialisation,
    problem.users.ids[built.users[network]],
    items.length,
    attributes.length,
  );
  attributes.forEach((_, f) =>
    items.forEach((_, i) => {
      if (!mask[i][f]) return;
      const { encoder, decoder } = start.next();
      w1[i][f] = encoder;
      w2[f][i] = decoder;
    })
  );
  return {
    x: [...items].map((_, i) => built.networks.input[firstItem + i]),
    mask,
    w1,
    w2,
  };
}

/** a_f of every attribute of one network. */
export function activationsOf(built: UserNetworks, network: number): number[] {
  const first = built.networks.nodeStart[network];
  return [...built.attributeNode.subarray(
    built.attributeStart[network],
    built.attributeStart[network + 1],
  )].map((node) => built.state.activation[first + node]);
}

/** W2 of one network as its edges are listed: by item, then attribute. */
export function decoderWeightsOf(
  built: UserNetworks,
  network: number,
  graph: BipartiteGraph,
): number[] {
  const out: number[] = [];
  writeDecoderWeights(built, network, graph, out);
  return out;
}

/** The plain network's W2 in the same order. */
export function plainDecoderWeights({ mask, w2 }: PlainNetwork): number[] {
  return mask.flatMap((row, i) => row.flatMap((has, f) => has ? [w2[f][i]] : []));
}

/** Largest absolute difference; the lengths must be equal. */
export function largestDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  if (a.length !== b.length) throw new Error(`lengths are ${a.length} and ${b.length}`);
  let largest = 0;
  for (let k = 0; k < a.length; k++) {
    const difference = Math.abs(a[k] - b[k]);
    if (Number.isNaN(difference)) return NaN;
    largest = Math.max(largest, difference);
  }
  return largest;
}
