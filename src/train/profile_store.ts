import { UsageError } from "../errors.ts";
import type { Dataset } from "../data/dataset.ts";
import type { BroaderLayer } from "../data/broader_layer.ts";
import type { SparseMatrix } from "../data/sparse_matrix.ts";
import { decoderOffsets } from "../model/decoder_weights.ts";
import { innerOffsets } from "../model/deep_profiles.ts";
import { type PersonalModel, UserState } from "../model/personal_model.ts";
import type { TrainedBatch } from "../model/user_batch.ts";

/** Collects what trained networks learned, in any order of users. */
export interface ProfileStore {
  /** Users that still have to be trained, ascending. */
  pending(): number[];
  /**
   * Takes over the results of trained networks.
   *
   * @throws {UsageError} Where a profile is not finite.
   */
  keep(batch: TrainedBatch): void;
  /** Everything collected so far, by user. */
  result(): Omit<PersonalModel, "settings" | "dataset">;
}

/** One user's raw profile. */
interface Row {
  readonly attributes: Uint32Array;
  readonly values: Float32Array;
}

/** What the second layer learned of one user. */
interface InnerRow extends Row {
  /** U1 by attribute and category. */
  readonly weights: Float32Array;
}

/**
 * Starts a store.
 *
 * @param dataset The data that is trained on.
 * @param keepWeights Whether to keep W2 of every user as well.
 * @param resume A model whose trained users are taken over.
 * @param layer The second hidden layer, where there is one.
 * @returns The store.
 */
export function createProfileStore(
  dataset: Dataset,
  keepWeights: boolean,
  resume?: PersonalModel,
  layer?: BroaderLayer,
): ProfileStore {
  const { ratings } = dataset.interactions;
  const rows: (Row | undefined)[] = new Array(ratings.rows);
  const inner: (InnerRow | undefined)[] = new Array(ratings.rows);
  const loss = new Float32Array(ratings.rows);
  const userState = new Uint8Array(ratings.rows);
  const offsets = keepWeights ? decoderOffsets(ratings, dataset.graph) : undefined;
  const weights = offsets && new Float32Array(offsets[ratings.rows]);
  if (resume) {
    const { activations, broader } = resume;
    const offsets = broader && innerOffsets(activations, broader.layer.graph);
    loss.set(resume.loss);
    userState.set(resume.userState);
    if (resume.decoderWeights) weights?.set(resume.decoderWeights);
    for (let user = 0; user < activations.rows; user++) {
      const start = activations.indptr[user], end = activations.indptr[user + 1];
      if (start === end) continue;
      rows[user] = rowOf(activations, user);
      if (!broader || !offsets) continue;
      inner[user] = {
        ...rowOf(broader.activations, user),
        weights: broader.weights.subarray(offsets[user], offsets[user + 1]),
      };
    }
  }
  return {
    pending: () => [...userState.keys()].filter((user) => userState[user] === UserState.Untrained),
    keep(batch) {
      let weightAt = 0, innerAt = 0;
      for (let row = 0; row < batch.users.length; row++) {
        const user = batch.users[row];
        const start = batch.attributeStart[row], end = batch.attributeStart[row + 1];
        userState[user] = start === end ? UserState.NoBasis : UserState.Trained;
        if (start === end) continue;
        const values = batch.activations.subarray(start, end);
        checkFinite(values, dataset.interactions.users.ids[user]);
        rows[user] = { attributes: batch.attributes.subarray(start, end), values };
        loss[user] = batch.loss[row];
        if (layer && batch.inner) {
          const { categoryStart, categories, activations, weights } = batch.inner;
          const [from, to] = [categoryStart[row], categoryStart[row + 1]];
          const edges = countEdges(layer, batch.attributes.subarray(start, end));
          inner[user] = {
            attributes: categories.subarray(from, to),
            values: activations.subarray(from, to),
            weights: weights.subarray(innerAt, innerAt += edges),
          };
          checkFinite(inner[user].weights, dataset.interactions.users.ids[user]);
        }
        if (weights && offsets && batch.decoderWeights) {
          const count = offsets[user + 1] - offsets[user];
          weights.set(batch.decoderWeights.subarray(weightAt, weightAt + count), offsets[user]);
          weightAt += count;
        }
      }
    },
    result: () => ({
      activations: joinRows(rows, dataset.graph.attributes),
      loss,
      userState,
      decoderWeights: weights,
      ...(layer && {
        broader: {
          layer,
          activations: joinRows(inner, layer.categories.length),
          weights: join(inner.map((row) => row?.weights)),
        },
      }),
    }),
  };
}

function rowOf({ indptr, indices, values }: SparseMatrix, row: number): Row {
  const start = indptr[row], end = indptr[row + 1];
  return { attributes: indices.subarray(start, end), values: values.subarray(start, end) };
}

function countEdges({ graph: { itemStart } }: BroaderLayer, attributes: Uint32Array): number {
  return attributes.reduce((sum, f) => sum + itemStart[f + 1] - itemStart[f], 0);
}

function join(parts: readonly (Float32Array | undefined)[]): Float32Array {
  const all = new Float32Array(parts.reduce((sum, part) => sum + (part?.length ?? 0), 0));
  let at = 0;
  for (const part of parts) {
    if (!part) continue;
    all.set(part, at);
    at += part.length;
  }
  return all;
}

function checkFinite(profile: Float32Array, user: string): void {
  const wrong = profile.find((value) => !Number.isFinite(value));
  if (wrong === undefined) return;
  throw new UsageError(
    `Cannot train user '${user}': the profile became ${wrong}, expected finite numbers, which a smaller learning rate gives`,
  );
}

function joinRows(rows: readonly (Row | undefined)[], columns: number): SparseMatrix {
  const indptr = new Uint32Array(rows.length + 1);
  for (let user = 0; user < rows.length; user++) {
    indptr[user + 1] = indptr[user] + (rows[user]?.values.length ?? 0);
  }
  const indices = new Uint32Array(indptr[rows.length]);
  const values = new Float32Array(indptr[rows.length]);
  for (let user = 0; user < rows.length; user++) {
    const row = rows[user];
    if (!row) continue;
    indices.set(row.attributes, indptr[user]);
    values.set(row.values, indptr[user]);
  }
  return { rows: rows.length, columns, indptr, indices, values };
}
