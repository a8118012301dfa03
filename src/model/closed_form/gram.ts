import type { Interactions } from "../../data/interactions.ts";
import type { SparseMatrix } from "../../data/sparse_matrix.ts";
import type { GramMatrix } from "./gram_matrix.ts";
import type { GramInput } from "./gram_rows.ts";
import { ratingInputs } from "../shared_inputs.ts";
import type { SolverMemory } from "./solver_memory.ts";
import { cutByCost, type Report, type SolverThreads } from "./solver_threads.ts";

/** Catalogues up to this size get a dense matrix, of 64 MB at most, without their nonzeros being counted. */
const SMALL = 4096;

/** Nanoseconds for one product of two ratings, and for one of a row's cells. */
const COST = { product: 1.2, cell: 1.5 };

/**
 * The weight of each user in the Gram matrix, w_u = (n_u / mean n)^(-1/2): those who rated much count more than others, but less than
 * in proportion. Dividing by the mean keeps the size of penalties between data sets.
 *
 * @param ratings Ratings, (users, items); n_u counts the user's ratings, and the mean is over users who have any.
 * @returns w, (users); 0 for users without a rating.
 *
 * @example
 * ```ts
 * import { deepStrictEqual } from "node:assert/strict";
 * import { sparseMatrix } from "../../data/sparse_matrix.ts";
 *
 * const entries = { row: [0, 1, 1, 1, 1, 1, 1, 1], column: [0, 0, 1, 2, 3, 4, 5, 6], value: new Float32Array(8) };
 * deepStrictEqual([...userWeights(sparseMatrix(3, 7, entries).matrix)], [2, Math.sqrt(4 / 7), 0]);
 * ```
 */
export function userWeights({ rows, indptr }: SparseMatrix): Float64Array {
  let users = 0;
  for (let u = 0; u < rows; u++) if (indptr[u + 1] > indptr[u]) users++;
  const mean = indptr[rows] / users;
  return Float64Array.from({ length: rows }, (_, u) => {
    const count = indptr[u + 1] - indptr[u];
    return count === 0 ? 0 : Math.sqrt(mean / count);
  });
}

/**
 * Prepares X and D: ratings graded (r / max), users weighed.
 *
 * @param interactions Ratings and their scale.
 * @param memory Where they go.
 * @returns What the rows of G are computed from.
 */
export function gramInput(
  interactions: Pick<Interactions, "ratings" | "scale">,
  memory: SolverMemory,
): GramInput {
  const inputs = memory.shareMatrix(ratingInputs(interactions, "graded"));
  const { rows, columns, indptr, indices } = inputs;
  const start = memory.words(columns + 1);
  for (const item of indices) start[item + 1]++;
  for (let i = 0; i < columns; i++) start[i + 1] += start[i];
  const next = start.slice(0, columns);
  const user = memory.words(indices.length), place = memory.words(indices.length);
  for (let u = 0; u < rows; u++) {
    for (let k = indptr[u]; k < indptr[u + 1]; k++) {
      const at = next[indices[k]]++;
      user[at] = u;
      place[at] = k;
    }
  }
  return { inputs, weights: memory.share(userWeights(interactions.ratings)), start, user, place };
}

/**
 * Computes G = X^T D X. Which thread computes a row, and the layout, change no bit.
 *
 * @param input X and D.
 * @param threads Where to compute.
 * @param report Called with the nanoseconds that each part was foreseen to take.
 * @param options The layout, for tests; by default the one that takes less memory.
 * @returns G.
 */
export async function gramMatrix(
  input: GramInput,
  threads: SolverThreads,
  report: Report,
  options: { readonly layout?: "dense" | "sparse" } = {},
): Promise<GramMatrix> {
  const { memory } = threads;
  const items = input.inputs.columns;
  const products = rowProducts(input);
  const diagonal = memory.floats(items);
  const jobs = (share: number, cell: number) =>
    cutByCost(items, (item) => share * COST.product * products[item] + cell, threads.count);
  let gram: GramMatrix | undefined;
  if (options.layout !== "sparse" && (items <= SMALL || options.layout === "dense")) {
    gram = { items, diagonal, dense: memory.floats(items ** 2) };
  } else {
    const counts = memory.words(items);
    await threads.run({ kind: "count", input, counts }, jobs(1, 0), () => {});
    const nonzeros = counts.reduce((sum, count) => sum + count, 0);
    gram = options.layout !== "sparse" && items ** 2 <= 2 * nonzeros
      ? { items, diagonal, dense: memory.floats(items ** 2) }
      : { items, diagonal, sparse: sparseRows(counts, nonzeros, memory) };
  }
  const [share, cell] = gram.dense ? [0.5, COST.cell * items] : [2, 0];
  await threads.run({ kind: "gram", input, gram }, jobs(share, cell), report);
  return gram;
}

function sparseRows(counts: Uint32Array, nonzeros: number, memory: SolverMemory) {
  const start = memory.words(counts.length + 1);
  for (let item = 0; item < counts.length; item++) start[item + 1] = start[item] + counts[item];
  return { start, column: memory.words(nonzeros), value: memory.floats(nonzeros) };
}

/** Products that a row takes: the ratings of all its users. */
function rowProducts({ inputs: { columns, indptr }, start, user }: GramInput): Float64Array {
  return Float64Array.from({ length: columns }, (_, item) => {
    let products = 0;
    for (let e = start[item]; e < start[item + 1]; e++) {
      products += indptr[user[e] + 1] - indptr[user[e]];
    }
    return products;
  });
}
