// Data for shared_training_bench.ts.
import { createDataset } from "../src/data/dataset.ts";
import { perUserHoldout } from "../src/data/split.ts";
import type { SparseMatrix } from "../src/data/sparse_matrix.ts";
import { readRatings } from "../src/formats/ratings.ts";
import { readTriples } from "../src/formats/triples.ts";
import { createRandom } from "../src/random.ts";
import type { Problem } from "./problem_file.ts";

/**
 * Reads ratings and attributes.
 *
 * @param prepared Folder that the peers' prepare.py wrote; without it movielens-1m-dbpedia in `SEMAUTO_DATA`, or the embedded data.
 * @returns Every rating of the training part as 1, and the graph.
 */
export async function loadProblem(prepared?: string): Promise<Problem> {
  const real = Deno.env.get("SEMAUTO_DATA");
  const [ratings, attributes] = prepared
    ? ["train.tsv", "item_features.tsv"].map((name) => `${prepared}/${name}`)
    : real
    ? ["ratings.tsv.gz", "attributes.tsv.gz"].map((name) => `${real}/movielens-1m-dbpedia/${name}`)
    : ["ratings.tsv", "attributes.tsv"].map((name) =>
      new URL(`../data/${name}`, import.meta.url).pathname
    );
  const open = async (path: string) => ({ name: path, stream: (await Deno.open(path)).readable });
  const { interactions } = await readRatings(await open(ratings));
  const train = prepared
    ? interactions.ratings
    : perUserHoldout(interactions.ratings, interactions.users).train;
  const triples = await readTriples(await open(attributes));
  const { graph } = createDataset({ ...interactions, ratings: train }, triples, {
    // prepare.py has counted over all ratings already.
    minItemsPerAttribute: prepared ? 1 : 2,
  });
  return { inputs: { ...train, values: train.values.map(() => 1) }, graph };
}

/**
 * Some rows of a matrix.
 *
 * @param matrix Any sparse matrix.
 * @param rows Indices of the rows.
 * @returns The rows, in this order.
 */
export function takeRows(matrix: SparseMatrix, rows: ArrayLike<number>): SparseMatrix {
  const indptr = new Uint32Array(rows.length + 1);
  for (let r = 0; r < rows.length; r++) {
    indptr[r + 1] = indptr[r] + matrix.indptr[rows[r] + 1] - matrix.indptr[rows[r]];
  }
  const indices = new Uint32Array(indptr[rows.length]), values = new Float32Array(indices.length);
  for (let r = 0; r < rows.length; r++) {
    const from = matrix.indptr[rows[r]], to = matrix.indptr[rows[r] + 1];
    indices.set(matrix.indices.subarray(from, to), indptr[r]);
    values.set(matrix.values.subarray(from, to), indptr[r]);
  }
  return { rows: rows.length, columns: matrix.columns, indptr, indices, values };
}

/**
 * Users in an order drawn anew.
 *
 * @param count Number of users.
 * @param epoch Names the order.
 * @returns A permutation of 0 to count - 1.
 */
export function shuffled(count: number, epoch: number): Uint32Array {
  const random = createRandom(7, "order", String(epoch));
  const order = Uint32Array.from({ length: count }, (_, k) => k);
  for (let k = count - 1; k > 0; k--) {
    const other = random.integer(k + 1);
    [order[k], order[other]] = [order[other], order[k]];
  }
  return order;
}
