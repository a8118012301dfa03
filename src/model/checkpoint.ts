import { InputError } from "../errors.ts";
import { type BipartiteGraph, bipartiteGraph } from "../data/bipartite_graph.ts";
import type { Dataset } from "../data/dataset.ts";
import type { SparseMatrix } from "../data/sparse_matrix.ts";
import { createVocabulary } from "../data/vocabulary.ts";
import { parseSafetensors, type Tensor, writeSafetensors } from "../formats/safetensors.ts";
import {
  type ModelConfig,
  type ModelVocabulary,
  parseConfig,
  parseVocabulary,
} from "./checkpoint_json.ts";
import { decoderOffsets } from "./decoder_weights.ts";
import { type PersonalModel, UserState } from "./personal_model.ts";

export type { ModelConfig, ModelVocabulary } from "./checkpoint_json.ts";

/** Names of the three files that hold a model. */
export const MODEL_FILES = {
  config: "config.json",
  vocabulary: "vocabulary.json",
  tensors: "model.safetensors",
} as const;

/** A model together with what is stored beside it. */
export interface StoredModel {
  /** The model. */
  readonly model: PersonalModel;
  /** Titles of the items, by index. */
  readonly itemLabels?: readonly string[];
  /** The notes of the config. */
  readonly notes: Readonly<Record<string, unknown>>;
}

/** The content of the three files. */
export interface ModelContent {
  /** Text of `config.json`. */
  readonly config: string;
  /** Text of `vocabulary.json`. */
  readonly vocabulary: string;
  /** Bytes of `model.safetensors`. */
  readonly tensors: Uint8Array;
}

/**
 * Turns a model into the content of its three files.
 *
 * Tensors: `profiles.{indptr,indices,values}` (raw activations, users x attributes, CSR), `ratings.*` (training ratings, users x
 * items, CSR), `graph.{indptr,indices}` (attributes of each item), `loss` and `user_state` (users), and
 * `decoder.values` if W2 was kept. Integers are int32, because more readers know it than uint32.
 *
 * @param stored The model and what goes beside it.
 * @returns The three files.
 */
export function modelContent({ model, itemLabels, notes }: StoredModel): ModelContent {
  const { dataset } = model;
  const config: ModelConfig = {
    format: "semauto-personal",
    version: 1,
    complete: isComplete(model),
    settings: model.settings,
    scale: dataset.interactions.scale,
    statistics: dataset.statistics,
    notes,
  };
  const vocabulary: ModelVocabulary = {
    users: dataset.interactions.users.ids,
    items: dataset.interactions.items.ids,
    itemLabels,
    attributes: dataset.attributes,
  };
  const { itemStart, itemAttributes } = dataset.graph;
  const tensors: Record<string, Tensor> = {
    ...matrixTensors("profiles", model.activations),
    ...matrixTensors("ratings", dataset.interactions.ratings),
    "graph.indptr": integers(itemStart),
    "graph.indices": integers(itemAttributes),
    "loss": vector(model.loss),
    "user_state": vector(model.userState),
  };
  if (model.decoderWeights) tensors["decoder.values"] = vector(model.decoderWeights);
  return {
    config: `${JSON.stringify(config, null, 2)}\n`,
    vocabulary: `${JSON.stringify(vocabulary)}\n`,
    tensors: writeSafetensors(tensors),
  };
}

/** Whether every user was trained or has nothing to train on. */
export function isComplete(model: PersonalModel): boolean {
  return !model.userState.includes(UserState.Untrained);
}

/**
 * Reads a model back.
 *
 * @param content The three files.
 * @param folder Name of the model's folder, for messages.
 * @returns The model, equal to the one that was written.
 * @throws {InputError} Where a file is damaged, of another version, or does not belong to the others.
 */
