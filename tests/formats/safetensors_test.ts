import { deepStrictEqual, ok, strictEqual, throws } from "node:assert/strict";
import fc from "npm:fast-check@4.10.2";
import { InputError } from "../../src/errors.ts";
import {
  parseSafetensors,
  readSafetensors,
  type Tensor,
  writeSafetensors,
} from "../../src/formats/safetensors.ts";
import { bytewise } from "./_sources.ts";

const kinds: readonly ((bytes: ArrayBuffer) => Tensor["data"])[] = [
  (bytes) => new Float64Array(bytes),
  (bytes) => new Float32Array(bytes),
  (bytes) => new BigInt64Array(bytes),
  (bytes) => new Int32Array(bytes),
  (bytes) => new Uint32Array(bytes),
  (bytes) => new Uint16Array(bytes),
  (bytes) => new Uint8Array(bytes),
];

const tensor = fc.tuple(fc.array(fc.nat(3), { maxLength: 3 }), fc.constantFrom(...kinds))
  .chain(([shape, make]) => {
    const size = shape.reduce(
      (product, n) => product * n,
      make(new ArrayBuffer(0)).BYTES_PER_ELEMENT,
    );
    return fc.uint8Array({ minLength: size, maxLength: size }).map((bytes): Tensor => ({
      shape,
      data: make(bytes.slice().buffer),
    }));
  });
const name = fc.oneof(fc.string({ unit: "binary" }), fc.constantFrom("__proto__", "constructor"));
const tensors = fc.uniqueArray(fc.tuple(name, tensor), { selector: ([name]) => name })
  .map((entries) => new Map(entries));

/** The bytes of a tensor, so that two NaNs are equal only where their bits are. */
const bits = ({ data, shape }: Tensor) => ({
  kind: data.constructor.name,
  shape,
  bytes: [...new Uint8Array(data.buffer, data.byteOffset, data.byteLength)],
});
const sortedBits = (tensors: ReadonlyMap<string, Tensor>) =>
  [...tensors].sort(([a], [b]) => a < b ? -1 : 1).map(([name, tensor]) => [name, bits(tensor)]);

Deno.test("writeSafetensors() writes what readSafetensors() reads back, bit for bit", async () => {
  const metadata = fc.dictionary(fc.string(), fc.string(), { noNullPrototype: true });
  await fc.assert(fc.asyncProperty(tensors, metadata, async (tensors, metadata) => {
    const bytes = writeSafetensors(tensors, metadata);
    const back = await readSafetensors(bytewise("model.safetensors", bytes));
    deepStrictEqual(sortedBits(back.tensors), sortedBits(tensors));
    deepStrictEqual(Object.entries(back.metadata).sort(), Object.entries(metadata).sort());
    deepStrictEqual(writeSafetensors(back.tensors, back.metadata), bytes);
  }));
});

Deno.test("writeSafetensors() lays the bytes out as the format says", () => {
  const bytes = writeSafetensors({
    flags: { shape: [3], data: new Uint8Array([1, 2, 3]) },
    loss: { shape: [1, 2], data: new Float32Array([1, -2]) },
    count: { shape: [], data: new BigInt64Array([-1n]) },
  }, { epoch: "3" });
  const headerLength = Number(new DataView(bytes.buffer).getBigUint64(0, true));
  strictEqual(headerLength % 8, 0);
  const header = new TextDecoder().decode(bytes.subarray(8, 8 + headerLength));
  deepStrictEqual(JSON.parse(header), {
    __metadata__: { epoch: "3" },
    count: { dtype: "I64", shape: [], data_offsets: [0, 8] },
    loss: { dtype: "F32", shape: [1, 2], data_offsets: [8, 16] },
    flags: { dtype: "U8", shape: [3], data_offsets: [16, 19] },
  });
  strictEqual(header[0], "{");
  deepStrictEqual([...bytes.subarray(8 + headerLength)], [
    ...[255, 255, 255, 255, 255, 255, 255, 255],
    ...[0, 0, 128, 63, 0, 0, 0, 192],
    ...[1, 2, 3],
  ]);
});

Deno.test("writeSafetensors() writes the part of a buffer that an array shows", () => {
  const data = new Uint32Array([1, 2, 3, 4]).subarray(1, 3);
  const { tensors } = parseSafetensors(writeSafetensors({ x: { shape: [2], data } }), "x");
  deepStrictEqual(tensors.get("x")?.data, new Uint32Array([2, 3]));
});

Deno.test("writeSafetensors() refuses what the format cannot hold", () => {
  const data = new Float32Array(6);
  for (const shape of [[], [5], [2, 4], [-2, -3], [1.5, 4], [NaN]]) {
    throws(() => writeSafetensors({ x: { shape, data } }), {
      name: "UsageError",
      message: `Cannot write tensors: the shape of 'x' is ${
        JSON.stringify(shape)
      }, expected one of 6 elements`,
    });
  }
  throws(() => writeSafetensors({ __metadata__: { shape: [6], data } }), {
    name: "UsageError",
    message:
      'Cannot write tensors: a name is "__metadata__", which the format cannot hold, expected another',
  });
});

