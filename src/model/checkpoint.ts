import { InputError } from "../errors.ts";
import { type BipartiteGraph, bipartiteGraph } from "../data/bipartite_graph.ts";
import type { Dataset, DatasetStatistics } from "../data/dataset.ts";
import type { RatingScale } from "../data/interactions.ts";
import type { Attribute } from "../data/knowledge_graph.ts";
import type { SparseMatrix } from "../data/sparse_matrix.ts";
import { createVocabulary } from "../data/vocabulary.ts";
import { parseSafetensors, type Tensor, writeSafetensors } from "../formats/safetensors.ts";
import { type PersonalModel, UserState } from "./personal_model.ts";
import { type PersonalSettings, personalSettings } from "./personal_settings.ts";

/** Names of the three files that hold a model. */
export const MODEL_FILES = {
  config: "config.json",
  vocabulary: "vocabulary.json",
  tensors: "model.safetensors",
} as const;

/** What `config.json` holds. Keys are stable within a format version. */
export interface ModelConfig {
  /** Always `semauto-personal`. */
  readonly format: "semauto-personal";
  /** Version of this layout. */
  readonly version: 1;
  /** False where training was interrupted; untrained users have `user_state` 0. */
  readonly complete: boolean;
  /** How the networks were trained. */
  readonly settings: PersonalSettings;
  /** Bounds of the ratings. */
  readonly scale: RatingScale;
  /** Counts of the training data. */
  readonly statistics: DatasetStatistics;
  /** What the caller wants to remember, such as the names of the input files. */
  readonly notes: Readonly<Record<string, unknown>>;
}

/** What `vocabulary.json` holds: the meaning of every index. */
export interface ModelVocabulary {
  /** Ids of the users, by index. */
  readonly users: readonly string[];
  /** Ids of the items, by index. */
  readonly items: readonly string[];
  /** Titles of the items, by index; missing where no titles were given. */
  readonly itemLabels?: readonly string[];
  /** Relation and value of the attributes, by index. */
  readonly attributes: readonly Attribute[];
}

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
  const config = parseJson<ModelConfig>(content.config, file("config"));
  if (config.format !== "semauto-personal" || config.version !== 1) {
    throw new InputError(
      { file: file("config") },
      `format is '${config.format}' version ${config.version}, expected 'semauto-personal' version 1`,
    );
  }
  const vocabulary = parseJson<ModelVocabulary>(content.vocabulary, file("vocabulary"));
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
  return {
    model: {
      settings: personalSettings(config.settings),
      dataset,
      activations: take.matrix("profiles", users, attributes),
      loss: take.floats("loss", users),
      userState: take.bytes("user_state", users),
      decoderWeights: tensors.has("decoder.values") ? take.floats("decoder.values") : undefined,
    },
    itemLabels: vocabulary.itemLabels,
    notes: config.notes,
  };
}

function parseJson<T>(text: string, file: string): T {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new InputError({ file }, `it is not valid JSON: ${(cause as Error).message}`);
  }
}

/** Checks shapes and indices, so that a damaged file fails here and not as a wrong recommendation. */
function tensorReader(tensors: ReadonlyMap<string, Tensor>, file: string) {
  const data = (name: string, length?: number) => {
    const tensor = tensors.get(name);
    if (!tensor) throw new InputError({ file }, `tensor '${name}' is missing`);
    if (length !== undefined && tensor.data.length !== length) {
      throw new InputError(
        { file },
        `tensor '${name}' has ${tensor.data.length} elements, expected ${length}`,
      );
    }
    return tensor.data;
  };
  const floats = (name: string, length?: number) =>
    Float32Array.from(data(name, length) as Float32Array);
  const rows = (name: string, rowCount: number, columns: number) => {
    const indptr = Uint32Array.from(data(`${name}.indptr`, rowCount + 1) as Int32Array);
    const indices = Uint32Array.from(data(`${name}.indices`, indptr[rowCount]) as Int32Array);
    if (indptr[0] !== 0 || indptr.some((start, row) => row > 0 && start < indptr[row - 1])) {
      throw new InputError(
        { file },
        `tensor '${name}.indptr' descends, expected rows in order from 0`,
      );
    }
    const outside = indices.find((column) => column >= columns);
    if (outside !== undefined) {
      throw new InputError(
        { file },
        `tensor '${name}.indices' holds ${outside}, expected less than ${columns}`,
      );
    }
    return { indptr, indices };
  };
  return {
    floats,
    rows,
    bytes: (name: string, length: number) => Uint8Array.from(data(name, length) as Uint8Array),
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
