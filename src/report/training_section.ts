import { isShared, type Model } from "../model/model.ts";
import { type PersonalModel, UserState } from "../model/personal_model.ts";
import type {
  EpochRecord,
  GradientTraining,
  RidgeTraining,
  SharedModel,
} from "../model/shared_model.ts";
import { countParameters } from "../model/shared_network.ts";
import { figure } from "./figure.ts";
import { histogram, quantileOf } from "./histogram.ts";
import { type Html, markup } from "./html.ts";
import { HALF_WIDTH } from "./plots.ts";
import { countOf, countText, numberText } from "./number_text.ts";

/**
 * How the model was trained, with curves where there are any.
 *
 * @param model The model.
 * @returns The content of the section.
 */
export async function trainingSection(model: Model): Promise<Html> {
  return isShared(model) ? await sharedTraining(model) : await personalTraining(model);
}

async function personalTraining({ loss, userState, settings }: PersonalModel): Promise<Html> {
  const trained = Float64Array.from(loss.filter((_, user) => userState[user] === UserState.Trained))
    .sort();
  const without = userState.filter((state) => state === UserState.NoBasis).length;
  const untrained = userState.filter((state) => state === UserState.Untrained).length;
  const start = settings.initialisation.kind === "constant"
    ? `at ${settings.initialisation.value}`
    : `at random (Xavier, seed ${settings.initialisation.seed})`;
  const sentences = [
    `A network for each of ${countOf(trained.length, "users")}, trained for ${
      countOf(settings.epochs, "epochs")
    } of gradient descent with learning rate ${settings.learningRate}; the weights started ${start}.`,
    without > 0 &&
    `${countOf(without, "users")} rated no item that has an attribute: their profiles are empty.`,
    untrained > 0 &&
    `${countOf(untrained, "users")} are untrained: the training was interrupted.`,
  ];
  return markup`
    <p>${sentences.filter((sentence) => sentence !== false).join(" ")}</p>
    ${trained.length > 0 && await lossFigure(trained)}
  `;
}

async function lossFigure(sorted: Float64Array): Promise<Html> {
  const bins = histogram(sorted, 30);
  const at = (share: number) => quantileOf(sorted, share);
  return await figure("Users by the loss of their network", {
    label: "Number of users by the mean squared error of their network in the last epoch",
    options: (plot, narrow) => ({
      x: { label: "Mean squared error in the last epoch", ticks: narrow ? 3 : 8 },
      y: { label: "Users", grid: true, ticks: 4 },
      marks: [
        plot.rectY(bins, { x1: "from", x2: "to", y: "count", fill: "var(--plus)", inset: 0.5 }),
        plot.ruleY([0], { stroke: "currentColor" }),
      ],
    }),
  }, {
    caption: "Loss over users",
    columns: ["share of users", "mean squared error up to"],
    rows: [0, 0.25, 0.5, 0.75, 0.95, 1].map((share) => [`${100 * share} %`, at(share)]),
  }, `Half of the users are at or below ${numberText(at(0.5))}.`);
}

async function sharedTraining({ network, training }: SharedModel): Promise<Html> {
  const { attributes, fans } = network.neurons;
  const kinds = [
    ...(attributes > 0 ? [`${countText(attributes)} named by attributes`] : []),
    ...(fans.length > 0 ? [`${countText(fans.length)} by the fans of an item`] : []),
  ].join(" and ");
  return markup`<p>One network for the whole catalogue with ${
    countText(attributes + fans.length)
  } hidden neurons, ${kinds}, and ${countText(countParameters(network))} weights.</p>
${training.solver === "ridge" ? await ridge(training, network.neurons) : await gradient(training)}`;
}

