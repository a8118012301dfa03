import { createWasmBatchLoss, type WasmBatchLoss } from "./batch_loss_cpu.ts";
import { createSparseInput, type SparseInput } from "./edge_input_wasm.ts";
import { createEdgeKernels, type EdgeKernels, PANEL_LANES } from "./edge_kernels_wasm.ts";
import type { EdgeMemory, WasmEdgeRows, WasmFloats } from "./edge_memory_wasm.ts";
import type { EdgeRows } from "./edge_topology.ts";
import type { SharedObjective, SharedParameters, SharedTopology } from "./shared_step_cpu.ts";

/**
 * Panels of a batch are added up in parts, and the parts in their order: however many threads there are, each sum has one order. At most so
 * many threads have something to do.
 */
const MOST_PARTS = 8;

/**
 * Parts that a batch is cut into.
 *
 * @param users Users of the batch.
 * @returns How many parts have users.
 */
export function countParts(users: number): number {
  return Math.min(MOST_PARTS, Math.ceil(users / PANEL_LANES));
}

/** What the memory of a step is laid out for. */
export interface SharedStepPlan {
  /** Number of items. */
  readonly items: number;
  /** Number of neurons. */
  readonly neurons: number;
  /** Edges from items into neurons. */
  readonly encoderEdges: number;
  /** Edges from neurons to items. */
  readonly decoderEdges: number;
  /** Whether the two are the same, and laid out once. */
  readonly sameEdges: boolean;
  /** Pairs of edges from an item back to itself; 0 unless own paths are excluded. */
  readonly ownPairs: number;
  /** Whether neurons have biases. */
  readonly hiddenBias: boolean;
  /** Whether items have biases. */
  readonly outputBias: boolean;
  /** What a step computes. */
  readonly objective: SharedObjective;
  /** Whether there are Adam's means. */
  readonly moments: boolean;
  /** Users of a batch at most. */
  readonly batchSize: number;
  /** Threads that compute at once. */
  readonly threads: number;
}

/** Gradients of a part of the users; the parts lie at equal distances. */
export interface SharedPart extends SharedParameters<WasmFloats> {
  /** p_i = sum_b x_ib dZ_ib, (items), where own paths are excluded. */
  readonly own?: WasmFloats;
}

/** What a thread needs for a panel of users, (neurons, lanes) and (items, lanes). */
export interface PanelScratch {
  /** H. */
  readonly hidden: WasmFloats;
  /** dA. */
  readonly back: WasmFloats;
  /** Z. */
  readonly scores: WasmFloats;
  /** dZ. */
  readonly slopes: WasmFloats;
  /** X. */
  readonly input: SparseInput;
  /** The loss over them. */
  readonly loss: WasmBatchLoss;
}

/** What a thread needs for one user after the other, where only rated items enter the loss. */
export interface UserScratch {
  /** H and dA, (neurons); at rest between users. */
  readonly hidden: WasmFloats;
  readonly back: WasmFloats;
  /** phi(b1), (neurons): what a neuron is that none of the user's items reaches. */
  readonly still: WasmFloats;
  /** Neurons that are not at rest, and a word to spare, (neurons + 1). */
  readonly list: ReturnType<EdgeMemory["words"]>;
  /** Z and dZ of the rated items, (items). */
  readonly scores: WasmFloats;
  readonly slopes: WasmFloats;
}

/** All that a step reads and writes, in one memory that threads share. */
export interface SharedMemory {
  /** What it was laid out for. */
  readonly plan: SharedStepPlan;
  /** The kernels of this thread. */
  readonly kernels: EdgeKernels;
  /** Encoder edges by item. */
  readonly encoder: WasmEdgeRows;
  /** Decoder edges from both ends. */
  readonly decoder: { readonly byItem: WasmEdgeRows; readonly byNeuron: WasmEdgeRows };
  /** Pairs of edges from an item back to itself: their addresses and views. */
  readonly ownPaths: {
    readonly addresses: readonly [start: number, encoderEdge: number, decoderEdge: number];
    readonly views: SharedTopology["ownPaths"];
  };
  /** The weights. */
  readonly parameters: SharedParameters<WasmFloats>;
  /** Adam's means of the gradients. */
  readonly mean?: SharedParameters<WasmFloats>;
  /** Adam's means of their squares. */
  readonly square?: SharedParameters<WasmFloats>;
  /** c_i = sum_f W1[i,f] W2[f,i], (items), where own paths are excluded. */
  readonly own?: WasmFloats;
  /** Gradients, by part. */
  readonly parts: readonly SharedPart[];
  /** Bytes from one part to the next. */
  readonly partBytes: number;
  /** Loss of each user of the batch, (batchSize), float64. */
  readonly losses: Float64Array;
  /** Words that the threads take turns by; their meaning is the engine's. */
  readonly control: Int32Array<SharedArrayBuffer>;
  /** What each thread computes in; for losses over all items. */
  readonly panels: readonly PanelScratch[];
  /** The same for losses over rated items. */
  readonly users: readonly UserScratch[];
}

