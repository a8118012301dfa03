import { type BipartiteGraph, bipartiteGraph } from "../src/data/bipartite_graph.ts";
import type { SparseMatrix } from "../src/data/sparse_matrix.ts";
import { createRandom } from "../src/random.ts";

/** Size and shape of made-up data. */
export interface Shape {
  /** Users; each rates at least 20 items. */
  readonly users: number;
  /** Items; popularity falls with rank by Zipf's law. */
  readonly items: number;
  /** Ratings in all, about. */
  readonly ratings: number;
  /** Attributes in all, as popular as a power law makes them. */
  readonly attributes: number;
  /** Attributes of each item. */
  readonly attributesPerItem: number;
  /** Seed of everything. */
  readonly seed: number;
}

/** MovieLens 20M with nine attributes per item. */
export const MOVIELENS_20M: Shape = {
  users: 138_493,
  items: 26_744,
  ratings: 20_000_263,
  attributes: 20_000,
  attributesPerItem: 9,
  seed: 20,
};

const FEWEST_RATINGS = 20;

/**
 * The item-attribute graph of a shape: attribute ranks are drawn by a power law, so that some are on thousands of items and
 * most on a few.
 *
 * @param shape The shape.
 * @returns The graph.
 */
export function syntheticGraph(shape: Shape): BipartiteGraph {
  const random = createRandom(shape.seed, "graph");
  const edges = shape.items * shape.attributesPerItem;
  const edgeItem = new Uint32Array(edges), edgeAttribute = new Uint32Array(edges);
  for (let e = 0; e < edges; e++) {
    edgeItem[e] = Math.floor(e / shape.attributesPerItem);
    edgeAttribute[e] = Math.floor(shape.attributes * random.next() ** 3);
  }
  return bipartiteGraph(shape.items, shape.attributes, edgeItem, edgeAttribute);
}

/**
 * The scaled ratings of a range of users. Each user draws from a stream of their own, so that any range can be made without the
 * others and a sample has the users that the whole would have.
 *
 * @param shape The shape.
 * @param users Indices of the users.
 * @returns Inputs x in [0, 1], (users.length, items).
 */
export function syntheticInputs(shape: Shape, users: ArrayLike<number>): SparseMatrix {
  const indptr = new Uint32Array(users.length + 1);
  const mean = shape.ratings / shape.users - FEWEST_RATINGS;
  let indices = new Uint32Array(1024), values = new Float32Array(1024);
  const seen = new Uint32Array(shape.items);
  const row = new Uint32Array(shape.items);
  for (let r = 0; r < users.length; r++) {
    const random = createRandom(shape.seed, "user", String(users[r]));
    // Log-normal with deviation 1.2, cut at half the catalogue: the long tail of real raters.
    const above = mean * Math.exp(1.2 * random.normal() - 0.72);
    const count = Math.min(Math.floor(FEWEST_RATINGS + above), shape.items >> 1);
    for (let found = 0; found < count;) {
      // Inverse transform of 1 / rank; popular items run out for those who rate thousands: the next one is taken then.
      let item = Math.floor(Math.exp(random.next() * Math.log(shape.items))) - 1;
      while (seen[item] === r + 1) item = (item + 1) % shape.items;
      seen[item] = r + 1;
      row[found++] = item;
    }
    const end = indptr[r] + count;
    if (end > indices.length) {
      const length = Math.max(end, 2 * indices.length);
      const [olderIndices, olderValues] = [indices, values];
      (indices = new Uint32Array(length)).set(olderIndices);
      (values = new Float32Array(length)).set(olderValues);
    }
    indices.set(row.subarray(0, count).sort(), indptr[r]);
    for (let k = indptr[r]; k < end; k++) values[k] = RATINGS[random.integer(RATINGS.length)];
    indptr[r + 1] = end;
  }
  return {
    rows: users.length,
    columns: shape.items,
    indptr,
    indices: indices.slice(0, indptr[users.length]),
    values: values.slice(0, indptr[users.length]),
  };
}

/** Scaled ratings as often as MovieLens 20M has them, in tenths: 1, 2, 3, 3.5, 4, 4.5 and 5 stars of 0.5 to 5. */
const RATINGS = [1, 3, 5, 5, 6, 6, 7, 7, 7, 9].map((tenth) => tenth / 9);
