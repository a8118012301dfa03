import { InputError } from "../errors.ts";

/** The data types that are read and written, by their names in the format. */
export const arrayTypes = {
  F64: Float64Array,
  F32: Float32Array,
  I64: BigInt64Array,
  I32: Int32Array,
  U32: Uint32Array,
  U16: Uint16Array,
  U8: Uint8Array,
} as const;

/** Name of a data type. */
export type ElementType = keyof typeof arrayTypes;

/** The arrays that tensors are kept in. */
export type TensorData =
  | Float64Array<ArrayBuffer>
  | Float32Array<ArrayBuffer>
  | BigInt64Array<ArrayBuffer>
  | Int32Array<ArrayBuffer>
  | Uint32Array<ArrayBuffer>
  | Uint16Array<ArrayBuffer>
  | Uint8Array<ArrayBuffer>;

/** Where a tensor lies in the bytes of a file. */
export interface TensorPlace {
  /** Name of the tensor. */
  readonly name: string;
  /** Its data type. */
  readonly dtype: ElementType;
  /** Length of each dimension. */
  readonly shape: readonly number[];
  /** Its first byte in the file. */
  readonly start: number;
  /** The byte after its last. */
  readonly end: number;
}

/** What the header of a safetensors file says. */
export interface SafetensorsHeader {
  /** The tensors, in the order of their bytes. */
  readonly places: readonly TensorPlace[];
  /** Free text beside them. */
  readonly metadata: Readonly<Record<string, string>>;
}

/** Name of the data type of an array. */
export function dtypeOf(data: TensorData): ElementType {
  const types = Object.keys(arrayTypes) as ElementType[];
  return types.find((type) => data instanceof arrayTypes[type])!;
}

/**
 * Reads and checks the header of a safetensors file, so that every place it names can be taken as it is.
 *
 * @param bytes The whole file.
 * @param file What to call it in messages.
 * @returns Where the tensors are.
 * @throws {InputError} Where the header is damaged or does not fit the bytes.
 */
export function parseHeader(bytes: Uint8Array, file: string): SafetensorsHeader {
  const fail: Fail = (problem) => {
    throw new InputError({ file }, problem);
  };
  const { header, dataStart } = headerObject(bytes, fail);
  const places: TensorPlace[] = [];
  let metadata: Readonly<Record<string, string>> = {};
  for (const [name, value] of Object.entries(header)) {
    if (name === "__metadata__") metadata = checkedMetadata(value, fail);
    else places.push(tensorPlace(name, value, dataStart, fail));
  }
  places.sort((a, b) => a.start - b.start || a.end - b.end);
  let at = dataStart;
  for (const { name, start, end } of places) {
    if (start !== at) {
      fail(
        `the bytes of tensor '${name}' start at ${start - dataStart}, expected ${
          at - dataStart
        }, ` +
          `where those before it end`,
      );
    }
    at = end;
  }
  if (at !== bytes.length) {
    fail(
      `there are ${bytes.length - dataStart} bytes of elements, expected ${
        at - dataStart
      } as the header says`,
    );
  }
  return { places, metadata };
}

type Fail = (problem: string) => never;

function headerObject(bytes: Uint8Array, fail: Fail) {
  if (bytes.length < 8) {
    fail(`the file is ${bytes.length} bytes long, expected the 8 bytes of the header's length`);
  }
  const length = new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true);
  if (length > BigInt(bytes.length - 8)) {
    fail(
      `the header is ${length} bytes long, expected at most the ${bytes.length - 8} that follow`,
    );
  }
  const dataStart = 8 + Number(length);
  let header: unknown;
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(bytes.subarray(8, dataStart));
    header = JSON.parse(text);
  } catch (error) {
    fail(`the header is not JSON (${(error as Error).message}), expected a JSON object`);
  }
  if (!isObject(header)) return fail("the header is not a JSON object, expected one");
  return { header, dataStart };
}

function checkedMetadata(value: unknown, fail: Fail): Record<string, string> {
  const isText = isObject(value) && Object.values(value).every((text) => typeof text === "string");
  return isText
    ? value as Record<string, string>
    : fail("__metadata__ is not text, expected an object of strings");
}

function tensorPlace(name: string, value: unknown, dataStart: number, fail: Fail): TensorPlace {
  if (!isObject(value)) {
    return fail(`tensor '${name}' is not described by a JSON object, expected one`);
  }
  const { dtype, shape, data_offsets: offsets } = value;
  if (!isElementType(dtype)) {
    return fail(
      `dtype of tensor '${name}' is ${JSON.stringify(dtype)}, expected one of ` +
        Object.keys(arrayTypes).join(", "),
    );
  }
  if (!isLengths(shape)) {
    return fail(
      `shape of tensor '${name}' is ${
        JSON.stringify(shape)
      }, expected a list of whole numbers from 0`,
    );
  }
  if (!isLengths(offsets) || offsets.length !== 2 || offsets[0] > offsets[1]) {
    return fail(
      `data_offsets of tensor '${name}' are ${
        JSON.stringify(offsets)
      }, expected two whole numbers that ascend`,
    );
  }
  const size = shape.reduce(
    (product, length) => product * length,
    arrayTypes[dtype].BYTES_PER_ELEMENT,
  );
  if (offsets[1] - offsets[0] !== size) {
    return fail(
      `tensor '${name}' has ${
        offsets[1] - offsets[0]
      } bytes, expected ${size} by its shape and dtype`,
    );
  }
  return { name, dtype, shape, start: dataStart + offsets[0], end: dataStart + offsets[1] };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isElementType(value: unknown): value is ElementType {
  return typeof value === "string" && Object.hasOwn(arrayTypes, value);
}

function isLengths(value: unknown): value is number[] {
  return Array.isArray(value) &&
    value.every((length) => Number.isSafeInteger(length) && length >= 0);
}
