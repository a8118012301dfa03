import { InputError } from "../errors.ts";
import { type BipartiteGraph, bipartiteGraph } from "../data/bipartite_graph.ts";
import type { Dataset, DatasetStatistics } from "../data/dataset.ts";
import type { RatingScale } from "../data/interactions.ts";
import type { SparseMatrix } from "../data/sparse_matrix.ts";
import { createVocabulary } from "../data/vocabulary.ts";
import type { Tensor } from "../formats/safetensors.ts";
import type { ModelVocabulary } from "./checkpoint_json.ts";

/** The tensors of a checkpoint, taken out one by one; each method throws an InputError where one is missing or damaged. */
export interface TensorReader {
  /** A vector of float32. */
  floats(name: string, length: number): Float32Array<ArrayBuffer>;
  /** A vector of float32 that holds only finite numbers, from `least` up where that is given. */
  finite(name: string, length: number, least?: number): Float32Array<ArrayBuffer>;
  /** A vector of bytes from 0 to `most`. */
  bytes(name: string, length: number, most: number): Uint8Array<ArrayBuffer>;
  /** A vector of as many whole numbers as there are, ascending and below `bound`. */
  ascending(name: string, bound: number): Uint32Array<ArrayBuffer>;
  /** A sparse matrix: `name.indptr`, `name.indices` and `name.values`. */
  matrix(name: string, rows: number, columns: number): SparseMatrix;
  /** A graph, (items, attributes): `name.indptr` and `name.indices`. */
  graph(name: string, items: number, attributes: number): BipartiteGraph;
}

/**
 * Checks types, shapes and indices, so that a damaged file fails here and not as a wrong recommendation.
 *
 * @param tensors The tensors by name.
 * @param file Name of their file, for messages.
 * @returns What takes them out.
 */
export function tensorReader(tensors: ReadonlyMap<string, Tensor>, file: string): TensorReader {
  const fail = (name: string, problem: string): never => {
    throw new InputError({ file }, `tensor '${name}' ${problem}`);
  };
  const data = <T extends Tensor["data"]>(
    name: string,
    kind: new (length: number) => T,
    length?: number,
  ): T => {
    const found = tensors.get(name)?.data;
    if (!found) return fail(name, "is missing");
    if (!(found instanceof kind)) {
      return fail(name, `is a ${found.constructor.name}, expected a ${kind.name}`);
    }
    if (length !== undefined && found.length !== length) {
      fail(name, `has ${found.length} elements, expected ${length}`);
    }
    return found;
  };
  const rows = (name: string, rowCount: number, columns: number) => {
    const indptr = Uint32Array.from(data(`${name}.indptr`, Int32Array, rowCount + 1));
    const indices = Uint32Array.from(data(`${name}.indices`, Int32Array, indptr[rowCount]));
    for (let row = 0; row < rowCount; row++) {
      const start = indptr[row], end = indptr[row + 1];
      if (row === 0 && start !== 0 || end < start || end > indices.length) {
        fail(`${name}.indptr`, `ends row ${row} at ${end} from ${start}, expected rows from 0 up`);
      }
      for (let k = start; k < end; k++) {
        if (indices[k] < columns && (k === start || indices[k] > indices[k - 1])) continue;
        fail(
          `${name}.indices`,
          `holds ${indices[k]} in row ${row}, expected ascending numbers below ${columns}`,
        );
      }
    }
    return { indptr, indices };
  };
  const floats = (name: string, length: number) =>
    data<Float32Array<ArrayBuffer>>(name, Float32Array, length);
  const finite: TensorReader["finite"] = (name, length, least = -Infinity) => {
    const found = floats(name, length);
    const wrong = found.find((value) => !Number.isFinite(value) || value < least);
    if (wrong === undefined) return found;
    const range = least === -Infinity ? "" : ` from ${least}`;
    return fail(name, `holds ${wrong}, expected finite numbers${range}`);
  };
  return {
    floats,
    finite,
    bytes(name, length, most) {
      const found = data<Uint8Array<ArrayBuffer>>(name, Uint8Array, length);
      const unknown = found.find((value) => value > most);
      if (unknown === undefined) return found;
      return fail(name, `holds ${unknown}, expected whole numbers up to ${most}`);
    },
    ascending(name, bound) {
      const found = Uint32Array.from(data(name, Int32Array));
      const wrong = found.findIndex((value, k) => value >= bound || k > 0 && value <= found[k - 1]);
      if (wrong === -1) return found;
      return fail(name, `holds ${found[wrong]}, expected ascending numbers below ${bound}`);
    },
    matrix(name, rowCount, columns) {
      const { indptr, indices } = rows(name, rowCount, columns);
      return {
        rows: rowCount,
        columns,
        indptr,
        indices,
        values: finite(`${name}.values`, indices.length),
      };
    },
    graph(name, items, attributes) {
      const { indptr, indices } = rows(name, items, attributes);
      const edgeItem = new Uint32Array(indices.length);
      for (let item = 0; item < items; item++) edgeItem.fill(item, indptr[item], indptr[item + 1]);
      return bipartiteGraph(items, attributes, edgeItem, indices);
    },
  };
}

