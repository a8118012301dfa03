import { createRandom } from "../random.ts";
import type { Interactions } from "../data/interactions.ts";
import type { SparseMatrix } from "../data/sparse_matrix.ts";
import type { Vocabulary } from "../data/vocabulary.ts";
import type { SharedBatch } from "../kernels/shared_step_cpu.ts";
import { userWeights } from "../model/closed_form/gram.ts";
import { normaliseRows, ratingInputs, ratingTargets } from "../model/shared_inputs.ts";
import type { GradientSettings } from "../model/shared_settings.ts";

/** What minibatches are made of. */
export interface BatchSource {
  /** Ids of the rows. */
  readonly users: Vocabulary;
  /** x of all users, without dropout and normalisation, (users, items). */
  readonly inputs: SparseMatrix;
  /** What scores are held against, (users, items). */
  readonly targets: SparseMatrix;
}

/**
 * What minibatches of some interactions are made of.
 *
 * @param interactions The ratings to learn from.
 * @param settings What a rating counts, and whether users are weighed: then the targets of a user with n ratings are multiplied by
 * (n / mean n)^(-1/4).
 * @returns Inputs and targets of all users.
 *
 * @example
 * ```ts
 * import { deepStrictEqual } from "node:assert/strict";
 * import { createInteractionsBuilder } from "../data/interactions.ts";
 *
 * const builder = createInteractionsBuilder();
 * builder.add("ann", "Heat", 5);
 * builder.add("bob", "Heat", 1);
 * const source = batchSource(builder.build().interactions, { input: "scaled", weighUsers: true });
 * deepStrictEqual([...source.inputs.values], [1]);
 * deepStrictEqual([...source.targets.values], [1, 0]);
 * ```
 */
export function batchSource(
  interactions: Interactions,
  { input, weighUsers }: Pick<GradientSettings, "input" | "weighUsers">,
): BatchSource {
  const targets = ratingTargets(interactions, input);
  return {
    users: interactions.users,
    inputs: ratingInputs(interactions, input),
    targets: weighUsers ? weighRows(targets) : targets,
  };
}

function weighRows({ indptr, values, ...matrix }: SparseMatrix): SparseMatrix {
  const weighed = values.slice();
  userWeights({ ...matrix, indptr, values }).forEach((weight, user) => {
    // The square of a target weighs as the user does.
    const factor = Math.sqrt(weight);
    for (let k = indptr[user]; k < indptr[user + 1]; k++) weighed[k] *= factor;
  });
  return { ...matrix, indptr, values: weighed };
}

/**
 * The users of an epoch in the order in which they are trained on, cut into minibatches. Users without any input are left out: they
 * have nothing to say about any weight.
 *
 * @param source Inputs of all users.
 * @param epoch The epoch, from 1.
 * @param settings Seed and size of a batch.
 * @returns Rows of the users of each batch; the last one may be smaller.
 *
 * @example
 * ```ts
 * import { deepStrictEqual } from "node:assert/strict";
 * import { sparseMatrix } from "../data/sparse_matrix.ts";
 *
 * const inputs = sparseMatrix(4, 1, { row: [0, 1, 3], column: [0, 0, 0], value: [1, 1, 1] }).matrix;
 * const batches = epochBatches(inputs, 1, { seed: 42, batchSize: 2 });
 * deepStrictEqual(batches.map((batch) => batch.length), [2, 1]);
 * deepStrictEqual(batches.flatMap((batch) => [...batch]).sort(), [0, 1, 3]);
 * ```
 */
export function epochBatches(
  { rows, indptr }: SparseMatrix,
  epoch: number,
  { seed, batchSize }: Pick<GradientSettings, "seed" | "batchSize">,
): Uint32Array<ArrayBuffer>[] {
  const order: number[] = [];
  for (let user = 0; user < rows; user++) if (indptr[user + 1] > indptr[user]) order.push(user);
  createRandom(seed, "order", `${epoch}`).shuffle(order);
  const batches: Uint32Array<ArrayBuffer>[] = [];
  for (let from = 0; from < order.length; from += batchSize) {
    batches.push(Uint32Array.from(order.slice(from, from + batchSize)));
  }
  return batches;
}

/**
 * One minibatch. A user's dropout draws from a stream named by seed, epoch and the user's id: it depends neither on the order of the
 * users nor on who else is in the data.
 *
 * @param source Inputs and targets of all users.
 * @param users Rows of the batch's users.
 * @param epoch The epoch, from 1.
 * @param settings Dropout, normalisation, seed.
 * @returns Inputs after dropout, the rest divided by 1 - dropout, and then by the row's norm where `normalise` asks for it; and targets.
 */
export function drawBatch(
  { users: { ids }, inputs, targets }: BatchSource,
  users: Uint32Array,
  epoch: number,
  { seed, dropout, normalise }: Pick<GradientSettings, "seed" | "dropout" | "normalise">,
): SharedBatch {
  const kept = dropout === 0 ? takeRows(inputs, users) : takeRows(inputs, users, (user) => {
    const random = createRandom(seed, "dropout", `${epoch}`, ids[user]);
    return (value) => random.next() < dropout ? 0 : value / (1 - dropout);
  });
  return {
    inputs: normalise ? normaliseRows(kept) : kept,
    targets: takeRows(targets, users),
  };
}

/** Some rows of a matrix; what `ofRow` makes 0 is left out. */
function takeRows(
  { columns, indptr, indices, values }: SparseMatrix,
  rows: Uint32Array,
  ofRow?: (row: number) => (value: number) => number,
): SparseMatrix {
  let entries = 0;
  for (const row of rows) entries += indptr[row + 1] - indptr[row];
  const taken = {
    indptr: new Uint32Array(rows.length + 1),
    indices: new Uint32Array(entries),
    values: new Float32Array(entries),
  };
  let at = 0;
  rows.forEach((row, b) => {
    const change = ofRow?.(row);
    for (let k = indptr[row]; k < indptr[row + 1]; k++) {
      const value = change ? change(values[k]) : values[k];
      if (change && value === 0) continue;
      taken.indices[at] = indices[k];
      taken.values[at++] = value;
    }
    taken.indptr[b + 1] = at;
  });
  return {
    rows: rows.length,
    columns,
    indptr: taken.indptr,
    indices: taken.indices.slice(0, at),
    values: taken.values.slice(0, at),
  };
}
