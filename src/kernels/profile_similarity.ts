import code from "../../shaders/profile_similarity.wgsl" with { type: "text" };
import { GpuError } from "../errors.ts";
import { createBufferPool, readBuffers } from "../gpu/buffer.ts";
import type { Gpu } from "../gpu/device.ts";
import { createKernel, MAX_LOOP_ITERATIONS } from "../gpu/kernel.ts";
import { type ComparableProfiles, NO_COLUMN } from "./comparable_profiles.ts";
import { createTopK, TOP_K_MOST_COLUMNS, TOP_K_STEP_WORDS } from "./top_k.ts";

/** For some users in a row, the others with the highest float32 similarities above 0. */
export interface SimilarUsers {
  /** The first of the users. */
  readonly first: number;
  /** How many users there are. */
  readonly count: number;
  /** The others, (users, keep), ascending. */
  readonly others: Uint32Array;
  /** Their similarities, (users, keep). */
  readonly similarities: Float32Array;
  /** How many others each user has, (users), at most `keep`. */
  readonly kept: Uint32Array;
}

/** Compares all profiles on a GPU. */
export interface ProfileSimilarity extends Disposable {
  /** Bytes of its buffers on the GPU. */
  readonly bytes: number;
  /** The most similar users of all users, some users after the others; the arrays are the caller's. */
  similarUsers(): AsyncGenerator<SimilarUsers, void>;
}

/** Users of a panel at most: more would only take more memory, measured in bench/profile_knn_bench.ts. */
const PANEL_USERS = 64;

/** Panels whose results come back together: each readback costs milliseconds. */
const PANELS_PER_READ = 8;

/** Rows of a workgroup, fixed in the shader. */
const GROUP_ROWS = 4;

/**
 * Compiles `profile_similarity.wgsl` and `top_k.wgsl` and puts the profiles on the GPU, cut into chunks that keep every
 * binding within the adapter's limit. Panel after panel of users is compared with all users; only the most similar ones
 * come back. Sums run over a row's attributes in ascending order; errors are bounded by `similarityError`.
 *
 * @param gpu The device; stays the caller's.
 * @param from The profiles.
 * @param keep Most similar users to keep per user, at least 1.
 * @param limits For tests: smaller panels, chunks and dispatches than the device asks for.
 * @returns The kernel; dispose of it to free the GPU's memory.
 * @throws {GpuError} Where there are too many users or attributes for the adapter's limits.
 */
