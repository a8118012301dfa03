import type { BufferPool } from "../gpu/buffer.ts";
import type { DenseLoss } from "./cell_loss.ts";
import type { GpuStep } from "./dispatch.ts";
import type { Finish } from "./edge_kernels_cpu.ts";
import type { GpuOwnPaths } from "./own_path.ts";
import type { RatedCells } from "./rated_cells.ts";
import type { RatedEntries } from "./rated_entries.ts";
import type { SharedObjective, SharedTopology } from "./shared_step_cpu.ts";
import type { SharedStepKernels } from "./shared_step_kernels.ts";
import { bindSection, type SharedVectorLayout } from "./shared_vector.ts";

/** What a step computes with. */
export interface SharedStepTask {
  /** The edges. */
  readonly topology: SharedTopology;
  /** What to compute. */
  readonly objective: SharedObjective;
  /** Users of a batch at most. */
  readonly batchSize: number;
  /** Where the parameters lie in the two vectors. */
  readonly layout: SharedVectorLayout;
  /** The parameters. */
  readonly weight: GPUBuffer;
  /** Their gradients, overwritten. */
  readonly gradient: GPUBuffer;
}

/** The matrices of a slice of a batch. */
export interface BatchMatrices {
  /** X, (items, lanes). */
  readonly input: RatedCells;
  /** H, (neurons, lanes). */
  readonly hidden: GPUBuffer;
  /** The second hidden layer, where there is one. */
  readonly inner?: InnerMatrices;
  /** Z, (items, lanes). */
  readonly z: GPUBuffer;
  /** The targets and then dZ, (items, lanes); the bits are those of the targets. */
  readonly slopes: RatedCells;
  /** dA, (neurons, lanes). */
  readonly back: GPUBuffer;
  /** Losses, (lanes). */
  readonly loss: GPUBuffer;
  /** Width of all. */
  readonly lanes: number;
}

/** The matrices of the second hidden layer. */
export interface InnerMatrices {
  /** K, (categories, lanes). */
  readonly coarse: GPUBuffer;
  /** dC, (categories, lanes). */
  readonly coarseSlopes: GPUBuffer;
  /** M, (neurons, lanes). */
  readonly last: GPUBuffer;
  /** dB, (neurons, lanes). */
  readonly lastSlopes: GPUBuffer;
}

/** Binds a slice of batches from its entries on. */
export type BindForward = (
  pool: BufferPool,
  inputs: RatedEntries,
  targets: RatedEntries,
  slice: number,
) => GpuStep[];

/**
 * Puts on the GPU what leads from the entries of a slice to its losses and dZ.
 *
 * @param pool Owner of the buffers.
 * @param kernels The shaders.
 * @param task What to compute with.
 * @param matrices Where to compute.
 * @param own The own paths, where they are excluded.
 * @returns Binds a slice, in buffers of the pool given; to be done again where entries get new buffers.
 */
export function placeForward(
  pool: BufferPool,
  kernels: SharedStepKernels,
  task: SharedStepTask,
  matrices: BatchMatrices,
  own: GpuOwnPaths | undefined,
): BindForward {
  const { topology, objective, layout: { sections }, weight } = task;
  const { input, hidden, inner, z, slopes, loss, lanes } = matrices;
  const { encoder, decoder } = topology;
  const items = encoder.byItem.rows;
  const hiddenBias = sections.hiddenBias && bindSection(weight, sections.hiddenBias);
  const outputBias = sections.outputBias && bindSection(weight, sections.outputBias);
  const encode = kernels.ratedSpmm.place(pool, encoder.byAttribute).bind(pool, {
    ...{ weight: bindSection(weight, sections.encoder), x: input, y: hidden, lanes },
    finish: { bias: hiddenBias, activation: objective.activation },
  });
  const through = placeInner(pool, kernels, task, matrices);
  const last = inner?.last ?? hidden;
  const leaveOut = own ? [own.bindScores(pool, { weight, input, z, lanes })] : [];
  const decoding = { weight: bindSection(weight, sections.decoder), z, lanes };
  const bindSpread: BindForward = (pool, inputs, targets, slice) => [
    kernels.cells.bind(pool, inputs, slice, input, lanes),
    kernels.cells.bind(pool, targets, slice, slopes, lanes),
    encode,
    ...through,
  ];
  if (objective.loss === "observed-squared-error") {
    const scores = kernels.ratedLoss.place(pool, decoder.byItem);
    const operands = { ...decoding, hidden: last, bias: outputBias };
    const outputs = { z, gradient: slopes.values, loss, lanes };
    return (pool, inputs, targets, slice) => [
      ...bindSpread(pool, inputs, targets, slice),
      scores.bind(pool, targets, slice, operands),
      ...leaveOut,
      kernels.ratedLoss.bind(pool, targets, slice, outputs),
    ];
  }
  const lossKernel = kernels.losses[objective.loss satisfies DenseLoss];
  const decode = kernels.spmm.place(pool, decoder.byItem)
    .bind(pool, { ...decoding, x: last, y: z, finish: { bias: outputBias } });
  return (pool, inputs, targets, slice) => [
    ...bindSpread(pool, inputs, targets, slice),
    decode,
    ...leaveOut,
    lossKernel.bind(pool, { items, z, slopes, loss, part: targets.parts[slice], lanes }),
  ];
}

