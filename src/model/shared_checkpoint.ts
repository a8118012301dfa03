import { InputError } from "../errors.ts";
import type { Dataset } from "../data/dataset.ts";
import { broaderLayer } from "../data/broader_layer.ts";
import type { BipartiteGraph } from "../data/bipartite_graph.ts";
import { parseSafetensors, type Tensor, writeSafetensors } from "../formats/safetensors.ts";
import type { SharedParameters } from "../kernels/shared_step_cpu.ts";
import { broaderNeurons } from "./broader_neurons.ts";
import { MODEL_FILES, type ModelContent } from "./checkpoint.ts";
import { parseVocabulary } from "./checkpoint_json.ts";
import {
  datasetTensors,
  graphTensors,
  integers,
  readDataset,
  type TensorReader,
  tensorReader,
  vector,
  vocabularyOf,
} from "./checkpoint_tensors.ts";
import { countNeurons } from "./named_neurons.ts";
import { parseSharedConfig, type SharedConfig } from "./shared_checkpoint_json.ts";
import type { SharedState } from "./shared_engine.ts";
import type { SharedModel, UnfinishedGradient } from "./shared_model.ts";
import type { SharedNetwork } from "./shared_network.ts";
import { namedVectors, type ParameterName } from "./shared_state.ts";

export type { SharedConfig } from "./shared_checkpoint_json.ts";

type Vectors = SharedParameters<Float32Array<ArrayBuffer>>;

/** A shared model together with what is stored beside it. */
export interface StoredSharedModel {
  /** The model. */
  readonly model: SharedModel;
  /** Titles of the items, by index. */
  readonly itemLabels?: readonly string[];
  /** The notes of the config. */
  readonly notes: Readonly<Record<string, unknown>>;
}

/** What the vectors of a network are called among the tensors. */
const TENSOR_NAMES: Record<ParameterName, string> = {
  encoder: "encoder.values",
  decoder: "decoder.values",
  hiddenBias: "hidden_bias",
  outputBias: "output_bias",
  up: "up.values",
  down: "down.values",
};

/**
 * Turns a shared model into the content of its three files.
 *
 * Tensors: `ratings.{indptr,indices,values}` (training ratings, users x items, CSR), `graph.{indptr,indices}` (attributes of each item),
 * `network.encoder.{indptr,indices,values}` and `network.decoder.*` (edges and weights, items x neurons, CSR), `network.fans` (item of each fans
 * neuron, which come after the attribute neurons), `network.hidden_bias` and `network.output_bias` where there are biases, and
 * `network.up.values` and `network.down.values` where there is a second layer, over the edges that `broader.{indptr,indices}` and the
 * pass-throughs give. An interrupted
 * gradient training adds `unfinished.weights.*`, and `unfinished.mean.*` and `unfinished.square.*` with Adam, each with `encoder.values`,
 * `decoder.values` and biases in the order of the network's. Integers are int32.
 *
 * @param stored The model and what goes beside it.
 * @returns The three files.
 */
export function sharedModelContent({ model, itemLabels, notes }: StoredSharedModel): ModelContent {
  const { settings, dataset, network, training, unfinished } = model;
  const { neurons, encoder, decoder, parameters, activation, input } = network;
  const config: SharedConfig = {
    format: "semauto-shared",
    version: 1,
    complete: isSharedComplete(model),
    settings,
    scale: dataset.interactions.scale,
    statistics: dataset.statistics,
    network: {
      attributes: neurons.attributes,
      activation,
      input,
      hiddenBias: parameters.hiddenBias !== undefined,
      outputBias: parameters.outputBias !== undefined,
    },
    training,
    ...(unfinished && { unfinished: unfinishedConfig(unfinished) }),
    notes,
  };
  const tensors: Record<string, Tensor> = {
    ...datasetTensors(dataset),
    ...graphTensors("network.encoder", encoder),
    ...graphTensors("network.decoder", decoder),
    ...parameterTensors("network", parameters),
    "network.fans": integers(neurons.fans),
    ...(unfinished && stateTensors(unfinished.state)),
  };
  return {
    config: `${JSON.stringify(config, null, 2)}\n`,
    vocabulary: `${JSON.stringify(vocabularyOf(dataset, itemLabels))}\n`,
    tensors: writeSafetensors(tensors),
  };
}

/** Whether a shared model's training ran to its end. */
export function isSharedComplete({ training }: SharedModel): boolean {
  return training.solver === "ridge" || training.complete;
}

/**
 * Reads a shared model back.
 *
 * @param content The three files.
 * @param folder Name of the model's folder, for messages.
 * @returns The model, equal to the one that was written.
 * @throws {InputError} Where a file is damaged, of another version, or does not belong to the others.
 */