/**
 * Lays out the memory of a step. Every thread calls it with the same plan and so finds the same addresses; nothing is written but zeros by
 * the first.
 *
 * @param plan Sizes.
 * @param memory The memory that another thread laid out; by default a new one.
 * @returns Where everything is.
 * @throws {RangeError} Where it does not fit 4 GiB.
 */
export function layOutSharedMemory(
  plan: SharedStepPlan,
  memory?: WebAssembly.Memory,
): SharedMemory {
  const { items, neurons, encoderEdges, decoderEdges, objective, threads } = plan;
  const kernels = createEdgeKernels({ memory });
  const { floats, memory: { take, rows } } = kernels;
  const byItem = rows(items, neurons, decoderEdges, false);
  const byNeuron = rows(neurons, items, decoderEdges, true);
  const encoder = plan.sameEdges ? byItem : rows(items, neurons, encoderEdges, false);
  const ownAddresses = [
    take(items + 1),
    take(plan.ownPairs),
    take(plan.ownPairs),
  ] as const;
  const parameters = (): SharedParameters<WasmFloats> => ({
    encoder: floats(encoderEdges),
    decoder: floats(decoderEdges),
    hiddenBias: plan.hiddenBias ? floats(neurons) : undefined,
    outputBias: plan.outputBias ? floats(items) : undefined,
  });
  const perItem = () => objective.excludeOwnPath ? floats(items) : undefined;
  const weights = parameters();
  const [mean, square] = plan.moments ? [parameters(), parameters()] : [];
  const own = perItem();
  const firstPart = take(0);
  const part = () => ({ ...parameters(), own: perItem() });
  const parts = [part()];
  const partBytes = take(0) - firstPart;
  while (parts.length < countParts(plan.batchSize)) parts.push(part());
  const losses = take(2 * plan.batchSize), control = take(16);
  const lanes = PANEL_LANES;
  const observed = objective.loss === "observed-squared-error";
  const panels = Array.from({ length: observed ? 0 : threads }, () => ({
    hidden: floats(neurons * lanes),
    back: floats(neurons * lanes),
    scores: floats(items * lanes),
    slopes: floats(items * lanes),
    input: createSparseInput(kernels, items, lanes),
    loss: createWasmBatchLoss(kernels, objective.loss, lanes),
  }));
  const users = Array.from({ length: observed ? threads : 0 }, () => ({
    hidden: floats(neurons),
    back: floats(neurons),
    still: floats(neurons),
    list: kernels.memory.words(neurons + 1),
    scores: floats(items),
    slopes: floats(items),
  }));
  const buffer = kernels.memory.buffer as SharedArrayBuffer;
  const words = (address: number, length: number) => new Uint32Array(buffer, address, length);
  return {
    plan,
    kernels,
    encoder,
    decoder: { byItem, byNeuron },
    ownPaths: {
      addresses: ownAddresses,
      views: {
        start: words(ownAddresses[0], items + 1),
        encoderEdge: words(ownAddresses[1], plan.ownPairs),
        decoderEdge: words(ownAddresses[2], plan.ownPairs),
      },
    },
    parameters: weights,
    mean,
    square,
    own,
    parts,
    partBytes,
    losses: new Float64Array(buffer, losses, plan.batchSize),
    control: new Int32Array(buffer, control, 16),
    panels,
    users,
  };
}

/**
 * Fills a new memory with edges.
 *
 * @param memory The memory.
 * @param topology The edges that it was laid out for.
 */
export function placeTopology(memory: SharedMemory, topology: SharedTopology): void {
  const { encoder, decoder, ownPaths } = topology;
  copyRows(memory.decoder.byItem, decoder.byItem);
  copyRows(memory.decoder.byNeuron, decoder.byAttribute);
  if (!memory.plan.sameEdges) copyRows(memory.encoder, encoder.byItem);
  if (memory.plan.ownPairs === 0) return;
  const { start, encoderEdge, decoderEdge } = memory.ownPaths.views;
  start.set(ownPaths.start);
  encoderEdge.set(ownPaths.encoderEdge);
  decoderEdge.set(ownPaths.decoderEdge);
}

function copyRows({ from }: WasmEdgeRows, { start, column, edge }: EdgeRows): void {
  from.start.set(start);
  from.column.set(column);
  if (edge) from.edge!.set(edge);
}