async function ridge(
  training: RidgeTraining,
  { attributes, fans }: { readonly attributes: number; readonly fans: { readonly length: number } },
): Promise<Html> {
  const { trials, fansPenalty, attributePenalty } = training;
  const penalties = [
    ...(fans.length > 0 ? [`${fansPenalty} on the weights of fans`] : []),
    ...(attributes > 0 ? [`${attributePenalty} on those of attributes`] : []),
  ].join(" and ");
  const text =
    markup`<p>The weights into each item come from a closed form (ridge regression), with penalties ${penalties}${
      trials.length > 0 &&
      `, the best of ${countOf(trials.length, "trials")} on a held-out part of the training data`
    }.</p>`;
  if (trials.length === 0) return text;
  const rows = trials.map((trial) => ({
    ...trial,
    fans: `${trial.fansPenalty}`,
    attributes: `${trial.attributePenalty}`,
    chosen: trial.fansPenalty === fansPenalty && trial.attributePenalty === attributePenalty,
  }));
  const names = (key: "fansPenalty" | "attributePenalty") =>
    [...new Set(trials.map((trial) => trial[key]))].sort((a, b) => a - b).map(String);
  return markup`${text}
${await figure("Penalties that were tried", {
    label: "nDCG at 10 on the held-out part for each pair of penalties",
    height: 80 + 44 * names("attributePenalty").length,
    options: (plot) => ({
      marginTop: 8,
      x: { label: "Penalty on fans", domain: names("fansPenalty"), type: "band" },
      y: {
        label: "Penalty on attributes",
        domain: names("attributePenalty").reverse(),
        type: "band",
      },
      marks: [
        plot.cell(rows, {
          x: "fans",
          y: "attributes",
          fill: "var(--plus)",
          fillOpacity: shade(rows.map(({ ndcg }) => ndcg)),
          inset: 1,
        }),
        plot.cell(rows.filter(({ chosen }) => chosen), {
          x: "fans",
          y: "attributes",
          fill: "none",
          stroke: "currentColor",
          strokeWidth: 2,
          inset: 1,
        }),
        plot.text(rows, {
          x: "fans",
          y: "attributes",
          text: (row: { ndcg: number }) => row.ndcg.toFixed(3),
          fontSize: 13,
        }),
      ],
    }),
  }, {
    caption: "nDCG at 10 on a held-out part of the training data",
    columns: ["penalty on fans", "penalty on attributes", "nDCG@10"],
    rows: rows.map(({ fans, attributes, ndcg, chosen }) => [
      fans,
      attributes,
      `${ndcg.toFixed(4)}${chosen ? " (chosen)" : ""}`,
    ]),
  }, "Numbers are nDCG@10; the framed pair was chosen.")}`;
}

/** Paler for less, and never so dark that the numbers on it cannot be read. */
function shade(values: readonly number[]): (row: { readonly ndcg: number }) => number {
  const low = Math.min(...values), high = Math.max(...values);
  return ({ ndcg }) => high > low ? 0.05 + 0.3 * (ndcg - low) / (high - low) : 0.2;
}

async function gradient({ epochs, bestEpoch, complete }: GradientTraining): Promise<Html> {
  const validated = epochs.filter(({ ndcg }) => ndcg !== undefined);
  const text = markup`<p>Gradient descent went through ${countOf(epochs.length, "epochs")}${
    !complete && " before it was interrupted"
  }; the weights are those of epoch ${bestEpoch}${
    validated.length > 0 && ", the best on a held-out part of the training data"
  }.</p>`;
  if (epochs.length === 0) return text;
  return markup`${text}
<div class="figures">${await curve("Loss by epoch", "Loss", epochs, bestEpoch, "loss")}${
    validated.length > 0 &&
    await curve("Validation by epoch", "nDCG@10", validated, bestEpoch, "ndcg")
  }</div>`;
}

async function curve(
  title: string,
  label: string,
  epochs: readonly EpochRecord[],
  bestEpoch: number,
  key: "loss" | "ndcg",
): Promise<Html> {
  const best = epochs.filter(({ epoch }) => epoch === bestEpoch);
  return await figure(title, {
    label: `${label} over ${countOf(epochs.length, "epochs")}`,
    width: HALF_WIDTH,
    options: (plot, narrow) => ({
      x: {
        label: "Epoch",
        ticks: narrow ? 5 : 8,
        tickFormat: (epoch: number) => Number.isInteger(epoch) ? `${epoch}` : "",
      },
      y: { label, grid: true, ticks: 5 },
      marks: [
        plot.lineY(epochs, { x: "epoch", y: key, stroke: "var(--plus)", strokeWidth: 2 }),
        plot.dotY(best, { x: "epoch", y: key, fill: "var(--plus)", r: 5 }),
      ],
    }),
  }, {
    caption: title,
    columns: ["epoch", label],
    rows: epochs.map((record) => [`${record.epoch}`, record[key]!]),
  }, best.length > 0 ? `The dot is epoch ${bestEpoch}, whose weights were kept.` : undefined);
}
