import { type BipartiteGraph, bipartiteGraph } from "../../src/data/bipartite_graph.ts";
import { type SparseMatrix, sparseMatrix } from "../../src/data/sparse_matrix.ts";
import { createRandom } from "../../src/random.ts";

/** Profiles, ratings and graph over the same users, items and attributes. */
export interface World {
  readonly profiles: SparseMatrix;
  readonly ratings: SparseMatrix;
  readonly graph: BipartiteGraph;
}

/** A sparse matrix from dense rows; cells given as undefined are not stored, zeros are. */
export function matrixOf(
  columns: number,
  ...rows: readonly (readonly (number | undefined)[])[]
): SparseMatrix {
  const row: number[] = [], column: number[] = [], value: number[] = [];
  rows.forEach((cells, r) =>
    cells.forEach((cell, c) => {
      if (cell === undefined) return;
      row.push(r);
      column.push(c);
      value.push(cell);
    })
  );
  return sparseMatrix(rows.length, columns, { row, column, value }).matrix;
}

/** A matrix as rows of numbers, absent cells as 0. */
export function denseRows(matrix: SparseMatrix): number[][] {
  return Array.from({ length: matrix.rows }, (_, r) => {
    const row: number[] = new Array(matrix.columns).fill(0);
    for (let e = matrix.indptr[r]; e < matrix.indptr[r + 1]; e++) {
      row[matrix.indices[e]] = matrix.values[e];
    }
    return row;
  });
}

/**
 * Two camps: even users like even attributes, rated even items, and even items have even attributes; odd ones likewise.
 * Each user has left out one item of the own camp, the one with the user's index, so there is one right answer.
 */
export function checkerboard(size = 6): World {
  const sameCamp = (value: number) =>
    Array.from(
      { length: size },
      (_, a) => Array.from({ length: size }, (_, b) => (a + b) % 2 === 0 ? value : undefined),
    );
  const itemAttribute = Array.from(
    { length: size ** 2 },
    (_, e) => [Math.floor(e / size), e % size],
  )
    .filter(([item, attribute]) => (item + attribute) % 2 === 0);
  return {
    profiles: matrixOf(size, ...sameCamp(0.5)),
    ratings: matrixOf(
      size,
      ...sameCamp(4).map((row, u) => row.map((rating, i) => i === u ? undefined : rating)),
    ),
    graph: bipartiteGraph(
      size,
      size,
      itemAttribute.map(([item]) => item),
      itemAttribute.map(([, attribute]) => attribute),
    ),
  };
}

/** How {@link randomWorld} is drawn. */
export interface WorldOptions {
  readonly seed: number;
  readonly users?: number;
  readonly items?: number;
  readonly attributes?: number;
  /** Share of the cells that are filled. */
  readonly density?: number;
  /** Whether profile weights may be negative, as raw ones are. */
  readonly signed?: boolean;
}

/** Random profiles (some weights exactly 0, some users without any), ratings 1 to 5 and graph. */
export function randomWorld(
  { seed, users = 12, items = 10, attributes = 8, density = 0.4, signed = true }: WorldOptions,
): World {
  const random = createRandom(seed, "world");
  const cells = (rows: number, columns: number, draw: () => number) =>
    matrixOf(
      columns,
      ...Array.from(
        { length: rows },
        () => Array.from({ length: columns }, () => random.next() < density ? draw() : undefined),
      ),
    );
  const weight = () => random.next() < 0.1 ? 0 : signed ? random.normal() : random.next();
  const profiles = cells(users, attributes, weight);
  const ratings = cells(users, items, () => 1 + random.integer(5));
  const edges = cells(items, attributes, () => 1);
  const edgeItem: number[] = [];
  for (let i = 0; i < items; i++) {
    for (let e = edges.indptr[i]; e < edges.indptr[i + 1]; e++) edgeItem.push(i);
  }
  return { profiles, ratings, graph: bipartiteGraph(items, attributes, edgeItem, edges.indices) };
}
