import { InputError } from "../errors.ts";
import { type BroaderLayer, broaderLayer } from "../data/broader_layer.ts";
import type { SparseMatrix } from "../data/sparse_matrix.ts";
import { parseSafetensors, type Tensor, writeSafetensors } from "../formats/safetensors.ts";
import {
  datasetTensors,
  matrixTensors,
  readDataset,
  type TensorReader,
  tensorReader,
  vector,
  vocabularyOf,
} from "./checkpoint_tensors.ts";
import { type ModelConfig, parseConfig, parseVocabulary } from "./checkpoint_json.ts";
import { decoderOffsets } from "./decoder_weights.ts";
import { type DeepProfiles, innerOffsets } from "./deep_profiles.ts";
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
 * `decoder.values` if W2 was kept. A second hidden layer adds `broader_profiles.{indptr,indices,values}` (c_g, users x categories, CSR) and
 * `broader_weights` (U1 by user, attribute and category); where the data have broader categories, `broader.{indptr,indices}` are those of each
 * attribute. Integers are int32, because more readers know it than uint32.
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
  const tensors: Record<string, Tensor> = {
    ...matrixTensors("profiles", model.activations),
    ...datasetTensors(dataset),
    "loss": vector(model.loss),
    "user_state": vector(model.userState),
  };
  if (model.broader) {
    Object.assign(tensors, matrixTensors("broader_profiles", model.broader.activations));
    tensors["broader_weights"] = vector(model.broader.weights);
  }
  if (model.decoderWeights) tensors["decoder.values"] = vector(model.decoderWeights);
  return {
    config: `${JSON.stringify(config, null, 2)}\n`,
    vocabulary: `${JSON.stringify(vocabularyOf(dataset, itemLabels))}\n`,
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
  if (config.settings.layers === 2 && !vocabulary.categories) {
    throw new InputError(
      { file: file("vocabulary") },
      "there are no categories, expected those of the second layer",
    );
  }
  const users = vocabulary.users.length, attributes = vocabulary.attributes.length;
  const dataset = readDataset(vocabulary, config, take);
  const weights = decoderOffsets(dataset.interactions.ratings, dataset.graph)[users];
  const activations = take.matrix("profiles", users, attributes);
  return {
    model: {
      settings: config.settings,
      dataset,
      activations,
      loss: take.floats("loss", users),
      userState: take.bytes("user_state", users, UserState.NoBasis),
      decoderWeights: tensors.has("decoder.values")
        ? take.floats("decoder.values", weights)
        : undefined,
      ...(config.settings.layers === 2 && {
        broader: readDeepProfiles(broaderLayer(dataset), activations, take),
      }),
    },
    itemLabels: vocabulary.itemLabels,
    notes: config.notes,
  };
}

function readDeepProfiles(
  layer: BroaderLayer,
  profiles: SparseMatrix,
  take: TensorReader,
): DeepProfiles {
  const weights = innerOffsets(profiles, layer.graph)[profiles.rows];
  return {
    layer,
    activations: take.matrix("broader_profiles", profiles.rows, layer.categories.length),
    weights: take.finite("broader_weights", weights),
  };
}