/** A vector as a tensor. */
export function vector(data: Float32Array | Uint8Array): Tensor {
  return { shape: [data.length], data: data.slice() };
}

/** Whole numbers as a tensor of int32, because more readers know it than uint32. */
export function integers(data: Uint32Array): Tensor {
  return { shape: [data.length], data: Int32Array.from(data) };
}

/** A sparse matrix as three tensors. */
export function matrixTensors(name: string, matrix: SparseMatrix): Record<string, Tensor> {
  return {
    [`${name}.indptr`]: integers(matrix.indptr),
    [`${name}.indices`]: integers(matrix.indices),
    [`${name}.values`]: vector(matrix.values),
  };
}

/** A graph as two tensors. */
export function graphTensors(
  name: string,
  { itemStart, itemAttributes }: BipartiteGraph,
): Record<string, Tensor> {
  return {
    [`${name}.indptr`]: integers(itemStart),
    [`${name}.indices`]: integers(itemAttributes),
  };
}

/** The training data as tensors: `ratings.*`, `graph.*`, and `broader.*` where there are broader categories. */
export function datasetTensors(
  { interactions, graph, broader }: Dataset,
): Record<string, Tensor> {
  return {
    ...matrixTensors("ratings", interactions.ratings),
    ...graphTensors("graph", graph),
    ...(broader && graphTensors("broader", broader.graph)),
  };
}

/** What `vocabulary.json` says of a data set. */
export function vocabularyOf(
  { interactions: { users, items }, attributes, broader }: Dataset,
  itemLabels: readonly string[] | undefined,
): ModelVocabulary {
  const categories = broader?.categories;
  return { users: users.ids, items: items.ids, itemLabels, attributes, categories };
}

/**
 * The training data of a checkpoint.
 *
 * @param vocabulary The meaning of the indices.
 * @param config Bounds of the ratings and counts.
 * @param take The tensors.
 * @returns The data set, equal to the one that was written.
 * @throws {InputError} Where a tensor is missing or damaged.
 */
export function readDataset(
  { users, items, attributes, categories }: ModelVocabulary,
  { scale, statistics }: { readonly scale: RatingScale; readonly statistics: DatasetStatistics },
  take: TensorReader,
): Dataset {
  return {
    interactions: {
      users: createVocabulary(users),
      items: createVocabulary(items),
      ratings: take.matrix("ratings", users.length, items.length),
      scale,
    },
    attributes,
    graph: take.graph("graph", items.length, attributes.length),
    ...(categories && {
      broader: { categories, graph: take.graph("broader", attributes.length, categories.length) },
    }),
    statistics,
  };
}
