import { UsageError } from "../errors.ts";
import { type InputSource, readBytes } from "./input_source.ts";
import {
  arrayTypes,
  dtypeOf,
  type ElementType,
  parseHeader,
  type TensorData,
  type TensorPlace,
} from "./safetensors_header.ts";

export type { TensorData } from "./safetensors_header.ts";

/** A named array of numbers. Its data type follows from the kind of `data`: a `Float32Array` is F32, and so on. */
export interface Tensor {
  /** Length of each dimension, the outermost first; a scalar has none. */
  readonly shape: readonly number[];
  /** The elements, row by row; as many as the product of `shape`. */
  readonly data: TensorData;
}

/** What a safetensors file holds. */
export interface SafetensorsContent {
  /** The tensors by name, in the order of their bytes. */
  readonly tensors: ReadonlyMap<string, Tensor>;
  /** Free text beside them (`__metadata__`). */
  readonly metadata: Readonly<Record<string, string>>;
}

// The format is little-endian, and so is every machine that Deno runs on: bytes are copied as they are.

/**
 * Writes tensors in the safetensors format (https://github.com/huggingface/safetensors): the length of the header as a
 * 64-bit number, a JSON header padded with spaces to a multiple of 8 bytes, and the elements, those of wide types first
 * so that all of them are aligned. Equal content gives equal bytes.
 *
 * @param tensors The tensors by name.
 * @param metadata Free text to put beside them.
 * @returns The bytes of the file.
 * @throws {UsageError} Where a shape does not fit the data or a name is `__metadata__`.
 *
 * @example
 * ```ts
 * import { deepStrictEqual } from "node:assert/strict";
 *
 * const bytes = writeSafetensors({ loss: { shape: [2], data: new Float32Array([0.5, 0.25]) } });
 * const { tensors } = parseSafetensors(bytes, "model.safetensors");
 * deepStrictEqual(tensors.get("loss")?.data, new Float32Array([0.5, 0.25]));
 * ```
 */
export function writeSafetensors(
  tensors: Readonly<Record<string, Tensor>> | ReadonlyMap<string, Tensor>,
  metadata: Readonly<Record<string, string>> = {},
): Uint8Array {
  const entries = tensors instanceof Map ? [...tensors] : Object.entries(tensors);
  for (const [name, tensor] of entries) checkTensor(name, tensor);
  entries.sort(([a, x], [b, y]) =>
    y.data.BYTES_PER_ELEMENT - x.data.BYTES_PER_ELEMENT || (a < b ? -1 : 1)
  );
  const fields: [string, unknown][] = [];
  if (Object.keys(metadata).length > 0) fields.push(["__metadata__", metadata]);
  let offset = 0;
  for (const [name, { shape, data }] of entries) {
    const end = offset + data.byteLength;
    fields.push([name, { dtype: dtypeOf(data), shape, data_offsets: [offset, end] }]);
    offset = end;
  }
  const json = new TextEncoder().encode(JSON.stringify(Object.fromEntries(fields)));
  const start = 8 + Math.ceil(json.length / 8) * 8;
  const bytes = new Uint8Array(start + offset);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(start - 8), true);
  bytes.set(json, 8);
  bytes.fill(0x20, 8 + json.length, start);
  let at = start;
  for (const [, { data }] of entries) {
    bytes.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), at);
    at += data.byteLength;
  }
  return bytes;
}

function checkTensor(name: string, { shape, data }: Tensor): void {
  if (name === "__metadata__" || !name.isWellFormed()) {
    throw new UsageError(
      `Cannot write tensors: a name is ${
        JSON.stringify(name)
      }, which the format cannot hold, expected another`,
    );
  }
  const isShape = shape.every((length) => Number.isSafeInteger(length) && length >= 0);
  if (isShape && shape.reduce((product, length) => product * length, 1) === data.length) return;
  throw new UsageError(
    `Cannot write tensors: the shape of '${name}' is ${JSON.stringify(shape)}, expected one of ` +
      `${data.length} elements`,
  );
}

/**
 * Reads tensors in the safetensors format from a stream.
 *
 * @param source Where to read.
 * @param options A signal to stop.
 * @returns The tensors, in memory of their own.
 * @throws {InputError} As {@link parseSafetensors} says.
 *
 * @example
 * ```ts
 * import { strictEqual } from "node:assert/strict";
 *
 * const bytes = writeSafetensors({ loss: { shape: [], data: new Float64Array([0.5]) } }, { epoch: "3" });
 * const stream = ReadableStream.from([bytes]);
 * const { metadata } = await readSafetensors({ name: "model.safetensors", stream });
 * strictEqual(metadata.epoch, "3");
 * ```
 */
export async function readSafetensors(
  source: InputSource,
  options: { readonly signal?: AbortSignal } = {},
): Promise<SafetensorsContent> {
  return parseSafetensors(await readBytes(source, options.signal), source.name);
}

/**
 * Reads tensors in the safetensors format from the bytes of a file. The file is checked before anything is taken from
 * it: the elements must fill it without gaps or overlaps, as the format demands.
 *
 * @param bytes The whole file.
 * @param name What to call it in messages.
 * @returns The tensors, in memory of their own.
 * @throws {InputError} Where the bytes are cut short, are not such a file, or hold a data type other than F64, F32, I64,
 * I32, U32, U16 and U8.
 *
 * @example
 * ```ts
 * import { throws } from "node:assert/strict";
 *
 * throws(() => parseSafetensors(new Uint8Array(3), "model.safetensors"), /3 bytes long/);
 * ```
 */
export function parseSafetensors(bytes: Uint8Array, name: string): SafetensorsContent {
  const { places, metadata } = parseHeader(bytes, name);
  const tensors = new Map<string, Tensor>();
  for (const { name, dtype, shape, start, end } of places) {
    tensors.set(name, { shape, data: elements(bytes, dtype, { start, end }) });
  }
  return { tensors, metadata };
}

function elements(
  bytes: Uint8Array,
  dtype: ElementType,
  { start, end }: Pick<TensorPlace, "start" | "end">,
): TensorData {
  // A copy, because the file need not be aligned, and so that one kept tensor does not keep the whole file.
  return new arrayTypes[dtype](new Uint8Array(bytes.subarray(start, end)).buffer);
}
