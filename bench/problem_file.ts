import { type BipartiteGraph, bipartiteGraph } from "../src/data/bipartite_graph.ts";
import type { SparseMatrix } from "../src/data/sparse_matrix.ts";
import { parseSafetensors, writeSafetensors } from "../src/formats/safetensors.ts";

/** What personal training needs of a data set. */
export interface Problem {
  /** Scaled ratings, (users, items). */
  readonly inputs: SparseMatrix;
  /** The item-attribute graph. */
  readonly graph: BipartiteGraph;
}

/**
 * Writes a problem as one safetensors file, so that a machine without the data, or without a package registry for the readers,
 * can train it.
 *
 * @param path Where.
 * @param problem The problem.
 */
export async function writeProblem(path: string, { inputs, graph }: Problem): Promise<void> {
  const tensor = (data: Uint32Array | Float32Array) => ({
    shape: [data.length],
    data: data.slice(),
  });
  const bytes = writeSafetensors({
    "inputs.indptr": tensor(inputs.indptr),
    "inputs.indices": tensor(inputs.indices),
    "inputs.values": tensor(inputs.values),
    "graph.indptr": tensor(graph.itemStart),
    "graph.indices": tensor(graph.itemAttributes),
  }, { items: String(graph.items), attributes: String(graph.attributes) });
  await Deno.writeFile(path, bytes);
}

/**
 * Reads a problem back.
 *
 * @param path Where.
 * @returns The problem.
 */
export async function readProblem(path: string): Promise<Problem> {
  const { tensors, metadata } = parseSafetensors(await Deno.readFile(path), path);
  const integers = (name: string) => Uint32Array.from(tensors.get(name)!.data as Uint32Array);
  const items = Number(metadata.items), indptr = integers("inputs.indptr");
  const start = integers("graph.indptr"), edgeAttribute = integers("graph.indices");
  const edgeItem = new Uint32Array(edgeAttribute.length);
  for (let item = 0; item < items; item++) edgeItem.fill(item, start[item], start[item + 1]);
  return {
    inputs: {
      rows: indptr.length - 1,
      columns: items,
      indptr,
      indices: integers("inputs.indices"),
      values: Float32Array.from(tensors.get("inputs.values")!.data as Float32Array),
    },
    graph: bipartiteGraph(items, Number(metadata.attributes), edgeItem, edgeAttribute),
  };
}
