import type { SparseMatrix } from "../data/sparse_matrix.ts";
import type { ComparableProfiles } from "../kernels/comparable_profiles.ts";
import { PANEL_USERS, similarityKernelBytes } from "../kernels/profile_similarity_cpu.ts";
import { candidateListsBytes } from "./candidate_lists.ts";
import type { NeighbourMethod } from "./neighbour_task.ts";
import type { CostedJob } from "./neighbour_threads.ts";

/** How a search is cut into jobs and what it takes. */
export interface NeighbourPlan {
  /** Most neighbours per user: no more than there are other users. */
  readonly k: number;
  /** Candidates to keep per user, more than `k` so that rounding cannot push a neighbour out. */
  readonly capacity: number;
  /** How similarities are found. */
  readonly method: NeighbourMethod;
  /** Threads on the CPU. */
  readonly threads: number;
  /** Number of candidate lists per user: one for each thread that fills them. */
  readonly lists: number;
  /** Bytes that the threads hold by themselves, and the candidates and the result. */
  readonly bytes: number;
  /** Nanoseconds of one thread that everything was foreseen to take; only shares of it mean anything. */
  readonly cost: number;
  /** Jobs that compare all pairs. */
  tiles(): Iterable<CostedJob>;
  /** Jobs that choose the neighbours of all users from their candidates. */
  choices(): Iterable<CostedJob>;
  /** Jobs that search the neighbours of some users by the definition. */
  searches(users: Uint32Array, byAttribute: SparseMatrix): Iterable<CostedJob>;
}

/** Nanoseconds, measured on one core at 2 to 3 GHz by bench/profile_knn_bench.ts: only their ratios matter. */
const COST = { panelEntry: 3.5, loadEntry: 5, product: 0.75, choiceEntry: 1.5 };

/** Entries and rows that a thread holds at once: about 32 MB. Filling panels again for each chunk must not count. */
const CHUNK_ENTRIES = 4_000_000, CHUNK_ROWS = 16_384;

/** Users of a tile's panel: enough that packing the rows does not count. */
const TILE_USERS = 1024;

/** Largest panel, bytes; with more attributes than fit the lists by attribute are used. */
const MOST_PANEL_BYTES = 2 ** 30;

/** A thread must have this much to do to be worth its start, in nanoseconds. */
const WORTH_A_THREAD = 250e6;

/**
 * Plans a search.
 *
 * @param comparable What is compared.
 * @param options Neighbours wanted, threads if the caller insists on a number, and whether a GPU compares.
 * @returns The plan.
 */