export function readModel(content: ModelContent, folder: string): StoredModel {
  const file = (name: keyof typeof MODEL_FILES) => `${folder}/${MODEL_FILES[name]}`;
  const config = parseConfig(content.config, file("config"));
  const vocabulary = parseVocabulary(content.vocabulary, file("vocabulary"));
  const { tensors } = parseSafetensors(content.tensors, file("tensors"));
  const take = tensorReader(tensors, file("tensors"));
  const users = vocabulary.users.length, items = vocabulary.items.length;
  const attributes = vocabulary.attributes.length;
  const dataset: Dataset = {
    interactions: {
      users: createVocabulary(vocabulary.users),
      items: createVocabulary(vocabulary.items),
      ratings: take.matrix("ratings", users, items),
      scale: config.scale,
    },
    attributes: vocabulary.attributes,
    graph: graphOf(take.rows("graph", items, attributes), items, attributes),
    statistics: config.statistics,
  };
  const weights = decoderOffsets(dataset.interactions.ratings, dataset.graph)[users];
  return {
    model: {
      settings: config.settings,
      dataset,
      activations: take.matrix("profiles", users, attributes),
      loss: take.floats("loss", users),
      userState: take.states("user_state", users),
      decoderWeights: tensors.has("decoder.values")
        ? take.floats("decoder.values", weights)
        : undefined,
    },
    itemLabels: vocabulary.itemLabels,
    notes: config.notes,
  };
}

/** Checks types, shapes and indices, so that a damaged file fails here and not as a wrong recommendation. */
function tensorReader(tensors: ReadonlyMap<string, Tensor>, file: string) {
  const fail = (name: string, problem: string): never => {
    throw new InputError({ file }, `tensor '${name}' ${problem}`);
  };
  const data = <T extends Tensor["data"]>(
    name: string,
    length: number,
    kind: new (length: number) => T,
  ): T => {
    const found = tensors.get(name)?.data;
    if (!found) return fail(name, "is missing");
    if (!(found instanceof kind)) {
      return fail(name, `is a ${found.constructor.name}, expected a ${kind.name}`);
    }
    if (found.length !== length) fail(name, `has ${found.length} elements, expected ${length}`);
    return found;
  };
  const rows = (name: string, rowCount: number, columns: number) => {
    const indptr = Uint32Array.from(data(`${name}.indptr`, rowCount + 1, Int32Array));
    const indices = Uint32Array.from(data(`${name}.indices`, indptr[rowCount], Int32Array));
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
  const floats = (name: string, length: number) => data(name, length, Float32Array);
  return {
    floats,
    rows,
    states(name: string, length: number) {
      const states = data(name, length, Uint8Array);
      const unknown = states.find((state) => state > UserState.NoBasis);
      if (unknown !== undefined) fail(name, `holds ${unknown}, expected 0, 1 or 2`);
      return states;
    },
    matrix(name: string, rowCount: number, columns: number): SparseMatrix {
      const { indptr, indices } = rows(name, rowCount, columns);
      return {
        rows: rowCount,
        columns,
        indptr,
        indices,
        values: floats(`${name}.values`, indices.length),
      };
    },
  };
}

function graphOf(
  { indptr, indices }: { indptr: Uint32Array; indices: Uint32Array },
  items: number,
  attributes: number,
): BipartiteGraph {
  const edgeItem = new Uint32Array(indices.length);
  for (let item = 0; item < items; item++) edgeItem.fill(item, indptr[item], indptr[item + 1]);
  return bipartiteGraph(items, attributes, edgeItem, indices);
}

function vector(data: Float32Array | Uint8Array): Tensor {
  return { shape: [data.length], data: data.slice() };
}

function integers(data: Uint32Array): Tensor {
  return { shape: [data.length], data: Int32Array.from(data) };
}

function matrixTensors(name: string, matrix: SparseMatrix): Record<string, Tensor> {
  return {
    [`${name}.indptr`]: integers(matrix.indptr),
    [`${name}.indices`]: integers(matrix.indices),
    [`${name}.values`]: vector(matrix.values),
  };
}
