import type { BipartiteGraph } from "../data/bipartite_graph.ts";
import type { SparseMatrix } from "../data/sparse_matrix.ts";
import { createVocabulary } from "../data/vocabulary.ts";
import type {
  PersonalNetworks,
  PersonalState,
  PersonalStep,
} from "../kernels/personal_networks.ts";
import type { PersonalSettings } from "./personal_settings.ts";
import { readTrained } from "./trained_networks.ts";
import { buildUserNetworks } from "./user_networks.ts";

/** What all batches of one training share. */
export interface TrainingTask {
  /** The item-attribute graph. */
  readonly graph: BipartiteGraph;
  /** Categories of the attributes, (attributes, categories), where there is a second hidden layer. */
  readonly broader?: BipartiteGraph;
  /** Epochs, learning rate, initialisation. */
  readonly settings: PersonalSettings;
  /** Whether W2 is wanted as well. */
  readonly keepWeights: boolean;
  /** Whether attributes on the same items share a node (the default), or each has its own, for benches. */
  readonly collapse?: boolean;
}

/** Some users with their inputs, cut out of the whole so that they can travel to a Worker. */
export interface UserBatch {
  /** Index of each user in the whole, (count). */
  readonly users: Uint32Array<ArrayBuffer>;
  /** Ids of these users, (count). */
  readonly ids: readonly string[];
  /** Scaled ratings, (count, items). */
  readonly inputs: SparseMatrix;
}

/** What was learned about the users of a batch. */
export interface TrainedBatch {
  /** Index of each user in the whole, (count). */
  readonly users: Uint32Array<ArrayBuffer>;
  /** Where the attributes of each user start, (count + 1). Equal starts mean that the user has no network. */
  readonly attributeStart: Uint32Array<ArrayBuffer>;
  /** Index of each attribute, ascending within a user, (attributes). */
  readonly attributes: Uint32Array<ArrayBuffer>;
  /** a_f of each attribute, (attributes). */
  readonly activations: Float32Array<ArrayBuffer>;
  /** Mean squared error per user, (count). */
  readonly loss: Float32Array<ArrayBuffer>;
  /** W2 by user, rated item and attribute, if wanted. */
  readonly decoderWeights?: Float32Array<ArrayBuffer>;
  /** What the second hidden layer learned, where there is one. */
  readonly inner?: TrainedInner;
  /** Milliseconds spent on building the networks. */
  readonly preparing: number;
  /** Milliseconds spent on training them. */
  readonly training: number;
}

/** What was learned about the broader categories of a batch's users. */
export interface TrainedInner {
  /** Where the categories of each user start, (count + 1). */
  readonly categoryStart: Uint32Array<ArrayBuffer>;
  /** Index of each category, ascending within a user, (categories). */
  readonly categories: Uint32Array<ArrayBuffer>;
  /** c_g of each category, (categories). */
  readonly activations: Float32Array<ArrayBuffer>;
  /** U1 by user, attribute of the user and category of the attribute, all ascending. */
  readonly weights: Float32Array<ArrayBuffer>;
}

/** Trains packed networks in place. */
export type TrainNetworks = (
  networks: PersonalNetworks,
  state: PersonalState,
  step: PersonalStep,
) => void | Promise<void>;

/**
 * Counts the edges between each user's rated items and their attributes: the measure of a user's work.
 *
 * @param ratings Ratings, (users, items).
 * @param graph The item-attribute graph.
 * @returns Edges per user, (users).
 */
export function countUserEdges(ratings: SparseMatrix, graph: BipartiteGraph): Uint32Array {
  const edges = new Uint32Array(ratings.rows);
  for (let user = 0; user < ratings.rows; user++) {
    for (let k = ratings.indptr[user]; k < ratings.indptr[user + 1]; k++) {
      const item = ratings.indices[k];
      edges[user] += graph.itemStart[item + 1] - graph.itemStart[item];
    }
  }
  return edges;
}

