import { type BipartiteGraph, bipartiteGraph } from "../../src/data/bipartite_graph.ts";
import { type SparseMatrix, sparseMatrix } from "../../src/data/sparse_matrix.ts";
import { edgeTopology } from "../../src/kernels/edge_topology.ts";
import type { SharedParameters } from "../../src/kernels/shared_step_cpu.ts";
import type { SharedBatch, SharedTopology } from "../../src/kernels/shared_step_cpu.ts";
import { ownPaths } from "../../src/model/shared_network.ts";
import type { Random } from "../../src/random.ts";

/** Sizes of a network; the first and last items and neurons have no edges. */
export interface NetworkSizes {
  readonly items: number;
  readonly neurons: number;
  readonly edges: number;
}

/** A random graph with empty rows and columns at both ends and a popular neuron. */
export function randomGraph(random: Random, { items, neurons, edges }: NetworkSizes) {
  const inner = (count: number) => Math.min(count - 1, 1 + random.integer(Math.max(1, count - 2)));
  const edgeItem = Uint32Array.from({ length: edges }, () => inner(items));
  const edgeNeuron = Uint32Array.from(
    { length: edges },
    (_, e) => e % 3 === 0 ? Math.min(1, neurons - 1) : inner(neurons),
  );
  return bipartiteGraph(items, neurons, edgeItem, edgeNeuron);
}

/** The edges as the reference takes them. */
export function topologyOf(encoder: BipartiteGraph, decoder: BipartiteGraph): SharedTopology {
  return {
    encoder: edgeTopology(encoder),
    decoder: edgeTopology(decoder),
    ownPaths: ownPaths(encoder, decoder),
  };
}

/** Users of whom some have nothing; inputs and targets share most cells but neither has all of the other's. */
export function randomUsers(random: Random, users: number, items: number): SharedBatch {
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

/** Small weights that float32 holds exactly, with biases or without. */
export function randomParameters(
  random: Random,
  { encoder, decoder }: { readonly encoder: BipartiteGraph; readonly decoder: BipartiteGraph },
  biases: boolean,
): SharedParameters<Float32Array<ArrayBuffer>> {
  const normals = (length: number) => Float32Array.from({ length }, () => 0.4 * random.normal());
  return {
    encoder: normals(encoder.itemAttributes.length),
    decoder: normals(decoder.itemAttributes.length),
    ...(biases &&
      { hiddenBias: normals(encoder.attributes), outputBias: normals(encoder.items) }),
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
