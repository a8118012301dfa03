import { ok } from "node:assert/strict";
import { bipartiteGraph } from "../../src/data/bipartite_graph.ts";
import { type EdgeRows, type EdgeTopology, edgeTopology } from "../../src/kernels/edge_topology.ts";
import { createRandom, type Random } from "../../src/random.ts";

/** Seed of all random inputs; set SEMAUTO_TEST_SEED for fresh ones. */
export const seed = Number(Deno.env.get("SEMAUTO_TEST_SEED") ?? 1);

/** Sizes of a product. */
export interface Sizes {
  readonly items: number;
  readonly attributes: number;
  /** Edges drawn; double ones count once. */
  readonly edges: number;
  /** Width of the dense matrices. */
  readonly lanes: number;
}

/** Nothing, one of each, off every multiple of a vector, a block and a workgroup, and empty rows at both ends. */
export const SIZES: readonly Sizes[] = [
  { items: 0, attributes: 0, edges: 0, lanes: 4 },
  { items: 0, attributes: 3, edges: 0, lanes: 4 },
  { items: 3, attributes: 0, edges: 0, lanes: 8 },
  { items: 3, attributes: 2, edges: 0, lanes: 4 },
  { items: 1, attributes: 1, edges: 1, lanes: 0 },
  { items: 1, attributes: 1, edges: 1, lanes: 4 },
  { items: 7, attributes: 5, edges: 20, lanes: 12 },
  { items: 65, attributes: 63, edges: 400, lanes: 32 },
  { items: 64, attributes: 129, edges: 900, lanes: 36 },
  { items: 33, attributes: 200, edges: 300, lanes: 68 },
  { items: 90, attributes: 17, edges: 1000, lanes: 260 },
  { items: 40, attributes: 50, edges: 300, lanes: 516 },
];

/** A random graph whose first and last rows are often empty. */
export function randomTopology(random: Random, { items, attributes, edges }: Sizes): EdgeTopology {
  const skewed = (count: number) => Math.floor(count * (0.02 + 0.96 * random.next() ** 2));
  const edgeItem = Uint32Array.from({ length: edges }, () => skewed(items));
  const edgeAttribute = Uint32Array.from({ length: edges }, () => skewed(attributes));
  return edgeTopology(bipartiteGraph(items, attributes, edgeItem, edgeAttribute));
}

/** One attribute that 10,000 items have, and some that few have. */
export function longRowTopology(random: Random): EdgeTopology {
  const items = 10_000, edges = items + 500;
  const edgeItem = Uint32Array.from(
    { length: edges },
    (_, e) => e < items ? e : random.integer(items),
  );
  const edgeAttribute = Uint32Array.from(
    { length: edges },
    (_, e) => e < items ? 3 : random.integer(9),
  );
  return edgeTopology(bipartiteGraph(items, 9, edgeItem, edgeAttribute));
}

/** Edges of the longest row. */
export function longestRow({ rows, start }: EdgeRows): number {
  let longest = 0;
  for (let r = 0; r < rows; r++) longest = Math.max(longest, start[r + 1] - start[r]);
  return longest;
}

/** Standard normal numbers that float32 holds exactly. */
export function normals(random: Random, length: number): Float64Array<ArrayBuffer> {
  return Float64Array.from({ length }, () => Math.fround(random.normal()));
}

/** Fails where a number is further from the expected one than `bound`, relative to the largest expected one or 1; gives the largest. */
export function close(
  found: ArrayLike<number>,
  expected: ArrayLike<number>,
  bound: number,
  what: string,
): number {
  ok(found.length >= expected.length, `${what}: ${found.length} of ${expected.length} numbers`);
  let scale = 1, largest = 0;
  for (let k = 0; k < expected.length; k++) scale = Math.max(scale, Math.abs(expected[k]));
  for (let k = 0; k < expected.length; k++) {
    const difference = Math.abs(found[k] - expected[k]) / scale;
    // NaN is not below a bound.
    ok(difference <= bound, `${what}: [${k}] is ${found[k]}, expected ${expected[k]}`);
    largest = Math.max(largest, difference);
  }
  return largest;
}

/** A stream of random numbers for a test. */
export function stream(...keys: string[]): Random {
  return createRandom(seed, ...keys);
}