/**
 * Cuts users into batches of about equal work, the users with the most edges first: the last batches to be trained are
 * then the smallest users', and no core waits long for another one at the end.
 *
 * @param users Indices of the users.
 * @param inputs Scaled ratings of all users, (users, items).
 * @param ids Ids of all users, by index.
 * @param edges Edges of all users, by index.
 * @param batchEdges Edges of a batch; a single user may have more.
 * @returns The batches, made one by one.
 */
export function* cutBatches(
  users: Iterable<number>,
  inputs: SparseMatrix,
  ids: readonly string[],
  edges: Uint32Array,
  batchEdges: number,
): Generator<UserBatch, void> {
  const order = Uint32Array.from(users).sort((a, b) => edges[b] - edges[a] || a - b);
  let start = 0, sum = 0;
  for (let k = 0; k < order.length; k++) {
    sum += edges[order[k]];
    if (sum < batchEdges && k + 1 < order.length) continue;
    const chosen = order.slice(start, k + 1);
    yield {
      users: chosen,
      ids: Array.from(chosen, (user) => ids[user]),
      inputs: rowsOf(inputs, chosen),
    };
    start = k + 1;
    sum = 0;
  }
}

/**
 * Some users of a batch.
 *
 * @param batch The batch.
 * @param rows Their rows in it.
 * @returns A batch of these users alone.
 */
export function subBatch(batch: UserBatch, rows: readonly number[]): UserBatch {
  return {
    users: Uint32Array.from(rows, (row) => batch.users[row]),
    ids: rows.map((row) => batch.ids[row]),
    inputs: rowsOf(batch.inputs, Uint32Array.from(rows)),
  };
}

function rowsOf(matrix: SparseMatrix, rows: Uint32Array): SparseMatrix {
  const indptr = new Uint32Array(rows.length + 1);
  for (let r = 0; r < rows.length; r++) {
    indptr[r + 1] = indptr[r] + matrix.indptr[rows[r] + 1] - matrix.indptr[rows[r]];
  }
  const indices = new Uint32Array(indptr[rows.length]);
  const values = new Float32Array(indptr[rows.length]);
  for (let r = 0; r < rows.length; r++) {
    const start = matrix.indptr[rows[r]], end = matrix.indptr[rows[r] + 1];
    indices.set(matrix.indices.subarray(start, end), indptr[r]);
    values.set(matrix.values.subarray(start, end), indptr[r]);
  }
  return { rows: rows.length, columns: matrix.columns, indptr, indices, values };
}

/**
 * Builds and trains the networks of a batch.
 *
 * @param task What all batches share.
 * @param batch The users.
 * @param precision Number type of the networks' state.
 * @param trainNetworks Trains them.
 * @returns What was learned.
 */
export async function trainBatch(
  task: TrainingTask,
  batch: UserBatch,
  precision: "float32" | "float64",
  trainNetworks: TrainNetworks,
): Promise<TrainedBatch> {
  const { graph, settings } = task;
  const start = performance.now();
  const rows = batch.users.map((_, row) => row);
  const built = buildUserNetworks(rows, batch.inputs, createVocabulary(batch.ids), graph, {
    initialisation: settings.initialisation,
    precision,
    collapse: task.collapse,
  });
  const ready = performance.now();
  await trainNetworks(built.networks, built.state, settings);
  const trained = performance.now();
  return {
    ...readTrained(task, batch, built),
    preparing: ready - start + (performance.now() - trained),
    training: trained - ready,
  };
}

/** Buffers of a result, to be moved and not copied between threads. */
export function buffersOfTrained(trained: TrainedBatch): Transferable[] {
  const { users, attributeStart, attributes, activations, loss, decoderWeights, inner } = trained;
  const { categoryStart, categories, weights } = inner ?? {};
  return [users, attributeStart, attributes, activations, loss, decoderWeights]
    .concat([categoryStart, categories, inner?.activations, weights])
    .flatMap((array) => array ? [array.buffer] : []);
}
