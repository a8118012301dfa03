import type { BipartiteGraph } from "../data/bipartite_graph.ts";
import { type SparseMatrix, transpose } from "../data/sparse_matrix.ts";
import { checkSize } from "../recommend/checks.ts";
import type { SharedNetwork } from "../model/shared_network.ts";
import { packArrays, type PackedArray, unpackArrays } from "./array_pack.ts";
import type { ExplorerContent, PersonalContent, SharedContent } from "./explorer_content.ts";
import { decodeIndexRows, encodeIndexRows } from "./index_coding.ts";
import { profileAttributes } from "./profile_attributes.ts";

type Arrays = Record<string, PackedArray>;
type Take = (name: string) => PackedArray;

/** What of the content is no array. */
type Head = Omit<ExplorerContent, "ratings" | "held" | "candidates" | "model"> & {
  readonly held: boolean;
  readonly model:
    | Omit<PersonalContent, "graph" | "broader" | "activations" | "idf"> & {
      readonly idf: boolean;
      /** Number of broader categories, where there are any. */
      readonly categories?: number;
    }
    | { readonly mode: "shared" } & NetworkHead;
};

type NetworkHead = Pick<SharedNetwork, "activation" | "input"> & {
  readonly attributes: number;
  readonly sameEdges: boolean;
  readonly hiddenBias: boolean;
  readonly outputBias: boolean;
  /** Numbers of broader categories, where there are any. */
  readonly broader?: { readonly categories: number; readonly named: number };
};

/**
 * Writes the content of an explorer as bytes. Weights keep all their bits, so that the page computes what the library computes; the attributes of a
 * profile are not written, because the ratings say which they are.
 *
 * @param content The content.
 * @returns The bytes, before any compression.
 * @throws {RangeError} Where profiles have other attributes than the rated items.
 */
export function encodeExplorer(content: ExplorerContent): Uint8Array<ArrayBuffer> {
  const { ratings, held, candidates, model, ...head } = content;
  const arrays: Arrays = {
    ...matrixArrays("ratings", ratings),
    ...(held && matrixArrays("held", held)),
    candidates,
  };
  if (model.mode === "personal") {
    const { graph, broader, activations, idf, ...rest } = model;
    arrays["graph.rows"] = graphRows(graph);
    if (broader) arrays["broader.rows"] = graphRows(broader);
    checkSize(
      "write an explorer",
      "the number of weights in profiles",
      activations.values.length,
      profileAttributes(ratings, graph).indices.length,
    );
    arrays["activations"] = Float32Array.from(activations.values);
    if (idf) arrays["idf"] = idf;
    const written: Head = {
      ...head,
      held: held !== undefined,
      model: { ...rest, idf: idf !== undefined, categories: broader?.attributes },
    };
    return packArrays(written, arrays);
  }
  const { neurons, encoder, decoder, parameters, activation, input, broader } = model.network;
  arrays["encoder.rows"] = graphRows(encoder);
  arrays["encoder.weights"] = parameters.encoder;
  if (decoder !== encoder) arrays["decoder.rows"] = graphRows(decoder);
  arrays["decoder.weights"] = parameters.decoder;
  arrays["fans"] = Uint32Array.from(neurons.fans);
  if (parameters.hiddenBias) arrays["hiddenBias"] = parameters.hiddenBias;
  if (parameters.outputBias) arrays["outputBias"] = parameters.outputBias;
  if (broader && parameters.up && parameters.down) {
    arrays["broader.rows"] = graphRows(broader.graph);
    arrays["up"] = parameters.up;
    arrays["down"] = parameters.down;
  }
  const network: NetworkHead = {
    activation,
    input,
    attributes: neurons.attributes,
    sameEdges: decoder === encoder,
    hiddenBias: parameters.hiddenBias !== undefined,
    outputBias: parameters.outputBias !== undefined,
    ...(broader && {
      broader: { categories: broader.graph.attributes, named: broader.named },
    }),
  };
  const written: Head = {
    ...head,
    held: held !== undefined,
    model: { mode: "shared", ...network },
  };
  return packArrays(written, arrays);
}