/** A file with the given header text and number of bytes of elements. */
function file(header: string, elements: number, headerLength?: bigint): Uint8Array {
  const json = new TextEncoder().encode(header);
  const bytes = new Uint8Array(8 + json.length + elements);
  new DataView(bytes.buffer).setBigUint64(0, headerLength ?? BigInt(json.length), true);
  bytes.set(json, 8);
  return bytes;
}

Deno.test("parseSafetensors() reads files that are not aligned", () => {
  const x = { dtype: "F64", shape: [1], data_offsets: [1, 9] };
  const bytes = file(
    JSON.stringify({ x, y: { dtype: "U8", shape: [1], data_offsets: [0, 1] } }),
    9,
  );
  const { tensors } = parseSafetensors(bytes, "model.safetensors");
  deepStrictEqual(tensors.get("x"), { shape: [1], data: new Float64Array(1) });
  deepStrictEqual([...tensors.keys()], ["y", "x"]);
});

Deno.test("parseSafetensors() says what is wrong with a file", () => {
  const x = { dtype: "F32", shape: [2], data_offsets: [0, 8] };
  const json = (fields: unknown) => JSON.stringify(fields);
  const cases: [Uint8Array, RegExp][] = [
    [new Uint8Array(0), /the file is 0 bytes long, expected the 8 bytes of the header's length$/],
    [file("{}", 0, 3n), /the header is 3 bytes long, expected at most the 2 that follow$/],
    [file("{}", 0, 2n ** 64n - 1n), /the header is 18446744073709551615 bytes long, expected/],
    [file("{", 0), /the header is not JSON \(.+\), expected a JSON object$/],
    [file("", 0), /the header is not JSON/],
    [file("[1]", 0), /the header is not a JSON object, expected one$/],
    [file("null", 0), /the header is not a JSON object/],
    [file(json({ x: 5 }), 0), /tensor 'x' is not described by a JSON object, expected one$/],
    [
      file(json({ x: { ...x, dtype: "BF16" } }), 8),
      /dtype of tensor 'x' is "BF16", expected one of F64, F32, I64, I32, U32, U16, U8$/,
    ],
    [file(json({ x: { ...x, dtype: "toString" } }), 8), /dtype of tensor 'x' is "toString"/],
    [file(json({ x: { ...x, dtype: undefined } }), 8), /dtype of tensor 'x' is undefined/],
    [
      file(json({ x: { ...x, shape: [-2] } }), 8),
      /shape of tensor 'x' is \[-2\], expected a list of whole numbers from 0$/,
    ],
    [file(json({ x: { ...x, shape: "2" } }), 8), /shape of tensor 'x' is "2"/],
    [
      file(json({ x: { ...x, shape: [3] } }), 8),
      /tensor 'x' has 8 bytes, expected 12 by its shape/,
    ],
    [
      file(json({ x: { ...x, shape: Array(40).fill(2 ** 52) } }), 8),
      /tensor 'x' has 8 bytes, expected Infinity by/,
    ],
    [
      file(json({ x: { ...x, data_offsets: [8, 0] } }), 8),
      /data_offsets of tensor 'x' are \[8,0\], expected two whole numbers that ascend$/,
    ],
    [file(json({ x: { ...x, data_offsets: [0] } }), 8), /data_offsets of tensor 'x' are \[0\]/],
    [file(json({ x: { ...x, data_offsets: [-8, 0] } }), 8), /data_offsets of tensor 'x' are/],
    [
      file(json({ x: { ...x, data_offsets: [8, 16] } }), 8),
      /the bytes of tensor 'x' start at 8, expected 0, where those before it end$/,
    ],
    [
      file(json({ x, y: { ...x, data_offsets: [4, 12] } }), 12),
      /the bytes of tensor 'y' start at 4, expected 8, where those before it end$/,
    ],
    [file(json({ x }), 7), /there are 7 bytes of elements, expected 8 as the header says$/],
    [file(json({ x }), 9), /there are 9 bytes of elements, expected 8 as the header says$/],
    [file("{}", 1), /there are 1 bytes of elements, expected 0/],
    [file(json({ __metadata__: { a: 1 } }), 0), /__metadata__ is not text, expected an object of/],
    [file(json({ __metadata__: "a" }), 0), /__metadata__ is not text/],
  ];
  for (const [bytes, message] of cases) {
    throws(() => parseSafetensors(bytes, "m.safetensors"), { name: "InputError", message });
  }
});

Deno.test("parseSafetensors() answers every damaged file with an InputError or with tensors", () => {
  const damage = fc.array(fc.tuple(fc.nat(), fc.nat(255)), { minLength: 1, maxLength: 3 });
  fc.assert(fc.property(tensors, damage, fc.nat(), (tensors, damage, length) => {
    const whole = writeSafetensors(tensors);
    for (const [at, value] of damage) whole[at % whole.length] = value;
    for (const bytes of [whole, whole.subarray(0, length % whole.length)]) {
      try {
        parseSafetensors(bytes, "m.safetensors");
      } catch (error) {
        ok(error instanceof InputError, String(error));
      }
    }
  }));
});
