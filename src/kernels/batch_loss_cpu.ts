import type { SparseMatrix } from "../data/sparse_matrix.ts";
import type { EdgeKernels } from "./edge_kernels_wasm.ts";
import type { WasmFloats } from "./edge_memory_wasm.ts";
import type { Floats } from "./edge_topology.ts";

/** Losses of a batch of scores Z against what the users have rated. */
export const BATCH_LOSSES = ["multinomial", "squared-error", "observed-squared-error"] as const;

/** Name of a loss. */
export type BatchLoss = typeof BATCH_LOSSES[number];

/** What the scores of a batch are held against. */
export interface BatchTargets {
  /** x of all users, (all users, items). */
  readonly targets: SparseMatrix;
  /** Rows of `targets` that the lanes stand for, at most as many as lanes; the lanes after them have no user and gradients of 0. */
  readonly users: ArrayLike<number>;
  /** Weight of each user in the gradient, (users): 1 / users for the gradient of the batch's mean loss. */
  readonly scale: ArrayLike<number>;
}

/** A batch's scores and gradients, and what is done to all of their cells, fast or plainly. */
interface Dense {
  readonly z: Floats;
  readonly gradient: Floats;
  /** gradient = exp(z - most), with most = max_i z and sum = sum_i gradient, lane by lane. */
  softmax(): { most: Floats; sum: Floats };
  /** sum_i gradient^2, lane by lane. */
  squares(): Floats;
  /** gradient[i, b] *= factor[b]. */
  scale(factor: Floats): void;
}

/**
 * Losses of a batch and their gradients, in float64; z_iu are scores, x_iu targets, 0 where there is no entry:
 *
 *     multinomial               loss_u = sum_i x_iu (lse_u - z_iu),  lse_u = log sum_i exp(z_iu)      (Liang et al. 2018)
 *                               dZ_iu = scale_u (n_u exp(z_iu - lse_u) - x_iu),  n_u = sum_i x_iu
 *     squared-error             loss_u = sum_i (z_iu - x_iu)^2,      dZ_iu = scale_u 2 (z_iu - x_iu)          over all items
 *     observed-squared-error    loss_u = sum_i (y_iu - x_iu)^2,      y_iu = 1 / (1 + exp(-z_iu))       over rated items
 *                               dZ_iu = scale_u 2 (y_iu - x_iu) y_iu (1 - y_iu)
 *
 * @param loss Which loss.
 * @param z Z, (items, lanes).
 * @param gradient dZ, (items, lanes), overwritten.
 * @param lanes Width of both.
 * @param batch What to hold the scores against.
 * @returns The loss of each user, (users), not scaled.
 *
 * @example
 * ```ts
 * import { deepStrictEqual } from "node:assert/strict";
 * import { sparseMatrix } from "../data/sparse_matrix.ts";
 *
 * // One user who rated item 1 of two with 1; two of the lanes are padding.
 * const { matrix: targets } = sparseMatrix(1, 2, { row: [0], column: [1], value: [1] });
 * const z = Float64Array.of(0.5, 0, 3, 0), gradient = new Float64Array(4);
 * const batch = { targets, users: [0], scale: [1] };
 * deepStrictEqual([...batchLoss("squared-error", z, gradient, 2, batch)], [0.5 ** 2 + (3 - 1) ** 2]);
 * deepStrictEqual([...gradient], [1, 0, 4, 0]);
 * ```
 */
export function batchLoss(
  loss: BatchLoss,
  z: Floats,
  gradient: Floats,
  lanes: number,
  batch: BatchTargets,
): Float64Array<ArrayBuffer> {
  return LOSSES[loss](plainDense(z, gradient, lanes), lanes, batch);
}

/** Losses of batches in the memory of the sparse kernels. */
export interface WasmBatchLoss {
  /** What `batchLoss` does, in float32. */
  run(z: WasmFloats, gradient: WasmFloats, batch: BatchTargets): Float64Array<ArrayBuffer>;
}

/**
 * Makes a loss that runs where the scores are: what concerns all cells goes through WebAssembly.
 *
 * @param kernels The kernels that own the scores and gradients; a few numbers a lane are taken of their memory.
 * @param loss Which loss.
 * @param lanes Width of scores and gradients, a multiple of 4.
 * @returns The loss.
 */
