import { LEAST_PIVOT, type RidgeSystem } from "./ridge_cpu.ts";
import { PLAIN } from "./wasm/ridge_bytes.ts";

/** Solves ridge regressions one after another, by WebAssembly with SIMD. */
export interface RidgeKernel {
  /** Bytes of its memory, which grows with the largest system. */
  readonly bytes: number;
  /**
   * Makes room for a system: fill in `gram` (the lower triangle), `target` and `penalty`. The arrays serve until the next call.
   *
   * @param unknowns Number of weights, at least 0.
   * @throws {RangeError} Where the system does not fit in the 4 GB of a WebAssembly memory: above some 16,000 unknowns.
   */
  system(unknowns: number): RidgeSystem;
  /**
   * Solves the system. Change the penalties and call again for further solutions.
   *
   * @returns w, (unknowns), overwritten by the next call.
   */
  solve(): Float64Array;
}

/** Where operands begin: the module keeps nothing below. */
const FIRST_BYTE = 1024;

/** Memory of a 32-bit WebAssembly module, bytes. */
const MOST_BYTES = 2 ** 32 - 65536;

/**
 * What `solveRidge` does, in float64 too: Cholesky in blocks of four columns, two rows at a time. Each sum has one order, so that the same
 * system gives the same bits on every machine; they differ from the twin's in the last few, for there the order is another.
 *
 * @returns The kernel, with memory of its own; use one per thread.
 *
 * @example
 * ```ts
 * import { strictEqual } from "node:assert/strict";
 *
 * const kernel = createRidgeKernel();
 * const { gram, target, penalty } = kernel.system(1);
 * gram[0] = 3;
 * target[0] = 8;
 * penalty[0] = 1;
 * strictEqual(kernel.solve()[0], 2);
 * ```
 */
export function createRidgeKernel(): RidgeKernel {
  const bytes = Uint8Array.from(atob(PLAIN), (character) => character.charCodeAt(0));
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(bytes));
  const { memory, solve } = exports as unknown as {
    memory: WebAssembly.Memory;
    solve(...operands: number[]): void;
  };
  let unknowns = 0, padded = 0;
  const size = () => 8 * padded * (padded + 2);
  /** Addresses of A, L, the penalties, the reciprocals of pivots and w. */
  const addresses = () => {
    const first = FIRST_BYTE, vectors = first + 2 * size();
    return [first, first + size(), vectors, vectors + 8 * padded, vectors + 16 * padded];
  };
  return {
    get bytes() {
      return memory.buffer.byteLength;
    },
    system(count) {
      unknowns = count;
      padded = Math.ceil(count / 4) * 4;
      const [a, , d, , w] = addresses();
      const end = w + 8 * padded;
      if (end > MOST_BYTES) {
        throw new RangeError(
          `Cannot solve for ${count} weights: they take ${end} bytes, expected at most ${MOST_BYTES}`,
        );
      }
      const missing = end - memory.buffer.byteLength;
      if (missing > 0) memory.grow(Math.ceil(missing / 65536));
      const gram = new Float64Array(memory.buffer, a, padded * (padded + 2));
      const penalty = new Float64Array(memory.buffer, d, padded).fill(1, count);
      // The padding is a unit matrix with target 0; row padded + 1 only makes a pair.
      for (let row = count; row < padded; row++) {
        gram.fill(0, row * padded, (row + 1) * padded);
        gram[row * padded + row] = 1;
      }
      gram.fill(0, padded * padded);
      return {
        unknowns,
        stride: padded,
        gram,
        target: gram.subarray(padded * padded, padded * padded + count),
        penalty: penalty.subarray(0, count),
      };
    },
    solve() {
      const [a, l, d, inverse, w] = addresses();
      solve(a, l, padded, d, inverse, w, LEAST_PIVOT);
      return new Float64Array(memory.buffer, w, unknowns);
    },
  };
}
