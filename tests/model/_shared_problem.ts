import { type BipartiteGraph, bipartiteGraph } from "../../src/data/bipartite_graph.ts";
import { type SparseMatrix, sparseMatrix } from "../../src/data/sparse_matrix.ts";
import { edgeTopology } from "../../src/kernels/edge_topology.ts";
import type {
  SharedBatch,
  SharedObjective,
  SharedParameters,
  SharedTopology,
} from "../../src/kernels/shared_step_cpu.ts";
import { ownPaths } from "../../src/model/shared_network.ts";
import type { Random } from "../../src/random.ts";

/** A small network and something to train it on. */
export interface SharedProblem {
  readonly encoder: BipartiteGraph;
  readonly decoder: BipartiteGraph;
  readonly topology: SharedTopology;
  readonly parameters: SharedParameters<Float32Array<ArrayBuffer>>;
  readonly batch: SharedBatch;
}

/** Sizes of a problem. */
export interface ProblemSizes {
  readonly items: number;
  readonly neurons: number;
  readonly edges: number;
  readonly users: number;
  readonly biases: boolean;
  /** Whether the decoder has edges of its own. */
  readonly different: boolean;
}

/** Names of all parameters. */
export const PARAMETERS = ["encoder", "decoder", "hiddenBias", "outputBias"] as const;

/** Edges drawn at random. Where there are two or more, the first item has no neuron and the last neuron no item. */
export function randomGraph(
  random: Random,
  { items, neurons, edges }: Pick<ProblemSizes, "items" | "neurons" | "edges">,
): BipartiteGraph {
  const count = items * neurons === 0 ? 0 : edges, first = items > 1 ? 1 : 0;
  return bipartiteGraph(
    items,
    neurons,
    Uint32Array.from(
      { length: count },
      () => first + Math.floor((items - first) * random.next() ** 1.5),
    ),
    Uint32Array.from({ length: count }, () => random.integer(Math.max(1, neurons - 1))),
  );
}

/** Some users: every fifth has rated nothing, inputs leave out some targets and have values of their own. */
export function randomBatch(random: Random, users: number, items: number): SharedBatch {
  const row: number[] = [], column: number[] = [];
  for (let user = 0; user < users; user++) {
    if (user % 5 === 4) continue;
    const share = random.next();
    for (let item = 0; item < items; item++) {
      if (random.next() < share) {
        row.push(user);
        column.push(item);
      }
    }
  }
  const kept = row.map(() => random.next() < 0.8);
  const some = (list: number[]) => list.filter((_, k) => kept[k]);
  const value = (list: number[]) => list.map(() => random.next());
  return {
    inputs: sparseMatrix(users, items, {
      row: some(row),
      column: some(column),
      value: value(some(row)),
    }).matrix,
    targets: sparseMatrix(users, items, { row, column, value: value(row) }).matrix,
  };
}

/** Users who rated a twentieth to three fifths of the items, every fourth none; inputs and targets share most cells but neither has all of the other's. */
export function sparseBatch(random: Random, users: number, items: number): SharedBatch {
  const rows = (thin: number) => {
    const row: number[] = [], column: number[] = [];
    return {
      add(user: number, item: number) {
        if (random.next() < thin) return;
        row.push(user);
        column.push(item);
      },
      matrix: (value: () => number): SparseMatrix =>
        sparseMatrix(users, items, { row, column, value: row.map(value) }).matrix,
    };
  };
  const inputs = rows(0.3), targets = rows(0.1);
  for (let user = 0; user < users; user++) {
    const share = [0.2, 0.05, 0, 0.6][user % 4];
    for (let item = 0; item < items; item++) {
      if (random.next() >= share) continue;
      inputs.add(user, item);
      targets.add(user, item);
    }
  }
  return {
    inputs: inputs.matrix(() => 0.3 + 0.7 * random.next()),
    targets: targets.matrix(() => random.integer(5) / 4),
  };
}

/** A network with weights around 0.5 in size and a batch for it. */
export function randomProblem(
  random: Random,
  sizes: ProblemSizes,
  { excludeOwnPath }: Pick<SharedObjective, "excludeOwnPath">,
): SharedProblem {
  const encoder = randomGraph(random, sizes);
  const decoder = sizes.different ? randomGraph(random, sizes) : encoder;
  return {
    encoder,
    decoder,
    topology: sharedTopology(encoder, decoder, excludeOwnPath),
    parameters: randomParameters(random, { encoder, decoder }, sizes.biases),
    batch: randomBatch(random, sizes.users, sizes.items),
  };
}

/** Weights of a size, with biases or without. */
export function randomParameters(
  random: Random,
  { encoder, decoder }: Pick<SharedProblem, "encoder" | "decoder">,
  biases: boolean,
  size = 0.5,
): SharedParameters<Float32Array<ArrayBuffer>> {
  const normals = (length: number) => Float32Array.from({ length }, () => size * random.normal());
  return {
    encoder: normals(encoder.itemAttributes.length),
    decoder: normals(decoder.itemAttributes.length),
    ...(biases &&
      { hiddenBias: normals(encoder.attributes), outputBias: normals(encoder.items) }),
  };
}

/** The topology of two graphs, with own paths where they are excluded. */
export function sharedTopology(
  encoder: BipartiteGraph,
  decoder: BipartiteGraph,
  excludeOwnPath = true,
): SharedTopology {
  const none = new Uint32Array();
  return {
    encoder: edgeTopology(encoder),
    decoder: edgeTopology(decoder),
    ownPaths: excludeOwnPath
      ? ownPaths(encoder, decoder)
      : { start: new Uint32Array(encoder.items + 1), encoderEdge: none, decoderEdge: none },
  };
}

/** Some rows of a batch. */
export function rowsOf(batch: SharedBatch, rows: readonly number[]): SharedBatch {
  const take = ({ columns, indptr, indices, values }: SparseMatrix): SparseMatrix => {
    const starts = new Uint32Array(rows.length + 1);
    rows.forEach((r, b) => starts[b + 1] = starts[b] + indptr[r + 1] - indptr[r]);
    const order = rows.flatMap((r) =>
      Array.from({ length: indptr[r + 1] - indptr[r] }, (_, k) => indptr[r] + k)
    );
    return {
      rows: rows.length,
      columns,
      indptr: starts,
      indices: Uint32Array.from(order, (k) => indices[k]),
      values: Float32Array.from(order, (k) => values[k]),
    };
  };
  return { inputs: take(batch.inputs), targets: take(batch.targets) };
}
