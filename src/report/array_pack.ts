/** Arrays that can be packed. */
export type PackedArray =
  | Uint8Array<ArrayBuffer>
  | Uint32Array<ArrayBuffer>
  | Float32Array<ArrayBuffer>
  | Float64Array<ArrayBuffer>;

const TYPES = {
  u8: Uint8Array,
  u32: Uint32Array,
  f32: Float32Array,
  f64: Float64Array,
} as const;

type TypeName = keyof typeof TYPES;

interface Entry {
  readonly name: string;
  readonly type: TypeName;
  readonly length: number;
}

/** Every array starts at a multiple of this many bytes, as typed arrays demand. */
const ALIGNMENT = 8;

/**
 * Puts a JSON value and named arrays into one run of bytes: the length of the head in four bytes, the head, then the arrays. All little-endian,
 * like every machine that runs a browser.
 *
 * @param json Anything that JSON can say.
 * @param arrays The arrays, by name.
 * @returns The bytes.
 *
 * @example
 * ```ts
 * import { deepStrictEqual } from "node:assert/strict";
 *
 * const { json, arrays } = unpackArrays(packArrays({ a: 1 }, { weights: Float32Array.of(0.5) }));
 * deepStrictEqual(json, { a: 1 });
 * deepStrictEqual(arrays.get("weights"), Float32Array.of(0.5));
 * ```
 */
export function packArrays(
  json: unknown,
  arrays: Readonly<Record<string, PackedArray>>,
): Uint8Array<ArrayBuffer> {
  const entries: Entry[] = Object.entries(arrays).map(([name, array]) => ({
    name,
    type: typeOf(array),
    length: array.length,
  }));
  const head = new TextEncoder().encode(JSON.stringify({ json, entries }));
  let size = align(4 + head.length);
  for (const array of Object.values(arrays)) size += align(array.byteLength);
  const bytes = new Uint8Array(size);
  new DataView(bytes.buffer).setUint32(0, head.length, true);
  bytes.set(head, 4);
  let at = align(4 + head.length);
  for (const array of Object.values(arrays)) {
    bytes.set(new Uint8Array(array.buffer, array.byteOffset, array.byteLength), at);
    at += align(array.byteLength);
  }
  return bytes;
}

/**
 * Takes apart what `packArrays` put together.
 *
 * @param bytes The bytes, from the start of their buffer.
 * @returns The JSON value, and the arrays, which lie in the same memory.
 */
export function unpackArrays(bytes: Uint8Array<ArrayBuffer>): {
  readonly json: unknown;
  readonly arrays: ReadonlyMap<string, PackedArray>;
} {
  const length = new DataView(bytes.buffer).getUint32(0, true);
  const { json, entries }: { json: unknown; entries: readonly Entry[] } = JSON.parse(
    new TextDecoder().decode(bytes.subarray(4, 4 + length)),
  );
  const arrays = new Map<string, PackedArray>();
  let at = align(4 + length);
  for (const entry of entries) {
    const array = new TYPES[entry.type](bytes.buffer, at, entry.length);
    arrays.set(entry.name, array);
    at += align(array.byteLength);
  }
  return { json, arrays };
}

function typeOf(array: PackedArray): TypeName {
  return (Object.keys(TYPES) as TypeName[]).find((name) => array instanceof TYPES[name])!;
}

function align(bytes: number): number {
  return Math.ceil(bytes / ALIGNMENT) * ALIGNMENT;
}
