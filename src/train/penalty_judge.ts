import type { Dataset } from "../data/dataset.ts";
import { perUserHoldout } from "../data/split.ts";
import type { SparseMatrix } from "../data/sparse_matrix.ts";
import { edgeTopology, padLanes } from "../kernels/edge_topology.ts";
import type { HeldOutTask } from "../model/closed_form/held_out_gain.ts";
import type { Penalties } from "../model/closed_form/item_weights.ts";
import { problemBytes, ridgeProblem, solveProblem } from "../model/closed_form/ridge_problem.ts";
import { storedLikedFrom } from "../model/shared_inputs.ts";
import type { SharedSettings } from "../model/shared_settings.ts";
import { cutByCost, type SolverThreads } from "../model/closed_form/solver_threads.ts";

/** Judges penalties on ratings that were held out. */
export interface PenaltyJudge {
  /** nDCG@10 of the networks of some penalties: means over users with a relevant rating among those held out. */
  judge(penalties: readonly Penalties[]): Promise<Float64Array>;
  /** Bytes held at once beside the training data. */
  bytes(): number;
}

/** Share of each user's ratings that is held out. */
const RATIO = 0.2;

/** Nanoseconds for an edge and a network in scoring a user. */
const EDGE_COST = 0.03;

/**
 * Holds a fifth of each user's ratings out, and prepares the closed form on the others. Relevant are held-out ratings in the upper quarter of the
 * scale, or all implicit ones; candidates are the items with a rating that was kept, but for the user's own.
 *
 * @param dataset Training ratings and attributes.
 * @param settings Which neurons.
 * @param seed Seed of the held-out part.
 * @param threads Where to compute.
 * @returns The judge; undefined where no user has a relevant rating among those held out.
 */
export async function penaltyJudge(
  { interactions, graph }: Dataset,
  settings: Pick<SharedSettings, "neurons" | "fans" | "fansKind">,
  seed: number,
  threads: SolverThreads,
): Promise<PenaltyJudge | undefined> {
  const { memory } = threads;
  const { ratings, users, scale } = interactions;
  const { train, test } = perUserHoldout(ratings, users, { ratio: RATIO, seed });
  const relevantFrom = storedLikedFrom(scale);
  const judged = memory.share(usersToJudge(test, relevantFrom));
  if (judged.length === 0) return undefined;
  const related = threads.progress("relate", "items", graph.items, 2);
  const problem = await ridgeProblem({ ratings: train, scale }, graph, settings, threads, [
    related.part(),
    related.part(),
  ]);
  // The decoder's edges by neuron, and for each edge by item its place there.
  const { start, column, edge } = edgeTopology(problem.graphs.decoder).byAttribute;
  const place = memory.words(column.length);
  for (let k = 0; k < column.length; k++) place[edge![k]] = k;
  const decoder = {
    rows: start.length - 1,
    columns: graph.items,
    start: memory.share(start),
    column: memory.share(column),
  };
  const rated = memory.words(graph.items);
  for (const item of train.indices) rated[item] = 1;
  const heldOut = memory.shareMatrix(test);
  let weights = memory.floats(0), values = memory.doubles(0), most = 0;
  return {
    async judge(penalties) {
      const networks = penalties.length;
      const lanes = padLanes(networks);
      most = Math.max(most, lanes);
      if (weights.length < lanes * column.length) {
        weights = memory.floats(lanes * column.length);
        values = memory.doubles(lanes * judged.length);
      }
      // Weights of items that nobody rated are not written, and rows may have had another length.
      weights.fill(0);
      const solving = threads.progress("solve", "items", graph.items, 1);
      await solveProblem(problem, penalties, weights, threads, solving.part(), {
        lanes,
        place,
      });
      const task: HeldOutTask = {
        inputs: problem.input.inputs,
        heldOut,
        relevantFrom,
        judged,
        rated,
        support: problem.support,
        decoder,
        weights,
        networks,
        lanes,
        values,
      };
      const jobs = cutByCost(
        judged.length,
        () => EDGE_COST * networks * column.length,
        threads.count,
      );
      const validating = threads.progress("validate", "users", judged.length, 1);
      await threads.run({ kind: "validate", task }, jobs, validating.part());
      return means(values, judged.length, networks);
    },
    bytes: () => problemBytes(problem, threads, most) + 4 * threads.count * most * column.length,
  };
}

function usersToJudge({ rows, indptr, values }: SparseMatrix, from: number): Uint32Array {
  return Uint32Array.from({ length: rows }, (_, user) => user)
    .filter((user) => values.subarray(indptr[user], indptr[user + 1]).some((r) => r >= from));
}

/** Means of the columns of (rows, columns), summed in the order of the rows. */
function means(values: Float64Array, rows: number, columns: number): Float64Array {
  const sums = new Float64Array(columns);
  for (let k = 0; k < rows * columns; k++) sums[k % columns] += values[k];
  return sums.map((sum) => sum / rows);
}
