import { type BufferPool, createBufferPool } from "../gpu/buffer.ts";
import type { Gpu } from "../gpu/device.ts";
import { GpuError } from "../errors.ts";
import { type BatchSums, createBatchSums } from "./batch_sums.ts";
import { type CellLoss, cellLossWords, createCellLoss, type DenseLoss } from "./cell_loss.ts";
import { type GpuStep, numbersOnGpu } from "./dispatch.ts";
import { createEdgeSddmm, type EdgeSddmm } from "./edge_sddmm.ts";
import { createEdgeSpmm, type EdgeSpmm } from "./edge_spmm.ts";
import type { Finish } from "./edge_kernels_cpu.ts";
import { padLanes } from "./edge_topology.ts";
import { createOwnPath, type OwnPath } from "./own_path.ts";
import { createRatedCells, type GpuRatedCells, ratedCellsOnGpu } from "./rated_cells.ts";
import { createRatedEntries } from "./rated_entries.ts";
import { createRatedLoss, type RatedLoss } from "./rated_loss.ts";
import { createRatedSddmm, type RatedSddmm } from "./rated_sddmm.ts";
import { createRatedSpmm, RATED_CHUNK_EDGES, type RatedSpmm } from "./rated_spmm.ts";
import { CHUNK_EDGES, countParts } from "./row_chunks.ts";
import type { SharedBatch, SharedObjective, SharedTopology } from "./shared_step_cpu.ts";
import { bindSection, type SharedVectorLayout } from "./shared_vector.ts";

/** All shaders of a step, compiled. */
export interface SharedStepKernels {
  /** Sparse times dense. */
  readonly spmm: EdgeSpmm;
  /** Gradients of edges from dense matrices. */
  readonly sddmm: EdgeSddmm;
  /** Sparse rows spread out. */
  readonly cells: GpuRatedCells;
  /** Sparse times rated cells. */
  readonly ratedSpmm: RatedSpmm;
  /** Gradients of edges from rated cells. */
  readonly ratedSddmm: RatedSddmm;
  /** Decoder and loss over rated cells. */
  readonly ratedLoss: RatedLoss;
  /** Losses over all items. */
  readonly losses: Readonly<Record<DenseLoss, CellLoss>>;
  /** Gradients of biases. */
  readonly sums: BatchSums;
  /** Own paths. */
  readonly ownPath: OwnPath;
}

/**
 * Compiles all shaders of a step.
 *
 * @param gpu The device; stays the caller's.
 * @returns The kernels.
 * @throws {GpuError} Where a shader does not compile.
 */
export async function createSharedStepKernels(gpu: Gpu): Promise<SharedStepKernels> {
  const spmm = await createEdgeSpmm(gpu), sums = await createBatchSums(gpu);
  return {
    spmm,
    sums,
    sddmm: await createEdgeSddmm(gpu),
    cells: await createRatedCells(gpu),
    ratedSpmm: await createRatedSpmm(gpu, spmm),
    ratedSddmm: await createRatedSddmm(gpu),
    ratedLoss: await createRatedLoss(gpu),
    losses: {
      "multinomial": await createCellLoss(gpu, "multinomial", sums),
      "squared-error": await createCellLoss(gpu, "squared-error", sums),
    },
    ownPath: await createOwnPath(gpu),
  };
}

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

/** Loss and gradients of one batch after the other, in the same buffers. */
export interface GpuSharedStep extends Disposable {
  /** Lanes of a slice: the batch goes through in slices where a matrix of all its lanes would pass the adapter's binding limit. */
  readonly lanes: number;
  /** Slices of a full batch. */
  readonly slices: number;
  /** The loss of each user of the slice that was recorded last, (lanes). */
  readonly loss: GPUBuffer;
  /** Bytes of all buffers. */
  readonly bytes: number;
  /**
   * Sends a batch; one submission may hold one batch.
   *
   * @throws {RangeError} Where it has more users than were asked for.
   */
  set(batch: SharedBatch): void;
  /** Records the step; `keepLoss` is called after each slice to record what becomes of its losses. */
  record(encoder: GPUCommandEncoder, keepLoss: (slice: number) => void): void;
}