export function neighbourPlan(
  comparable: ComparableProfiles,
  options: { readonly k: number; readonly threads?: number; readonly onGpu: boolean },
): NeighbourPlan {
  const { profiles: { rows, columns: attributes, indptr }, columns, entries, products } =
    comparable;
  const k = Math.min(options.k, Math.max(0, rows - 1));
  const capacity = Math.max(1, Math.min(rows - 1, k + 24 + (k >> 2)));
  const pairCost = entries * rows / 2 / PANEL_USERS * COST.panelEntry;
  const listCost = products * COST.product;
  const panelBytes = columns * PANEL_USERS * 4;
  const method = options.onGpu
    ? "gpu panels"
    : listCost < pairCost || panelBytes > MOST_PANEL_BYTES
    ? "attribute lists"
    : "cpu panels";
  const choiceCost = entries * k * COST.choiceEntry;
  const cost = Math.max(
    1,
    method === "attribute lists"
      ? listCost
      : method === "gpu panels"
      ? 2 * choiceCost
      : pairCost + choiceCost,
  );
  const threads = typeof SharedArrayBuffer === "undefined" ? 1 : options.threads ??
    Math.max(1, Math.min(navigator.hardwareConcurrency, Math.ceil(cost / WORTH_A_THREAD)));
  const lists = method === "cpu panels" ? threads : method === "gpu panels" ? 1 : 0;
  const chunks = chunksOf(indptr);
  const largest = (of: (chunk: readonly [number, number]) => number) =>
    chunks.reduce((most, chunk) => Math.max(most, of(chunk)), 0);
  const threadBytes = method === "attribute lists" ? 8 * rows : 8 * attributes +
    (method === "cpu panels"
      ? similarityKernelBytes(
        columns,
        largest(([first, last]) => indptr[last] - indptr[first]),
        largest(([first, last]) => last - first),
      )
      : 0);
  const blockUsers = (most: number) =>
    Math.max(
      PANEL_USERS,
      Math.min(most, Math.ceil(rows / (8 * threads) / PANEL_USERS) * PANEL_USERS),
    );

  return {
    k,
    capacity,
    method,
    threads,
    lists,
    bytes: threads * threadBytes + lists * candidateListsBytes(rows, capacity) +
      rows * (12 * k + 5),
    cost,
    *tiles() {
      const width = blockUsers(TILE_USERS);
      for (let first = 0; first < rows; first += width) {
        const panel = [first, Math.min(first + width, rows)] as const;
        for (const [from, to] of chunks) {
          const start = Math.max(from, first + 1);
          if (start >= to) continue;
          const size = indptr[to] - indptr[start];
          const blocks = Math.ceil((panel[1] - panel[0]) / PANEL_USERS);
          yield {
            job: { kind: "tile", panel, rows: [start, to] },
            cost: size * (blocks * COST.panelEntry + COST.loadEntry),
          };
        }
      }
    },
    *choices() {
      const width = blockUsers(TILE_USERS);
      for (let first = 0; first < rows; first += width) {
        const last = Math.min(first + width, rows);
        yield {
          job: { kind: "choose", first, last },
          cost: (indptr[last] - indptr[first]) * k * COST.choiceEntry,
        };
      }
    },
    *searches(users, byAttribute) {
      const width = Math.max(1, Math.min(64, Math.ceil(users.length / (8 * threads))));
      for (let at = 0; at < users.length; at += width) {
        const some = users.slice(at, at + width);
        yield {
          job: { kind: "search", users: some, byAttribute },
          cost: listCost / rows * some.length,
        };
      }
    },
  };
}

/** Cuts the users into chunks of rows that a thread can hold; one user with very many entries is a chunk alone. */
function chunksOf(indptr: Uint32Array): (readonly [number, number])[] {
  const chunks: (readonly [number, number])[] = [];
  const rows = indptr.length - 1;
  for (let first = 0; first < rows;) {
    let last = first + 1;
    while (
      last < rows && last - first < CHUNK_ROWS && indptr[last + 1] - indptr[first] <= CHUNK_ENTRIES
    ) last++;
    chunks.push([first, last]);
    first = last;
  }
  return chunks;
}

/** Memory for one search, shared between threads or not; counts the bytes it copied. */
export function sharedMemory(shared: boolean) {
  let copied = 0;
  const buffer = (bytes: number): ArrayBufferLike =>
    shared ? new SharedArrayBuffer(bytes) : new ArrayBuffer(bytes);
  const copy = <T extends Uint32Array | Float32Array | Float64Array>(array: T): T => {
    if (!shared || array.buffer instanceof SharedArrayBuffer) return array;
    copied += array.byteLength;
    const type = array.constructor as new (buffer: ArrayBufferLike) => T;
    const made = new type(buffer(array.byteLength));
    made.set(array);
    return made;
  };
  const share = (matrix: SparseMatrix): SparseMatrix => ({
    ...matrix,
    indptr: copy(matrix.indptr),
    indices: copy(matrix.indices),
    values: copy(matrix.values),
  });
  return {
    /** Makes zeroed memory. */
    buffer,
    /** The same matrix where all threads can read it. */
    share,
    /** The same profiles where all threads can read them. */
    shareProfiles: (from: ComparableProfiles): ComparableProfiles => ({
      ...from,
      profiles: share(from.profiles),
      norms: copy(from.norms),
      column: copy(from.column),
    }),
    /** Bytes that were copied. */
    bytes: () => copied,
  };
}
