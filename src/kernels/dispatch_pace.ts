import { MAX_LOOP_ITERATIONS } from "../gpu/kernel.ts";

/** Milliseconds that a dispatch may take on a real GPU, whose watchdog ends what takes seconds. */
const DISPATCH_MS = 250;

/** Edge-epochs a millisecond that any real GPU makes with its lanes together; what is measured takes its place. */
const SLOWEST_RATE = 1e6;

/** Loop iterations a millisecond that one lane of any real GPU makes, each of a few loads that wait for each other. */
const SLOWEST_LANE = 1000;

/** What an epoch of some networks takes. */
export interface EpochWork {
  /** Edges of all networks. */
  readonly edges: number;
  /** Upper bound of the loop iterations of the busiest lane. */
  readonly iterations: number;
}

/** Decides how many epochs a dispatch may run: software ends long loops, and real GPUs end what takes long. */
export interface DispatchPace {
  /** Epochs of one dispatch, at least 1. */
  epochs(work: EpochWork): number;
  /** Tells how many edge-epochs took how many milliseconds; the pace only ever rises. */
  measured(edgeEpochs: number, milliseconds: number): void;
}

/**
 * Starts at the pace of the slowest GPU. What is measured on many networks says nothing of one alone, whose few lanes go one epoch after
 * another at a pace of their own: that bounds a dispatch as well.
 *
 * @param software Whether a CPU plays the GPU.
 * @returns The pace.
 */
export function createDispatchPace(software: boolean): DispatchPace {
  let rate = SLOWEST_RATE;
  return {
    epochs({ edges, iterations }) {
      // Half the limit is left for loading and storing the pool.
      const most = software
        ? MAX_LOOP_ITERATIONS / 2 / iterations
        : DISPATCH_MS * Math.min(rate / Math.max(1, edges), SLOWEST_LANE / iterations);
      return Math.max(1, Math.floor(most));
    },
    measured(edgeEpochs, milliseconds) {
      if (milliseconds > 0) rate = Math.max(rate, edgeEpochs / milliseconds);
    },
  };
}