/**
 * Binds what `sharedGradients` does, in float32. X and the targets are spread out to rated cells, so that encoder and its gradient cost
 * what is rated; `observed-squared-error` goes through rated cells alone. Results repeat bit for bit on one device.
 *
 * @param gpu The device; stays the caller's.
 * @param kernels The shaders.
 * @param task What to compute with.
 * @returns The step; owns the buffers between parameters and gradients.
 * @throws {GpuError} Where not even four users fit the adapter's bindings.
 */
export function bindSharedStep(
  gpu: Gpu,
  kernels: SharedStepKernels,
  { topology, objective, batchSize, layout: { sections }, weight, gradient }: SharedStepTask,
): GpuSharedStep {
  const { encoder, decoder, ownPaths } = topology;
  const { activation, loss: lossKind, excludeOwnPath } = objective;
  const items = encoder.byItem.rows, neurons = encoder.byItem.columns;
  const lanes = sliceLanes(gpu, topology, objective, batchSize);
  const slices = Math.ceil(padLanes(batchSize) / lanes);
  const pool = createBufferPool(gpu);
  const inputs = createRatedEntries(gpu, lanes, slices);
  const targets = createRatedEntries(gpu, lanes, slices);
  const input = ratedCellsOnGpu(pool, items, lanes), slopes = ratedCellsOnGpu(pool, items, lanes);
  const hidden = numbersOnGpu(pool, "hidden", neurons * lanes);
  const back = numbersOnGpu(pool, "back", neurons * lanes);
  const z = numbersOnGpu(pool, "z", items * lanes), loss = numbersOnGpu(pool, "loss", lanes);
  const [w1, w2, g1, g2] = [weight, gradient].flatMap((buffer) => [
    bindSection(buffer, sections.encoder),
    bindSection(buffer, sections.decoder),
  ]);
  const biasOf = (buffer: GPUBuffer, name: "hiddenBias" | "outputBias") =>
    sections[name] && bindSection(buffer, sections[name]);
  const outputBias = biasOf(weight, "outputBias");
  const sparse = lossKind === "observed-squared-error";

  const encode = kernels.ratedSpmm.place(pool, encoder.byAttribute).bind(pool, {
    weight: w1,
    x: input,
    y: hidden,
    lanes,
    finish: { bias: biasOf(weight, "hiddenBias"), activation },
  });
  const finish: Finish<GPUBuffer> = activation === "identity"
    ? {}
    : { slopeOf: activation, values: hidden };
  const backOperands = { weight: w2, y: back, lanes, finish };
  const own = excludeOwnPath
    ? kernels.ownPath.place(pool, ownPaths, {
      encoder: sections.encoder.at,
      decoder: sections.decoder.at,
    })
    : undefined;
  const ownScores = own ? [own.bindScores(pool, { weight, input, z, lanes })] : [];
  const decode = sparse ? undefined : kernels.spmm.place(pool, decoder.byItem)
    .bind(pool, { weight: w2, x: hidden, y: z, lanes, finish: { bias: outputBias } });
  const backward = sparse
    ? kernels.ratedSpmm.place(pool, decoder.byAttribute).bind(pool, { ...backOperands, x: slopes })
    : kernels.spmm.place(pool, decoder.byAttribute)
      .bind(pool, { ...backOperands, x: slopes.values });
  const scores = sparse ? kernels.ratedLoss.place(pool, decoder.byItem) : undefined;
  const encoderPairs = kernels.ratedSddmm.place(pool, encoder.byItem);
  const decoderGradient = decoderGradients();

  const gradients = Array.from({ length: slices }, (_, slice): GpuStep[] => {
    const accumulate = slice > 0;
    const dense = !sparse;
    const steps = [
      decoderGradient(accumulate),
      backward,
      encoderPairs.bind(pool, { a: input, b: back, gradient: g1, lanes, accumulate }),
    ];
    const hiddenSums = biasOf(gradient, "hiddenBias"), itemSums = biasOf(gradient, "outputBias");
    const sums = { lanes, accumulate };
    if (hiddenSums) {
      steps.push(kernels.sums.bindRows(pool, {
        ...sums,
        matrix: back,
        sums: hiddenSums,
        rows: neurons,
      }));
    }
    if (itemSums) {
      const matrix = sparse ? slopes : slopes.values;
      steps.push(kernels.sums.bindRows(pool, { ...sums, matrix, sums: itemSums, rows: items }));
    }
    if (own) steps.push(own.bindGradient(pool, { weight, input, slopes, dense, gradient, lanes }));
    return steps;
  });

  /** Binds the gradient of the decoder, which costs cells or rated cells. */
  function decoderGradients(): (accumulate: boolean) => GpuStep {
    if (sparse) {
      const pairs = kernels.ratedSddmm.place(pool, decoder.byItem);
      return (accumulate) =>
        pairs.bind(pool, { a: slopes, b: hidden, gradient: g2, lanes, accumulate });
    }
    const pairs = kernels.sddmm.place(pool, decoder.byItem);
    return (accumulate) =>
      pairs.bind(pool, { a: slopes.values, b: hidden, gradient: g2, lanes, accumulate });
  }

  /** The steps of a slice up to the slopes of its scores; they read the entries of a batch. */
  function bindForward(pool: BufferPool, slice: number): GpuStep[] {
    const spread = [
      kernels.cells.bind(pool, inputs, slice, input, lanes),
      kernels.cells.bind(pool, targets, slice, slopes, lanes),
      encode,
    ];
    if (scores) {
      const operands = { weight: w2, hidden, bias: outputBias, z, lanes };
      const outputs = { z, gradient: slopes.values, loss, lanes };
      return [
        ...spread,
        scores.bind(pool, targets, slice, operands),
        ...ownScores,
        kernels.ratedLoss.bind(pool, targets, slice, outputs),
      ];
    }
    const part = targets.parts[slice];
    const lossStep = kernels.losses[lossKind as DenseLoss]
      .bind(pool, { items, z, slopes, loss, part, lanes });
    return [...spread, decode!, ...ownScores, lossStep];
  }

  let forwardPool = createBufferPool(gpu), forward: GpuStep[][] = [];
  return {
    lanes,
    slices,
    loss,
    get bytes() {
      return pool.bytes + forwardPool.bytes + inputs.bytes + targets.bytes;
    },
    set(batch) {
      const longer = [inputs.set(batch.inputs), targets.set(batch.targets)];
      if (!longer.includes(true) && forward.length > 0) return;
      forwardPool[Symbol.dispose]();
      forwardPool = createBufferPool(gpu);
      forward = Array.from({ length: slices }, (_, slice) => bindForward(forwardPool, slice));
    },
    record(commands, keepLoss) {
      for (let slice = 0; slice < slices; slice++) {
        // The first runs without users as well, because gradients have to be 0 then.
        if (slice > 0 && targets.users(slice) === 0) break;
        commands.clearBuffer(input.bits);
        commands.clearBuffer(slopes.bits);
        const pass = commands.beginComputePass();
        for (const step of [...forward[slice], ...gradients[slice]]) step.record(pass);
        pass.end();
        keepLoss(slice);
      }
    },
    [Symbol.dispose]() {
      for (const owner of [pool, forwardPool, inputs, targets]) owner[Symbol.dispose]();
    },
  };
}