export async function createProfileSimilarity(
  gpu: Gpu,
  from: ComparableProfiles,
  keep: number,
  limits: { readonly bindingBytes?: number; readonly rowEntries?: number } = {},
): Promise<ProfileSimilarity> {
  const { profiles: { rows }, columns } = from;
  const bindingBytes = Math.min(limits.bindingBytes ?? Infinity, gpu.facts.bindingBytes);
  const rowEntries = limits.rowEntries ?? MAX_LOOP_ITERATIONS;
  let lanes = PANEL_USERS;
  while (lanes > 4 && Math.max(columns, rows) * lanes * 4 > bindingBytes) lanes /= 2;
  if (Math.max(columns, rows) * lanes * 4 > bindingBytes || rows > TOP_K_MOST_COLUMNS) {
    throw new GpuError(
      `Cannot compare profiles on the GPU: there are ${rows} users and ${columns} shared attributes, ` +
        `expected at most ${Math.floor(Math.min(bindingBytes / 16, TOP_K_MOST_COLUMNS))} of each`,
    );
  }
  const slots = lanes * PANELS_PER_READ;
  const kernel = await createKernel(gpu, "profile_similarity", code, { quads: lanes / 4 });
  const topK = await createTopK(gpu);
  // Should a chunk find no room, the buffers before it are freed.
  using owned = new DisposableStack();
  const pool = owned.use(createBufferPool(gpu));
  let bytes = 0;
  const counted = <T extends { readonly size: number }>(buffer: T): T => {
    bytes += buffer.size;
    return buffer;
  };
  const dense = new Float32Array(columns * lanes);
  // A binding of quads must hold one, even where nothing is shared.
  const panel = counted(pool.zeros("panel", Math.max(4, dense.length)));
  const similarity = counted(pool.zeros("similarity", lanes * rows));
  const others = counted(pool.zeros("others", slots * keep));
  const similarities = counted(pool.zeros("similarities", slots * keep));
  const kept = counted(pool.zeros("kept", slots));
  const step = counted(pool.zeros("step", TOP_K_STEP_WORDS));
  const dispatches: { bound: GPUBindGroup; rows: number }[] = [];
  for (const chunk of chunks(from, Math.floor(bindingBytes / 4))) {
    const inputs = [
      panel,
      counted(pool.upload("row_start", chunk.rowStart)),
      counted(pool.upload("entry_column", chunk.column)),
      counted(pool.upload("weight", chunk.weight)),
      similarity,
    ];
    for (let done = 0; done === 0 || done < chunk.longest; done += rowEntries) {
      const words = Uint32Array.of(chunk.first, chunk.rows, rows, done, rowEntries);
      const bound = kernel.bind([...inputs, pool.uniform("step", words.buffer)]);
      dispatches.push({ bound, rows: chunk.rows });
    }
  }
  const topKBound = topK.bind({
    value: similarity,
    keptColumn: others,
    keptValue: similarities,
    kept,
    step,
  });

  const submitPanel = (first: number, slot: number) => {
    const users = Math.min(lanes, rows - first);
    fillPanel(from, dense, lanes, first, users, 1);
    gpu.device.queue.writeBuffer(panel, 0, dense);
    fillPanel(from, dense, lanes, first, users, 0);
    gpu.device.queue.writeBuffer(step, 0, Uint32Array.of(rows, keep, first, slot));
    const encoder = gpu.device.createCommandEncoder();
    const pass = encoder.beginComputePass({ label: kernel.label });
    pass.setPipeline(kernel.pipeline);
    for (const { bound, rows } of dispatches) {
      const groups = Math.ceil(rows / GROUP_ROWS);
      const across = Math.min(groups, gpu.facts.workgroups);
      pass.setBindGroup(0, bound);
      pass.dispatchWorkgroups(across, Math.ceil(groups / across));
    }
    topK.dispatch(pass, topKBound, users);
    pass.end();
    gpu.device.queue.submit([encoder.finish()]);
  };
  const read = async (first: number): Promise<SimilarUsers> => {
    const [a, b, c] = await readBuffers(gpu, [others, similarities, kept]);
    return {
      first,
      count: Math.min(slots, rows - first),
      others: new Uint32Array(a),
      similarities: new Float32Array(b),
      kept: new Uint32Array(c),
    };
  };
  const buffers = owned.move();
  return {
    bytes,
    async *similarUsers() {
      // Without a shared attribute nobody is like anybody, and there would be empty buffers to write.
      if (columns === 0) return;
      // The queue copies one batch out before it begins the next, so the GPU computes while the CPU takes results.
      let before: Promise<SimilarUsers> | undefined;
      for (let first = 0; first < rows; first += slots) {
        for (let slot = 0; slot < slots && first + slot < rows; slot += lanes) {
          submitPanel(first + slot, slot);
        }
        const batch = read(first);
        // Should the consumer leave, nobody waits for this one.
        batch.catch(() => {});
        if (before) yield await before;
        before = batch;
      }
      if (before) yield await before;
    },
    [Symbol.dispose]: () => buffers.dispose(),
  };
}

/** Writes the normalised weights of some users, or 0 once they have been used, into their lanes of a dense panel. */
function fillPanel(
  { norms, column, profiles: { indptr, indices, values } }: ComparableProfiles,
  dense: Float32Array,
  lanes: number,
  first: number,
  users: number,
  factor: number,
): void {
  for (let lane = 0; lane < users; lane++) {
    const u = first + lane, scale = norms[u] > 0 ? factor / norms[u] : 0;
    for (let e = indptr[u]; e < indptr[u + 1]; e++) {
      const c = column[indices[e]];
      if (c !== NO_COLUMN) dense[c * lanes + lane] = values[e] * scale;
    }
  }
}

/** Rows of normalised weights, in chunks of at most `most` entries and rows. */
function* chunks(
  { norms, column, profiles: { rows, indptr, indices, values } }: ComparableProfiles,
  most: number,
) {
  for (let first = 0, last = 0; first < rows; first = last) {
    do last++; while (
      last < rows && indptr[last + 1] - indptr[first] <= most && last - first + 2 <= most
    );
    const rowStart = new Uint32Array(last - first + 1);
    const entryColumn = new Uint32Array(indptr[last] - indptr[first]);
    const weight = new Float32Array(entryColumn.length);
    let at = 0, longest = 0;
    for (let v = first; v < last; v++) {
      const scale = norms[v] > 0 ? 1 / norms[v] : 0;
      for (let e = indptr[v]; e < indptr[v + 1]; e++) {
        const c = column[indices[e]];
        if (c === NO_COLUMN || values[e] === 0) continue;
        entryColumn[at] = c;
        weight[at++] = values[e] * scale;
      }
      rowStart[v - first + 1] = at;
      longest = Math.max(longest, at - rowStart[v - first]);
    }
    yield {
      first,
      rows: last - first,
      rowStart,
      column: entryColumn.slice(0, at),
      weight: weight.slice(0, at),
      longest,
    };
  }
}
