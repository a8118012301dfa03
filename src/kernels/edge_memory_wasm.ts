import type { EdgeRows } from "./edge_topology.ts";
import { PLAIN, RELAXED } from "./wasm/edge_kernels_bytes.ts";

/** Some float32 numbers in the memory of the kernels. */
export interface WasmFloats {
  /** How many. */
  readonly length: number;
  /** The numbers themselves, to read and write. Ask again after `floats` or `place`, which may move the memory. */
  readonly values: Float32Array<ArrayBuffer>;
  /** Where they are, bytes. */
  readonly address: number;
}

/** Edges in the memory of the kernels. */
export interface WasmEdgeRows {
  /** What was placed. */
  readonly from: EdgeRows;
  /** Where `start`, `column` and `edge` are, bytes; 0 for no `edge`. */
  readonly addresses: readonly [number, number, number];
}

/** What `wasm/edge_kernels.as` exports; addresses are bytes. */
export interface EdgeExports {
  /** Holds all operands. */
  readonly memory: WebAssembly.Memory;
  /** What `EdgeKernels.spmm` calls. */
  readonly spmm: (...operands: number[]) => void;
  /** What `EdgeKernels.sddmm` calls. */
  readonly sddmm: (...operands: number[]) => void;
  /** What `SparseInput.encode` calls. */
  readonly encode: (...operands: number[]) => void;
  /** What `SparseInput.gradient` calls. */
  readonly encodeGradient: (...operands: number[]) => void;
  /** What `EdgeKernels.softmax` calls. */
  readonly softmax: (...operands: number[]) => void;
  /** What `EdgeKernels.squares` calls. */
  readonly squares: (...operands: number[]) => void;
  /** What `EdgeKernels.scaleLanes` calls. */
  readonly scaleLanes: (...operands: number[]) => void;
}

/** The compiled kernels and their memory, which only grows. */
export interface EdgeMemory {
  /** The kernels; nothing there checks its operands. */
  readonly exports: EdgeExports;
  /** Whether the processor's fused multiply-add is used, where WebAssembly has the instruction for it. */
  readonly relaxed: boolean;
  /** The memory, to make views of; taking more of it may put another in its place. */
  readonly buffer: ArrayBuffer;
  /** Bytes of the memory. */
  readonly bytes: number;
  /** Takes `words` numbers of four bytes, all 0, and gives their address; they are kept as long as the memory. */
  take(words: number): number;
  /** Takes `length` float32 numbers, all 0. */
  floats(length: number): WasmFloats;
  /** Copies edges into the memory. */
  place(edges: EdgeRows): WasmEdgeRows;
}

/** Where the first operand goes: the constants of the kernels are below. */
const FIRST_BYTE = 2048;

/** Operands begin at whole cache lines. */
const LINE_BYTES = 64;

/** Memory of a 32-bit WebAssembly module, bytes. */
const MOST_BYTES = 2 ** 32 - 65536;

/**
 * Compiles the kernels, with a memory of their own.
 *
 * @param options Whether to leave out the fused multiply-add.
 * @returns The memory; use one per thread.
 */
export function createEdgeMemory(options: { readonly relaxed?: boolean } = {}): EdgeMemory {
  const decode = (text: string) => Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
  const fused = decode(RELAXED);
  const relaxed = options.relaxed !== false && WebAssembly.validate(fused);
  const module = new WebAssembly.Module(relaxed ? fused : decode(PLAIN));
  const exports = new WebAssembly.Instance(module).exports as unknown as EdgeExports;
  const memory = exports.memory as WebAssembly.Memory & { readonly buffer: ArrayBuffer };
  let end = FIRST_BYTE;

  const take = (words: number) => {
    const address = end, next = address + Math.ceil(4 * words / LINE_BYTES) * LINE_BYTES;
    if (next > MOST_BYTES) {
      throw new RangeError(
        `Cannot take ${
          4 * words
        } bytes after ${end}: expected at most ${MOST_BYTES} in all; use fewer lanes`,
      );
    }
    const missing = next - memory.buffer.byteLength;
    if (missing > 0) memory.grow(Math.ceil(missing / 65536));
    end = next;
    return address;
  };
  const copy = (words: Uint32Array) => {
    const address = take(words.length);
    new Uint32Array(memory.buffer, address, words.length).set(words);
    return address;
  };
  return {
    exports,
    relaxed,
    take,
    get buffer() {
      return memory.buffer;
    },
    get bytes() {
      return memory.buffer.byteLength;
    },
    floats(length) {
      const address = take(length);
      let values = new Float32Array(memory.buffer, address, length);
      return {
        length,
        address,
        get values() {
          // A grown memory leaves its old views empty.
          if (values.buffer !== memory.buffer) {
            values = new Float32Array(memory.buffer, address, length);
          }
          return values;
        },
      };
    },
    place(edges) {
      const { start, column, edge } = edges;
      return { from: edges, addresses: [copy(start), copy(column), edge ? copy(edge) : 0] };
    },
  };
}

/** Rows of a matrix of so many lanes; a RangeError where they are not whole. */
export function checkRows(matrix: WasmFloats, lanes: number): number {
  const rows = lanes === 0 ? 0 : matrix.length / lanes;
  checkMatrix("the matrix", matrix, rows, lanes);
  return rows;
}

/** Throws a RangeError unless the matrix has so many rows and lanes, these a multiple of 4. */
export function checkMatrix(name: string, floats: WasmFloats, rows: number, lanes: number): void {
  if (!Number.isInteger(rows) || lanes % 4 !== 0) {
    throw new RangeError(
      `Cannot use ${name}: it is (${rows}, ${lanes}), expected whole rows and lanes in multiples of 4`,
    );
  }
  checkLength(name, floats, rows * lanes);
}

/** Throws a RangeError unless there are so many numbers. */
export function checkLength(name: string, floats: WasmFloats, length: number): void {
  if (floats.length !== length) {
    throw new RangeError(
      `Cannot use ${name}: it has ${floats.length} numbers, expected ${length}`,
    );
  }
}
