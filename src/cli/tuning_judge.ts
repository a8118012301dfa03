import type { Interactions } from "../data/interactions.ts";
import type { Split } from "../data/split.ts";
import { evaluate, type Evaluation, judgesMany } from "../evaluate/protocol.ts";
import { judgedUsers, type RelevantFrom } from "../evaluate/relevance.ts";
import type { Metric } from "../metrics/metric.ts";
import type { Mode, Model } from "../model/model.ts";
import type { Backend } from "../model/training_backend.ts";
import { createBaseline } from "../recommend/baseline_registry.ts";
import type { Recommender } from "../recommend/recommender.ts";
import { createRecommenders } from "../recommend/registry.ts";
import { foldInUsers } from "../train/fold_in_users.ts";
import { baselineOptions, modeOfRecommender } from "./comparison_options.ts";
import type { LoadedData } from "./data_options.ts";
import { prepare } from "./preparation.ts";
import { recommenderOptions, viewedModel } from "./recommender_options.ts";
import type { Session } from "./session.ts";
import { chooseTrainings } from "./training_choice.ts";
import type { SettingOptions } from "./tuning_options.ts";

/** What settings are judged on. */
export interface JudgedPart {
  /** Name of the recommender. */
  readonly recommender: string;
  /** What was read. */
  readonly read: Pick<LoadedData, "join">;
  /** The ratings after filters. */
  readonly interactions: Interactions;
  /** What is learned from and what is judged by. */
  readonly split: Split;
  /** Which ratings are relevant. */
  readonly relevantFrom: RelevantFrom;
  /** Where networks are trained. */
  readonly backend: Backend;
}

/** One setting, and what is shared with others. */
export interface JudgedSetting {
  /** The command line with the setting's changes. */
  readonly options: SettingOptions;
  /** Names the training: settings that answer alike, one after another, share one. */
  readonly training: string;
}

/** How a setting is judged. */
export interface Judging {
  /** The cutoff. */
  readonly cutoff: number;
  /** What to compute (default: every metric). */
  readonly metrics?: readonly Metric[];
  /** Ratings of some of the users in place of the test part's. */
  readonly test?: Split["test"];
}

/**
 * A function that makes a recommender by a setting and judges it. The network of the setting before is kept, so that settings that differ in what
 * is made of it train once.
 *
 * @param part What settings are judged on.
 * @param session Progress and abort signal.
 * @returns It throws what a setting fails with, and the signal's reason where the signal aborts.
 */
export function createJudge(part: JudgedPart, session: Session) {
  const { split, backend, recommender: name } = part;
  const mode = modeOfRecommender(name);
  const datasetOf = ({ minItemsPerAttribute, maxItemsPerAttribute }: SettingOptions) =>
    part.read.join(split.train, part.interactions, { minItemsPerAttribute, maxItemsPerAttribute });
  let last:
    | { readonly training: string; readonly model: Model; readonly asked?: Model }
    | undefined;

  const trainedBy = async ({ options, training }: JudgedSetting, mode: Mode) => {
    if (last?.training === training) return last;
    // Two networks at a time are more than are needed.
    last = undefined;
    const [choice] = chooseTrainings({ ...options, mode });
    const { model } = await choice.start(datasetOf(options), backend, session);
    // Personal training comes back with what it has when it is interrupted.
    session.signal.throwIfAborted();
    const asked = split.foldIn && await foldInUsers(model, split.foldIn, backend, session);
    return last = { training, model, asked };
  };

  const recommenderOf = async (setting: JudgedSetting): Promise<Recommender> => {
    const { options } = setting;
    if (mode === undefined) {
      const made = { ...baselineOptions(options), threads: options.threads, asked: split.foldIn };
      return (await createBaseline(name, datasetOf(options), made, session)).recommender;
    }
    const { model, asked } = await trainedBy(setting, mode);
    const seen = asked && viewedModel(asked, options);
    return createRecommenders(
      viewedModel(model, options),
      [name],
      recommenderOptions(options),
      seen,
    )[0];
  };

  return async (setting: JudgedSetting, judging: Judging): Promise<Evaluation> => {
    const recommender = await recommenderOf(setting);
    const { cutoff, metrics, test = split.test } = judging;
    const judged = judgedUsers(test, part.relevantFrom).length;
    if (recommender.prepare && judgesMany(judged, split.train.rows)) {
      await prepare(recommender, backend.kind, setting.options.threads, session);
    }
    return await evaluate(
      recommender,
      { ...split, test },
      {
        cutoffs: [cutoff],
        relevantFrom: part.relevantFrom,
        metrics,
        graph: metrics ? undefined : datasetOf(setting.options).graph,
      },
      session,
    );
  };
}