/** Lanes of which the largest matrix fits a binding, at most as many as the batch needs. */
function sliceLanes(
  gpu: Gpu,
  { encoder, decoder }: SharedTopology,
  { loss }: SharedObjective,
  batchSize: number,
): number {
  const rows = Math.max(
    1,
    encoder.byItem.rows,
    encoder.byItem.columns,
    countParts(encoder.byAttribute, RATED_CHUNK_EDGES),
    countParts(decoder.byAttribute, RATED_CHUNK_EDGES),
    countParts(decoder.byItem, CHUNK_EDGES),
    loss === "observed-squared-error" ? 0 : cellLossWords(loss, encoder.byItem.rows, 1),
  );
  const fitting = Math.floor(gpu.facts.bindingBytes / 16 / rows) * 4;
  if (fitting === 0) {
    throw new GpuError(
      `Cannot train on the GPU: four users take ${
        16 * rows
      } bytes, expected at most ${gpu.facts.bindingBytes}`,
    );
  }
  const lanes = padLanes(batchSize);
  if (lanes <= fitting) return lanes;
  // Whole words of bits and whole blocks of lanes where there is room for them; then slices of about the same size.
  return fitting >= 256
    ? fitting - fitting % 256
    : fitting >= 32
    ? fitting - fitting % 32
    : fitting;
}