/** From H through the second hidden layer to M. */
function placeInner(
  pool: BufferPool,
  kernels: SharedStepKernels,
  { topology: { broader }, objective: { activation }, layout: { sections }, weight }:
    SharedStepTask,
  { hidden, inner, lanes }: BatchMatrices,
): GpuStep[] {
  if (!broader || !inner || !sections.up || !sections.down) return [];
  const { coarse, last } = inner, finish = { activation };
  const up = { weight: bindSection(weight, sections.up), x: hidden, y: coarse };
  const down = { weight: bindSection(weight, sections.down), x: coarse, y: last };
  return [
    kernels.spmm.place(pool, broader.byAttribute).bind(pool, { ...up, lanes, finish }),
    kernels.spmm.place(pool, broader.byItem).bind(pool, { ...down, lanes, finish }),
  ];
}

/** From dB through the second hidden layer to dA, and the gradients of its weights. */
function placeInnerGradients(
  pool: BufferPool,
  kernels: SharedStepKernels,
  { topology: { broader }, objective, layout: { sections }, weight, gradient }: SharedStepTask,
  { hidden, inner, back, lanes }: BatchMatrices,
): (accumulate: boolean) => GpuStep[] {
  if (!broader || !inner || !sections.up || !sections.down) return () => [];
  const { coarse, coarseSlopes, lastSlopes } = inner;
  const down = { weight: bindSection(weight, sections.down), x: lastSlopes, y: coarseSlopes };
  const up = { weight: bindSection(weight, sections.up), x: coarseSlopes, y: back };
  const backward = [
    kernels.spmm.place(pool, broader.byAttribute)
      .bind(pool, { ...down, lanes, finish: slopes(objective, coarse) }),
    kernels.spmm.place(pool, broader.byItem)
      .bind(pool, { ...up, lanes, finish: slopes(objective, hidden) }),
  ];
  const pairs = kernels.sddmm.place(pool, broader.byItem);
  const [ofUp, ofDown] = [sections.up, sections.down].map((part) => bindSection(gradient, part));
  return (accumulate) => [
    ...backward,
    pairs.bind(pool, { a: lastSlopes, b: coarse, gradient: ofDown, lanes, accumulate }),
    pairs.bind(pool, { a: hidden, b: coarseSlopes, gradient: ofUp, lanes, accumulate }),
  ];
}

/** The way back through phi, whose values are known. */
function slopes({ activation }: SharedObjective, values: GPUBuffer): Finish<GPUBuffer> {
  return activation === "identity" ? {} : { slopeOf: activation, values };
}

/**
 * Puts on the GPU what leads from dZ to the gradients of all parameters.
 *
 * @param pool Owner of the buffers.
 * @param kernels The shaders.
 * @param task What to compute with.
 * @param matrices Where to compute.
 * @param own The own paths, where they are excluded.
 * @returns Binds a slice, which overwrites the gradients or adds to them.
 */
export function placeGradients(
  pool: BufferPool,
  kernels: SharedStepKernels,
  task: SharedStepTask,
  matrices: BatchMatrices,
  own: GpuOwnPaths | undefined,
): (accumulate: boolean) => GpuStep[] {
  const { topology, objective, layout: { sections }, weight, gradient } = task;
  const { input, hidden, inner, slopes: dz, back, lanes } = matrices;
  const last = inner?.last ?? hidden, lastSlopes = inner?.lastSlopes ?? back;
  const { encoder, decoder } = topology;
  const rated = objective.loss === "observed-squared-error";
  const finish = slopes(objective, last);
  const operands = { weight: bindSection(weight, sections.decoder), y: lastSlopes, lanes, finish };
  const backward = rated
    ? kernels.ratedSpmm.place(pool, decoder.byAttribute).bind(pool, { ...operands, x: dz })
    : kernels.spmm.place(pool, decoder.byAttribute)
      .bind(pool, { ...operands, x: dz.values });
  const bindInner = placeInnerGradients(pool, kernels, task, matrices);
  const ratedDecoder = rated ? kernels.ratedSddmm.place(pool, decoder.byItem) : undefined;
  const denseDecoder = rated ? undefined : kernels.sddmm.place(pool, decoder.byItem);
  const encoderPairs = kernels.ratedSddmm.place(pool, encoder.byItem);
  const [encoderGradient, decoderGradient] = [sections.encoder, sections.decoder]
    .map((section) => bindSection(gradient, section));
  return (accumulate) => {
    const common = { lanes, accumulate };
    const ofDecoder = { ...common, b: last, gradient: decoderGradient };
    const ofEncoder = { ...common, a: input, b: back, gradient: encoderGradient };
    const steps = [
      ratedDecoder?.bind(pool, { ...ofDecoder, a: dz }),
      denseDecoder?.bind(pool, { ...ofDecoder, a: dz.values }),
      backward,
      ...bindInner(accumulate),
      encoderPairs.bind(pool, ofEncoder),
      sections.hiddenBias && kernels.sums.bindRows(pool, {
        ...{ ...common, matrix: back, rows: encoder.byItem.columns },
        sums: bindSection(gradient, sections.hiddenBias),
      }),
      sections.outputBias && kernels.sums.bindRows(pool, {
        ...{ ...common, matrix: rated ? dz : dz.values, rows: encoder.byItem.rows },
        sums: bindSection(gradient, sections.outputBias),
      }),
      own?.bindGradient(pool, { weight, input, slopes: dz, dense: !rated, gradient, lanes }),
    ];
    return steps.filter((step) => step !== undefined);
  };
}