export function readSharedModel(content: ModelContent, folder: string): StoredSharedModel {
  const file = (name: keyof typeof MODEL_FILES) => `${folder}/${MODEL_FILES[name]}`;
  const config = parseSharedConfig(content.config, file("config"));
  const vocabulary = parseVocabulary(content.vocabulary, file("vocabulary"));
  const known = vocabulary.attributes.length, { attributes } = config.network;
  const none = attributes === 0 && config.settings.layers !== 2;
  if (!none && attributes !== known) {
    throw new InputError(
      { file: file("config") },
      `the number of attribute neurons is ${attributes}, expected 0 or ${known}`,
    );
  }
  const { tensors } = parseSafetensors(content.tensors, file("tensors"));
  const take = tensorReader(tensors, file("tensors"));
  const dataset = readDataset(vocabulary, config, take);
  if (config.settings.layers === 2 && !dataset.broader) {
    throw new InputError(
      { file: file("vocabulary") },
      "there are no categories, expected those of the second layer",
    );
  }
  const network = readNetwork(config, dataset, take);
  const { settings, training, unfinished } = config;
  return {
    model: {
      settings,
      dataset,
      network,
      training,
      ...(unfinished && { unfinished: readUnfinished(unfinished, network.parameters, take) }),
    },
    itemLabels: vocabulary.itemLabels,
    notes: config.notes,
  };
}

function readNetwork(
  { settings, network: { attributes, activation, input, hiddenBias, outputBias } }: SharedConfig,
  dataset: Dataset,
  take: TensorReader,
): SharedNetwork {
  const { graph } = dataset;
  const neurons = { attributes, fans: take.ascending("network.fans", graph.items) };
  const edges = (name: string) => take.graph(name, graph.items, countNeurons(neurons));
  const encoder = oneOfBoth(graph, edges("network.encoder"));
  const decoder = oneOfBoth(encoder, edges("network.decoder"));
  const broader = settings.layers === 2
    ? broaderNeurons(broaderLayer(dataset), neurons)
    : undefined;
  const inner = broader?.graph.itemAttributes.length;
  const parameters = readParameters("network", {
    up: inner,
    down: inner,
    encoder: encoder.itemAttributes.length,
    decoder: decoder.itemAttributes.length,
    hiddenBias: hiddenBias ? countNeurons(neurons) : undefined,
    outputBias: outputBias ? graph.items : undefined,
  }, take);
  return { neurons, encoder, decoder, parameters, activation, input, ...(broader && { broader }) };
}

function unfinishedConfig(
  { epoch, batch, loss, state: { steps, mean, square } }: UnfinishedGradient,
): SharedConfig["unfinished"] {
  return { epoch, batch, loss, steps, moments: mean !== undefined && square !== undefined };
}

function readUnfinished(
  { epoch, batch, loss, steps, moments }: NonNullable<SharedConfig["unfinished"]>,
  like: Vectors,
  take: TensorReader,
): UnfinishedGradient {
  const lengths = {
    encoder: like.encoder.length,
    decoder: like.decoder.length,
    hiddenBias: like.hiddenBias?.length,
    outputBias: like.outputBias?.length,
    up: like.up?.length,
    down: like.down?.length,
  };
  const state = {
    parameters: readParameters("unfinished.weights", lengths, take),
    ...(moments && {
      mean: readParameters("unfinished.mean", lengths, take),
      // Adam takes the root of these.
      square: readParameters("unfinished.square", lengths, take, 0),
    }),
    steps,
  };
  return { epoch, batch, loss, state };
}

function parameterTensors(name: string, parameters: Vectors): Record<string, Tensor> {
  return Object.fromEntries(
    namedVectors(parameters).map(([part, values]) => [
      `${name}.${TENSOR_NAMES[part]}`,
      vector(values),
    ]),
  );
}

function stateTensors({ parameters, mean, square }: SharedState): Record<string, Tensor> {
  return {
    ...parameterTensors("unfinished.weights", parameters),
    ...(mean && square && {
      ...parameterTensors("unfinished.mean", mean),
      ...parameterTensors("unfinished.square", square),
    }),
  };
}

function readParameters(
  name: string,
  { encoder, decoder, hiddenBias, outputBias, up, down }: SharedParameters<number>,
  take: TensorReader,
  least?: number,
): Vectors {
  const read = (part: ParameterName, length: number) =>
    take.finite(`${name}.${TENSOR_NAMES[part]}`, length, least);
  return {
    encoder: read("encoder", encoder),
    decoder: read("decoder", decoder),
    ...(hiddenBias !== undefined && { hiddenBias: read("hiddenBias", hiddenBias) }),
    ...(outputBias !== undefined && { outputBias: read("outputBias", outputBias) }),
    ...(up !== undefined && { up: read("up", up) }),
    ...(down !== undefined && { down: read("down", down) }),
  };
}

/** The first of two graphs where they have the same edges, so that these are held and laid out once; else the second. */
function oneOfBoth(first: BipartiteGraph, second: BipartiteGraph): BipartiteGraph {
  const same = (a: Uint32Array, b: Uint32Array) =>
    a.length === b.length && a.every((value, k) => value === b[k]);
  const equal = first.attributes === second.attributes &&
    same(first.itemStart, second.itemStart) && same(first.itemAttributes, second.itemAttributes);
  return equal ? first : second;
}
