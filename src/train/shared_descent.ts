import { UsageError } from "../errors.ts";
import type { RunOptions } from "../events.ts";
import type { SharedEngine, SharedState } from "../model/shared_engine.ts";
import type { EpochRecord, UnfinishedGradient } from "../model/shared_model.ts";
import type { GradientSettings } from "../model/shared_settings.ts";
import { namedVectors } from "../model/shared_state.ts";
import { scheduledRate } from "./learning_rate.ts";
import { drawBatch, epochBatches } from "./shared_batches.ts";
import type { TrainingEvent } from "./shared_events.ts";
import type { TrainingHistory } from "./shared_history.ts";
import type { GradientPlan } from "./shared_plan.ts";

/** Where a training stands between two batches. */
export type DescentPosition = Omit<UnfinishedGradient, "state">;

/** What a descent works with. */
export interface Descent {
  /** Data, edges, validation. */
  readonly plan: GradientPlan;
  /** How to train. */
  readonly settings: GradientSettings;
  /** Takes the steps. */
  readonly engine: SharedEngine;
  /** The epochs so far; grows. */
  readonly history: TrainingHistory;
}

/** Options of `descend`. */
export interface DescentOptions extends RunOptions {
  /** Where to go on; by default at the beginning. */
  readonly from?: DescentPosition;
  /** Called with each event. */
  readonly onEvent?: (event: TrainingEvent) => void;
  /** Called at the end of each epoch with what to go on from, where the engine may fail. */
  readonly keep?: (unfinished: UnfinishedGradient) => void;
}

/** The event loop gets its turn about this often, in milliseconds: without it no signal would ever fire. */
const TURN = 50;

/**
 * Goes through the epochs that are left: batches, loss, validation, early stopping.
 *
 * @param descent What to work with.
 * @param options Progress, events, interruption.
 * @returns The last state, and where the training stands if the signal fired.
 * @throws {UsageError} Where the loss or a weight grows beyond all numbers.
 */
export async function descend(
  descent: Descent,
  options: DescentOptions,
): Promise<{ readonly state: SharedState; readonly unfinished?: UnfinishedGradient }> {
  const { plan: { validation, batches, users }, settings, engine, history } = descent;
  const { onEvent: tell = () => {}, keep, signal } = options;
  let at: DescentPosition = options.from ?? { epoch: 0, batch: 0, loss: 0 };
  const interrupted = async () => {
    const state = await engine.read();
    tell({ event: "interrupted", epoch: at.epoch, batch: at.batch });
    return { state, unfinished: { ...at, state } };
  };
  while (at.epoch < settings.epochs && !history.isExhausted(settings.patience)) {
    const epoch = at.epoch + 1, began = performance.now();
    const isDue = validation && (epoch % settings.validateEvery === 0 || epoch === settings.epochs);
    const end = await trainEpoch(descent, at, options, isDue || keep !== undefined);
    const { state } = end;
    at = end.at;
    if (at.batch < batches) return await interrupted();
    const { loss } = at, learningRate = rateOf(descent, epoch, batches - 1);
    const seconds = secondsSince(began), trained = performance.now();
    const ndcg = isDue && state ? await validation.ndcg(state.parameters, signal) : undefined;
    if (isDue && ndcg === undefined) return await interrupted();
    const record: EpochRecord = {
      epoch,
      loss: loss / users,
      learningRate,
      ...(ndcg !== undefined && { ndcg }),
    };
    const improved = history.add(record, state?.parameters);
    at = { epoch, batch: 0, loss: 0 };
    if (state) keep?.({ ...at, state });
    tell({ event: "epoch", epoch, loss: record.loss, learningRate, seconds });
    if (ndcg === undefined) continue;
    tell({ event: "validated", epoch, ndcg, seconds: secondsSince(trained) });
    if (improved) tell({ event: "improved", epoch, ndcg });
  }
  const state = await engine.read();
  for (const [, vector] of namedVectors(state.parameters)) {
    const wrong = vector.find((weight) => !Number.isFinite(weight));
    if (wrong !== undefined) failBeyondNumbers("a weight", wrong, at.epoch);
  }
  return { state };
}

/**
 * Takes the steps that are left of an epoch, until the signal fires. What an epoch's end needs of a GPU is asked for at once: each readback
 * costs milliseconds of waiting, and two at a time cost no more.
 */
async function trainEpoch(
  descent: Descent,
  { epoch: finished, batch: first, loss: before }: DescentPosition,
  { onProgress, signal }: DescentOptions,
  needsState: boolean | undefined,
): Promise<{ readonly at: DescentPosition; readonly state?: SharedState }> {
  const { plan, settings, engine, history } = descent;
  const epoch = finished + 1, total = settings.epochs * plan.batches;
  const batches = epochBatches(plan.source.inputs, epoch, settings);
  // A sum that is cut in two differs in its last bits: on the CPU, where asking costs nothing, each batch is asked for.
  const asksAlways = engine.kind === "cpu";
  let batch = first, loss = before, turn = performance.now();
  let seen = batches.slice(0, first).reduce((sum, { length }) => sum + length, 0);
  const takeLoss = async () => {
    loss += await engine.takeLoss();
    if (!Number.isFinite(loss)) failBeyondNumbers("the loss", loss, epoch);
  };
  while (batch < batches.length && !signal?.aborted) {
    const users = batches[batch];
    const drawn = drawBatch(plan.source, users, epoch, settings);
    await engine.step(drawn, rateOf(descent, epoch, batch));
    batch++;
    seen += users.length;
    if (asksAlways) await takeLoss();
    const done = finished * plan.batches + batch;
    onProgress?.({
      stage: "train",
      done,
      total,
      unit: "batches",
      share: done / total,
      loss: asksAlways ? loss / seen : history.records.at(-1)?.loss,
    });
    if (performance.now() - turn < TURN) continue;
    await new Promise((resolve) => setTimeout(resolve, 0));
    turn = performance.now();
  }
  const [state] = await Promise.all([
    needsState && batch === batches.length ? engine.read() : undefined,
    asksAlways ? undefined : takeLoss(),
  ]);
  return { at: { epoch: finished, batch, loss }, state };
}

function rateOf({ plan, settings }: Descent, epoch: number, batch: number): number {
  return scheduledRate(
    settings,
    (epoch - 1) * plan.batches + batch,
    settings.epochs * plan.batches,
  );
}

function secondsSince(began: number): number {
  return (performance.now() - began) / 1000;
}

function failBeyondNumbers(what: string, value: number, epoch: number): never {
  throw new UsageError(
    `Cannot train a shared network: ${what} became ${value} in epoch ${epoch}, expected finite numbers, ` +
      "which a smaller learning rate gives",
  );
}
