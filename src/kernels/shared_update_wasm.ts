import type { WasmFloats } from "./edge_memory_wasm.ts";
import type { SharedMemory } from "./shared_memory_wasm.ts";
import type { SharedParameters } from "./shared_step_cpu.ts";

/** A step of the optimiser. */
export interface SharedUpdate {
  /** Length of the step. */
  readonly learningRate: number;
  /** Share of a weight that a step of learning rate 1 takes off. */
  readonly weightDecay: number;
  /** Steps with this one. */
  readonly time: number;
  /** Parts whose gradients are added up. */
  readonly parts: number;
}

/** Running means that Adam keeps, as `adamStep` has them by default. */
const BETA1 = 0.9, BETA2 = 0.999, EPSILON = 1e-8;

/**
 * One thread's share of a step of the optimiser, `adamStep` or `sgdStep` in float32: all edges and biases of some items, and as large a share
 * of the neurons' biases. Every number is changed by one thread in one way, so the number of threads changes no bit.
 *
 * @param memory Where everything is; weights, means and the items' own weights are changed.
 * @param update The step.
 * @param thread Which share.
 */
export function updateShared(memory: SharedMemory, update: SharedUpdate, thread: number): void {
  const { plan: { neurons, threads }, encoder, decoder } = memory;
  const cut = (length: number, of: number) => Math.floor(length * of / threads);
  const first = cutItems(memory, thread), last = cutItems(memory, thread + 1);
  if (memory.own) takeOutOwnPaths(memory, update.parts, first, last);
  const edges = ({ from: { start } }: typeof encoder) => [start[first], start[last]] as const;
  step(memory, update, "encoder", edges(encoder));
  step(memory, update, "decoder", edges(decoder.byItem));
  step(memory, update, "hiddenBias", [cut(neurons, thread), cut(neurons, thread + 1)]);
  step(memory, update, "outputBias", [first, last]);
  weighOwnPaths(memory, first, last);
}

/** Where a thread's items begin: each has about as many decoder edges. */
function cutItems({ plan: { items, threads }, decoder }: SharedMemory, thread: number): number {
  if (thread === threads) return items;
  const { start } = decoder.byItem.from, edges = start[items] * thread / threads;
  let low = 0, high = items;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (start[middle] < edges) low = middle + 1;
    else high = middle;
  }
  return low;
}

/**
 * Computes what some items put into their own scores, from the weights as they are.
 *
 * @param memory Where everything is.
 * @param first First of the items.
 * @param last End of them.
 */
export function weighOwnPaths(memory: SharedMemory, first: number, last: number): void {
  const { kernels, ownPaths, parameters: { encoder, decoder }, own } = memory;
  if (!own) return;
  const operands = [first, last, encoder.address, decoder.address, own.address];
  kernels.memory.exports.ownWeights(...ownPaths.addresses, ...operands);
}

function takeOutOwnPaths(memory: SharedMemory, parts: number, first: number, last: number): void {
  const { kernels, ownPaths, parameters: { encoder, decoder }, partBytes } = memory;
  const part = memory.parts[0];
  kernels.memory.exports.ownGradients(
    ...[...ownPaths.addresses, first, last, encoder.address, decoder.address],
    ...[part.own!.address, parts, partBytes, part.encoder.address, part.decoder.address],
  );
}

function step(
  { kernels: { memory: { exports } }, parameters, mean, square, parts, partBytes }: SharedMemory,
  { learningRate, weightDecay, time, parts: count }: SharedUpdate,
  name: keyof SharedParameters<WasmFloats>,
  [first, last]: readonly [first: number, last: number],
): void {
  const weight = parameters[name], gradient = parts[0][name];
  if (!weight || !gradient || first === last) return;
  const at = ({ address }: WasmFloats) => address + 4 * first, bytes = 4 * (last - first);
  const operands = [at(weight), at(gradient), count, partBytes];
  if (!mean || !square) {
    exports.sgd(...operands, bytes, learningRate, weightDecay);
    return;
  }
  exports.adam(
    ...[...operands, at(mean[name]!), at(square[name]!), bytes, learningRate],
    ...[BETA1, 1 - BETA1, BETA2, 1 - BETA2, EPSILON, weightDecay],
    ...[1 / (1 - BETA1 ** time), 1 / (1 - BETA2 ** time)],
  );
}