export function createWasmBatchLoss(
  kernels: EdgeKernels,
  loss: BatchLoss,
  lanes: number,
): WasmBatchLoss {
  const most = kernels.floats(lanes), sum = kernels.floats(lanes), factor = kernels.floats(lanes);
  return {
    run(z, gradient, batch) {
      const dense: Dense = {
        z: z.values,
        gradient: gradient.values,
        softmax() {
          kernels.softmax(z, gradient, most, sum);
          return { most: most.values, sum: sum.values };
        },
        squares() {
          kernels.squares(gradient, sum);
          return sum.values;
        },
        scale(by) {
          factor.values.set(by);
          kernels.scaleLanes(gradient, factor);
        },
      };
      return LOSSES[loss](dense, lanes, batch);
    },
  };
}

const LOSSES: Record<
  BatchLoss,
  (dense: Dense, lanes: number, batch: BatchTargets) => Float64Array<ArrayBuffer>
> = {
  "multinomial"(dense, lanes, { targets: { indptr, indices, values }, users, scale }) {
    const { z, gradient } = dense;
    const losses = new Float64Array(users.length), factor = new Float64Array(lanes);
    const { most, sum } = dense.softmax();
    for (let b = 0; b < users.length; b++) {
      let count = 0;
      for (let k = indptr[users[b]]; k < indptr[users[b] + 1]; k++) count += values[k];
      factor[b] = scale[b] * count / sum[b];
    }
    dense.scale(factor);
    for (let b = 0; b < users.length; b++) {
      const logSum = most[b] + Math.log(sum[b]);
      for (let k = indptr[users[b]]; k < indptr[users[b] + 1]; k++) {
        const at = indices[k] * lanes + b;
        losses[b] += values[k] * (logSum - z[at]);
        gradient[at] -= scale[b] * values[k];
      }
    }
    return losses;
  },

  "squared-error"(dense, lanes, { targets: { indptr, indices, values }, users, scale }) {
    const { z, gradient } = dense;
    const factor = new Float64Array(lanes);
    gradient.set(z);
    for (let b = 0; b < users.length; b++) {
      for (let k = indptr[users[b]]; k < indptr[users[b] + 1]; k++) {
        gradient[indices[k] * lanes + b] -= values[k];
      }
      factor[b] = 2 * scale[b];
    }
    const losses = Float64Array.from(dense.squares().subarray(0, users.length));
    dense.scale(factor);
    return losses;
  },

  "observed-squared-error"(dense, lanes, { targets: { indptr, indices, values }, users, scale }) {
    const { z, gradient } = dense;
    const losses = new Float64Array(users.length);
    gradient.fill(0);
    for (let b = 0; b < users.length; b++) {
      for (let k = indptr[users[b]]; k < indptr[users[b] + 1]; k++) {
        const at = indices[k] * lanes + b;
        const y = 1 / (1 + Math.exp(-z[at])), difference = y - values[k];
        losses[b] += difference * difference;
        gradient[at] = scale[b] * 2 * difference * y * (1 - y);
      }
    }
    return losses;
  },
};

function plainDense(z: Floats, gradient: Floats, lanes: number): Dense {
  return {
    z,
    gradient,
    softmax() {
      const most = new Float64Array(lanes).fill(-Infinity), sum = new Float64Array(lanes);
      for (let at = 0; at < z.length; at += lanes) {
        for (let b = 0; b < lanes; b++) if (z[at + b] > most[b]) most[b] = z[at + b];
      }
      for (let at = 0; at < z.length; at += lanes) {
        for (let b = 0; b < lanes; b++) {
          const e = Math.exp(z[at + b] - most[b]);
          gradient[at + b] = e;
          sum[b] += e;
        }
      }
      return { most, sum };
    },
    squares() {
      const sum = new Float64Array(lanes);
      for (let at = 0; at < z.length; at += lanes) {
        for (let b = 0; b < lanes; b++) sum[b] += gradient[at + b] * gradient[at + b];
      }
      return sum;
    },
    scale(factor) {
      for (let at = 0; at < z.length; at += lanes) {
        for (let b = 0; b < lanes; b++) gradient[at + b] *= factor[b];
      }
    },
  };
}