/**
 * Reads what `encodeExplorer` wrote.
 *
 * @param bytes The bytes.
 * @returns The content, to the bit.
 */
export function decodeExplorer(bytes: Uint8Array<ArrayBuffer>): ExplorerContent {
  const { json, arrays } = unpackArrays(bytes);
  const { held, model, ...head } = json as Head;
  const take: Take = (name) => arrays.get(name)!;
  const matrix = (name: string): SparseMatrix => ({
    rows: head.users.length,
    columns: head.items.length,
    ...decodeIndexRows(take(`${name}.rows`) as Uint8Array, head.users.length),
    values: take(`${name}.values`) as Float32Array,
  });
  const ratings = matrix("ratings");
  return {
    ...head,
    ratings,
    ...(held && { held: matrix("held") }),
    candidates: take("candidates") as Uint8Array<ArrayBuffer>,
    model: model.mode === "personal"
      ? decodePersonal(model, head, ratings, take)
      : decodeShared(model, head, take),
  };
}

function decodePersonal(
  { idf, categories, ...rest }: Extract<Head["model"], { mode: "personal" }>,
  { items, attributes }: Pick<Head, "items" | "attributes">,
  ratings: SparseMatrix,
  take: Take,
): PersonalContent {
  const graph = graphOf(items.length, attributes.length, take("graph.rows"));
  return {
    ...rest,
    graph,
    ...(categories !== undefined && {
      broader: graphOf(attributes.length, categories, take("broader.rows")),
    }),
    activations: {
      ...profileAttributes(ratings, graph),
      values: take("activations") as Float32Array,
    },
    ...(idf && { idf: take("idf") as Float64Array<ArrayBuffer> }),
  };
}

function decodeShared(
  head: Extract<Head["model"], { mode: "shared" }>,
  { items }: Pick<Head, "items">,
  take: Take,
): SharedContent {
  const fans = take("fans") as Uint32Array;
  const neurons = { attributes: head.attributes, fans };
  const count = head.attributes + fans.length;
  const encoder = graphOf(items.length, count, take("encoder.rows"));
  const floats = (name: string) => take(name) as Float32Array<ArrayBuffer>;
  return {
    mode: "shared",
    network: {
      neurons,
      encoder,
      decoder: head.sameEdges ? encoder : graphOf(items.length, count, take("decoder.rows")),
      parameters: {
        encoder: floats("encoder.weights"),
        decoder: floats("decoder.weights"),
        ...(head.hiddenBias && { hiddenBias: floats("hiddenBias") }),
        ...(head.outputBias && { outputBias: floats("outputBias") }),
        ...(head.broader && { up: floats("up"), down: floats("down") }),
      },
      ...(head.broader && {
        broader: {
          graph: graphOf(count, head.broader.categories, take("broader.rows")),
          named: head.broader.named,
        },
      }),
      activation: head.activation,
      input: head.input,
    },
  };
}

function matrixArrays(name: string, matrix: SparseMatrix): Arrays {
  return {
    [`${name}.rows`]: encodeIndexRows(matrix),
    [`${name}.values`]: Float32Array.from(matrix.values),
  };
}

function graphRows({ itemStart, itemAttributes }: BipartiteGraph): Uint8Array<ArrayBuffer> {
  return encodeIndexRows({ indptr: itemStart, indices: itemAttributes });
}

function graphOf(items: number, attributes: number, rows: PackedArray): BipartiteGraph {
  const { indptr, indices } = decodeIndexRows(rows as Uint8Array, items);
  const values = new Float32Array(indices.length);
  const back = transpose({ rows: items, columns: attributes, indptr, indices, values });
  return {
    items,
    attributes,
    itemStart: indptr,
    itemAttributes: indices,
    attributeStart: back.indptr,
    attributeItems: back.indices,
  };
}
