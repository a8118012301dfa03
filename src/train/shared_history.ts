import type { SharedParameters } from "../kernels/shared_step_cpu.ts";
import type { EpochRecord } from "../model/shared_model.ts";

type Vectors = SharedParameters<Float32Array<ArrayBuffer>>;

/** The epochs of a training, and the best of them. */
export interface TrainingHistory {
  /** One record for each epoch. */
  readonly records: readonly EpochRecord[];
  /** The best validated epoch; the earlier one of two alike. */
  readonly best:
    | { readonly epoch: number; readonly ndcg: number; readonly parameters: Vectors }
    | undefined;
  /**
   * Adds an epoch.
   *
   * @param record The epoch.
   * @param parameters Its weights, kept where it is the best; not changed by the caller afterwards.
   * @returns Whether it is the best so far.
   */
  add(record: EpochRecord, parameters?: Vectors): boolean;
  /** Whether the last `patience` validations gave nothing better. */
  isExhausted(patience: number): boolean;
}

/**
 * Starts a history, or goes on with one: what stops a training early follows from its records alone, so that an interrupted one stops where it
 * would have.
 *
 * @param records The epochs so far.
 * @param kept The weights of the best validated epoch among them.
 * @returns The history.
 *
 * @example
 * ```ts
 * import { deepStrictEqual } from "node:assert/strict";
 *
 * const history = createHistory();
 * const weights = () => ({ encoder: new Float32Array(1), decoder: new Float32Array(1) });
 * const added = [0.2, 0.3, 0.3, 0.1].map((ndcg, k) =>
 *   history.add({ epoch: k + 1, loss: 1, learningRate: 0.1, ndcg }, weights())
 * );
 * deepStrictEqual(added, [true, true, false, false]);
 * deepStrictEqual([history.best?.epoch, history.isExhausted(2), history.isExhausted(3)], [2, true, false]);
 * ```
 */
export function createHistory(
  records: readonly EpochRecord[] = [],
  kept?: Vectors,
): TrainingHistory {
  const all: EpochRecord[] = [];
  let best: TrainingHistory["best"], since = 0;
  const add = (record: EpochRecord, parameters?: Vectors) => {
    all.push(record);
    const { epoch, ndcg } = record;
    if (ndcg === undefined || !parameters) return false;
    since++;
    if (best && ndcg <= best.ndcg) return false;
    best = { epoch, ndcg, parameters };
    since = 0;
    return true;
  };
  for (const record of records) add(record, kept);
  return {
    records: all,
    get best() {
      return best;
    },
    add,
    isExhausted: (patience) => since >= patience,
  };
}
