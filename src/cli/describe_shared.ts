import type { SharedModel } from "../model/shared_model.ts";
import { countParameters } from "../model/shared_network.ts";

/** What a shared training came to, for `--json`; keys are documented in README.md. */
export interface SharedSummary {
  /** Hidden neurons by what names them. */
  readonly neurons: { readonly attributes: number; readonly fans: number };
  /** Weights and biases. */
  readonly parameters: number;
  /** False where gradient descent was interrupted. */
  readonly complete: boolean;
  /** What the solver chose or went through. */
  readonly training: SharedModel["training"];
}

/**
 * Sums up a training in shared mode.
 *
 * @param model The model.
 * @returns Counts and what was chosen.
 */
export function summariseShared(model: SharedModel): SharedSummary {
  const { attributes, fans } = model.network.neurons;
  return {
    neurons: { attributes, fans: fans.length },
    parameters: countParameters(model.network),
    complete: model.unfinished === undefined,
    training: model.training,
  };
}

/** The same for people. */
export function describeSharedTraining(summary: SharedSummary): string[] {
  const count = (n: number) => n.toLocaleString("en-US");
  const { neurons, parameters, training } = summary;
  const names = [
    ...(neurons.attributes > 0 ? [`${count(neurons.attributes)} attributes`] : []),
    ...(neurons.fans > 0 ? [`fans of ${count(neurons.fans)} items`] : []),
  ];
  const lines = [
    `network      ${count(neurons.attributes + neurons.fans)} named neurons (${
      names.join(", ")
    }), ${count(parameters)} weights`,
  ];
  if (training.solver === "ridge") {
    const best = training.trials.find((trial) =>
      trial.fansPenalty === training.fansPenalty &&
      trial.attributePenalty === training.attributePenalty
    );
    const penalties = [
      ...(neurons.fans > 0 ? [`${training.fansPenalty} on fans`] : []),
      ...(neurons.attributes > 0 ? [`${training.attributePenalty} on attributes`] : []),
    ].join(", ");
    lines.push(
      `ridge        penalties ${penalties}` +
        (best
          ? `, the best of ${training.trials.length} by nDCG@10 on a held-out part of the training data (${
            best.ndcg.toFixed(4)
          })`
          : ""),
    );
  } else {
    const last = training.epochs.at(-1), best = training.epochs[training.bestEpoch - 1];
    lines.push(
      `gradient     ${training.epochs.length} epochs` +
        (last ? `, loss ${last.loss.toPrecision(4)}` : "") +
        (best?.ndcg === undefined
          ? ""
          : `; the weights are of epoch ${best.epoch}, the best by nDCG@10 on a held-out part of the training data ` +
            `(${best.ndcg.toFixed(4)})`),
    );
  }
  lines.push(`memory       ${count(Math.ceil(training.bytes / 1e6))} MB for the training`);
  return lines;
}
