import type {
  PackedPart,
  PackedResult,
  PersonalAutoencoder,
} from "../kernels/personal_autoencoder.ts";
import type { PersonalStep } from "../kernels/personal_networks.ts";

/** Groups on the GPU at a time: one that trains, and one that follows without a pause. */
const GROUPS_AHEAD = 2;

/** Edges that keep a GPU busy; fewer wait for more, as long as more are coming. */
const GROUP_EDGES = 3_000_000;

/** Collects the parts of several batches, because a GPU ends one submission before it begins the next. */
export interface GpuGroups {
  /**
   * Trains the parts of a batch, together with those of other batches that are waiting.
   *
   * @param parts Packed networks.
   * @returns What each part learned.
   */
  train(parts: readonly PackedPart[]): Promise<PackedResult[]>;
  /** Asks anew whether more is coming, for when what was to come does not. */
  hurry(): void;
}

/**
 * Starts collecting.
 *
 * @param kernel What trains a group.
 * @param step Epochs and learning rate.
 * @param moreIsComing Whether another batch is being prepared, so that waiting for it has an end.
 * @returns The groups.
 */
export function createGpuGroups(
  kernel: PersonalAutoencoder,
  step: PersonalStep,
  moreIsComing: () => boolean,
): GpuGroups {
  const waiting: Waiting[] = [];
  let running = 0;

  async function runGroup(): Promise<void> {
    const edges = waiting.reduce((sum, { parts }) => sum + edgesOf(parts), 0);
    if (waiting.length === 0 || running >= GROUPS_AHEAD) return;
    if (edges < GROUP_EDGES && moreIsComing()) return;
    const group = waiting.splice(0);
    running++;
    try {
      const results = await kernel.run(group.flatMap(({ parts }) => parts), step, false);
      let first = 0;
      for (const { parts, resolve } of group) {
        resolve(results.slice(first, first + parts.length));
        first += parts.length;
      }
    } catch (cause) {
      for (const { reject } of group) reject(cause);
    } finally {
      running--;
      void runGroup();
    }
  }

  return {
    train: (parts) =>
      new Promise((resolve, reject) => {
        waiting.push({ parts, resolve, reject });
        // Batches that have arrived by now go along.
        setTimeout(runGroup);
      }),
    hurry: () => void runGroup(),
  };
}

interface Waiting {
  readonly parts: readonly PackedPart[];
  readonly resolve: (results: PackedResult[]) => void;
  readonly reject: (cause: unknown) => void;
}

function edgesOf(parts: readonly PackedPart[]): number {
  return parts.reduce((sum, { packed }) => sum + packed.edges, 0);
}
