import type { Interactions } from "../data/interactions.ts";
import { UsageError } from "../errors.ts";
import type { RunOptions } from "../events.ts";
import { gramInput, gramMatrix } from "./closed_form/gram.ts";
import type { GramMatrix } from "./closed_form/gram_matrix.ts";
import type { RelatedLists } from "./closed_form/related_lists.ts";
import {
  cutByCost,
  type Report,
  type SolverThreads,
  solverThreads,
} from "./closed_form/solver_threads.ts";

/** The items most related to each item, by the training data alone. */
export interface RelatedItems {
  /** Where each item's list starts, (items + 1). */
  readonly start: Uint32Array;
  /** The related items, most related first; never the item itself. */
  readonly items: Uint32Array;
  /** The cosine with each, above 0. */
  readonly similarities: Float32Array;
}

/** Nanoseconds for one cell of the Gram matrix. */
const CELL_COST = 1.5;

/**
 * The k items most related to each item: those with the largest cosine G_ij / sqrt(G_ii G_jj) of their weighted columns of ratings, where
 * G = X^T D X, X the graded ratings and D the weights of users ({@link userWeights}).
 *
 * Source: bench/results/shared_mode_search.md; for a fixed item the cosine orders the others as the gain G_ji / sqrt(G_jj) of the
 * first step of a greedy least-squares fit does.
 *
 * @param interactions Training ratings and their scale.
 * @param k Most related items of each item, a whole number from 1; items rated together with fewer have fewer.
 * @param options Threads (default: all cores where the work is worth them), progress (stage `relate`, unit `items`) and abort signal.
 * @returns The lists, most related first, ties by ascending item; the same bits whatever the threads.
 * @throws {UsageError} Where `k` or `threads` is not a whole number from 1.
 * @throws The signal's reason, where the signal aborts; nothing is returned then.
 *
 * @example
 * ```ts
 * import { deepStrictEqual } from "node:assert/strict";
 * import { sparseMatrix } from "../data/sparse_matrix.ts";
 *
 * // Items 0 and 1 are rated by the same two users, item 2 by one of them, item 3 by nobody.
 * const entries = { row: [0, 0, 0, 1, 1], column: [0, 1, 2, 0, 1], value: [1, 1, 1, 1, 1] };
 * const ratings = sparseMatrix(2, 4, entries).matrix;
 * const { start, items } = await relatedItems({ ratings, scale: "implicit" }, 1);
 * deepStrictEqual([...start], [0, 1, 2, 3, 3]);
 * deepStrictEqual([...items], [1, 0, 0]);
 * ```
 */
export async function relatedItems(
  interactions: Pick<Interactions, "ratings" | "scale">,
  k: number,
  options: RunOptions & { readonly threads?: number } = {},
): Promise<RelatedItems> {
  if (!Number.isInteger(k) || k < 1) {
    throw new UsageError(
      `Cannot find related items: their number is ${k}, expected a whole number from 1`,
    );
  }
  const threads = solverThreads(options);
  const input = gramInput(interactions, threads.memory);
  const report = threads.progress("relate", "items", input.inputs.columns, 2);
  const gram = await gramMatrix(input, threads, report.part());
  return await mostRelated(gram, k, threads, report.part());
}

/**
 * The same from a Gram matrix that is at hand.
 *
 * @param gram G.
 * @param k Most related items of each item, from 1.
 * @param threads Where to compute.
 * @param report Called with the nanoseconds that each part was foreseen to take.
 * @returns The lists.
 */
export async function mostRelated(
  gram: GramMatrix,
  k: number,
  threads: SolverThreads,
  report: Report,
): Promise<RelatedItems> {
  const { memory } = threads;
  const { items, sparse } = gram;
  const width = Math.min(k, Math.max(0, items - 1));
  const lists: RelatedLists = {
    width,
    counts: memory.words(items),
    items: memory.words(items * width),
    similarities: memory.floats(items * width),
  };
  const cost = (item: number) =>
    CELL_COST * (sparse ? sparse.start[item + 1] - sparse.start[item] : items);
  await threads.run(
    { kind: "relate", gram, lists },
    cutByCost(items, cost, threads.count),
    report,
  );
  return compact(lists, items);
}

/** Lists of unequal lengths, one after another. */
function compact({ width, counts, items, similarities }: RelatedLists, rows: number): RelatedItems {
  const start = new Uint32Array(rows + 1);
  for (let row = 0; row < rows; row++) start[row + 1] = start[row] + counts[row];
  const related = new Uint32Array(start[rows]), cosines = new Float32Array(start[rows]);
  for (let row = 0; row < rows; row++) {
    const from = row * width, to = from + counts[row];
    related.set(items.subarray(from, to), start[row]);
    cosines.set(similarities.subarray(from, to), start[row]);
  }
  return { start, items: related, similarities: cosines };
}
