import type { EdgeRows } from "./edge_topology.ts";
import { PLAIN, RELAXED } from "./wasm/edge_kernels_bytes.ts";

/** Some float32 numbers in the memory of the kernels. */
export interface WasmFloats {
  /** How many. */
  readonly length: number;
  /** The numbers themselves, to read and write. */
  readonly values: Float32Array;
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
  /** What `EdgeKernels.spmm` calls. */
  readonly spmm: (...operands: number[]) => void;
  /** What `EdgeKernels.sddmm` calls. */
  readonly sddmm: (...operands: number[]) => void;
  /** What `SparseInput.encode` calls. */
  readonly encode: (...operands: number[]) => void;
  /** What `SparseInput.gradient` calls. */
  readonly encodeGradient: (...operands: number[]) => void;
  /** What `SparseInput.subtractFrom` calls. */
  readonly subtractInput: (...operands: number[]) => void;
  /** What `SparseInput.products` calls. */
  readonly inputProducts: (...operands: number[]) => void;
  /** What `EdgeKernels.softmax` calls. */
  readonly softmax: (...operands: number[]) => void;
  /** What `EdgeKernels.squares` calls. */
  readonly squares: (...operands: number[]) => void;
  /** What `EdgeKernels.scaleLanes` calls. */
  readonly scaleLanes: (...operands: number[]) => void;
  /** Both products of the way back through the decoder. */
  readonly backward: (...operands: number[]) => void;
  /** Sets hidden values to rest, and computes what neurons are then. */
  readonly rest: (...operands: number[]) => void;
  /** Hidden values of one user; gives the length of the list of neurons, bytes, as does the next. */
  readonly userHidden: (...operands: number[]) => number;
  /** Scores of one user's rated items. */
  readonly userScores: (...operands: number[]) => number;
  /** What an item puts into its own score, taken off. */
  readonly userOwnScores: (...operands: number[]) => void;
  /** What that takes of the gradients. */
  readonly userOwnSums: (...operands: number[]) => void;
  /** The loss over rated items. */
  readonly userLoss: (...operands: number[]) => number;
  /** The way back through the decoder. */
  readonly userBack: (...operands: number[]) => void;
  /** The gradient of the encoder. */
  readonly userGradient: (...operands: number[]) => void;
  /** Sets one user's neurons to rest. */
  readonly userRest: (...operands: number[]) => void;
  /** Clears some bytes. */
  readonly clear: (...operands: number[]) => void;
  /** Adds up the lanes of each row. */
  readonly rowSums: (...operands: number[]) => void;
  /** What an item puts into its own score, for some items. */
  readonly ownWeights: (...operands: number[]) => void;
  /** Takes that out of the gradients. */
  readonly ownGradients: (...operands: number[]) => void;
  /** What `adamStep` does, on gradients in parts. */
  readonly adam: (...operands: number[]) => void;
  /** What `sgdStep` does, on gradients in parts. */
  readonly sgd: (...operands: number[]) => void;
}

/** The compiled kernels and their memory, which only grows. */
export interface EdgeMemory {
  /** The kernels; nothing there checks its operands. */
  readonly exports: EdgeExports;
  /** Whether the processor's fused multiply-add is used, where WebAssembly has the instruction for it. */
  readonly relaxed: boolean;
  /** The memory itself, shared: a Worker that is sent it may compute in it too. */
  readonly memory: WebAssembly.Memory;
  /** The memory, to make views of; those made before it grows hold, and reach as far as it did. */
  readonly buffer: ArrayBufferLike;
  /** Bytes of the memory. */
  readonly bytes: number;
  /** Takes `words` numbers of four bytes, all 0, and gives their address; they are kept as long as the memory. */
  take(words: number): number;
  /** Takes `length` float32 numbers, all 0. */
  floats(length: number): WasmFloats;
  /** Takes `length` words, all 0. */
  words(length: number): { readonly address: number; readonly values: Uint32Array };
  /** Takes room for edges, all 0, with an `edge` for each where they are permuted; `from` are views of it. */
  rows(rows: number, columns: number, edges: number, permuted: boolean): WasmEdgeRows;
  /** Copies edges into the memory. */
  place(edges: EdgeRows): WasmEdgeRows;
}

/** Where the first operand goes: the constants of the kernels are below. */
const FIRST_BYTE = 2048;

/** Operands begin at whole cache lines. */
const LINE_BYTES = 64;

/** Pages of a memory, bytes each. */
const PAGE_BYTES = 65536;

/** Memory of a 32-bit WebAssembly module, bytes. Only as much as is taken is in use. */
const MOST_BYTES = 2 ** 32 - PAGE_BYTES;

/** Options of the kernels' memory. */
export interface EdgeMemoryOptions {
  /** False leaves out the fused multiply-add; by default it is used where there is one. */
  readonly relaxed?: boolean;
  /**
   * A memory to compute in that other kernels have laid out: what is taken of it, in the same order, is what they took. By default a
   * memory of their own.
   */
  readonly memory?: WebAssembly.Memory;
}

/**
 * Compiles the kernels for a memory.
 *
 * @param options Which memory, and whether to leave out the fused multiply-add.
 * @returns The memory.
 */
export function createEdgeMemory(options: EdgeMemoryOptions = {}): EdgeMemory {
  const decode = (text: string) => Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
  const fused = decode(RELAXED);
  const relaxed = options.relaxed !== false && WebAssembly.validate(fused);
  const module = new WebAssembly.Module(relaxed ? fused : decode(PLAIN));
  const memory = options.memory ??
    new WebAssembly.Memory({ initial: 4, maximum: MOST_BYTES / PAGE_BYTES, shared: true });
  const instance = new WebAssembly.Instance(module, { env: { memory } });
  const exports = instance.exports as unknown as EdgeExports;
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
    if (next > memory.buffer.byteLength) {
      // Another thread may have grown it without word of that having come here; growing it by nothing asks.
      memory.grow(0);
      const missing = next - memory.buffer.byteLength;
      if (missing > 0) memory.grow(Math.ceil(missing / PAGE_BYTES));
    }
    end = next;
    return address;
  };
  // Views of a shared memory hold when it grows.
  const words: EdgeMemory["words"] = (length) => {
    const address = take(length);
    return { address, values: new Uint32Array(memory.buffer, address, length) };
  };
  const rows: EdgeMemory["rows"] = (rows, columns, edges, permuted) => {
    const start = words(rows + 1), column = words(edges);
    const edge = permuted ? words(edges) : undefined;
    return {
      from: { rows, columns, start: start.values, column: column.values, edge: edge?.values },
      addresses: [start.address, column.address, edge?.address ?? 0],
    };
  };
  return {
    exports,
    memory,
    relaxed,
    take,
    words,
    get buffer() {
      return memory.buffer;
    },
    get bytes() {
      return memory.buffer.byteLength;
    },
    floats(length) {
      const address = take(length);
      return { length, address, values: new Float32Array(memory.buffer, address, length) };
    },
    rows,
    place(edges) {
      const { rows: count, columns, start, column, edge } = edges;
      const placed = rows(count, columns, column.length, !!edge);
      placed.from.start.set(start);
      placed.from.column.set(column);
      if (edge) placed.from.edge!.set(edge);
      return placed;
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
