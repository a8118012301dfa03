import { UsageError } from "../errors.ts";
import { foldIn } from "../model/fold_in.ts";
import { isShared, type Mode, type Model, modeOf } from "../model/model.ts";
import { type BackendChoice, openBackend } from "../model/backend.ts";
import { createRecommenders, type RecommenderOptions } from "../recommend/registry.ts";
import { recommendItems } from "../recommend/recommend_items.ts";
import type { RankedList } from "../recommend/ranking.ts";
import type { Recommender } from "../recommend/recommender.ts";
import {
  type AdjustmentFlags,
  type AdjustmentSummary,
  adjustQuestion,
} from "./adjustment_options.ts";
import { type LoadedModel, loadModel } from "./model_directory.ts";
import { findUser, type ModelOptions, userName } from "./model_options.ts";
import { checkCompletion, type CompletionFlags, learnCompletion } from "./completion_options.ts";
import {
  askedRecommender,
  type RecommenderFlags,
  recommenderOptions,
  viewedModel,
} from "./recommender_options.ts";
import type { Session } from "./session.ts";

/** What a command asks a model about one user. */
export interface Question {
  /** The model; with the user in it, where their ratings were given, and without those that `--without` names. */
  readonly stored: LoadedModel;
  /** The model with all ratings of the user. */
  readonly whole: Model;
  /** Index of the user. */
  readonly user: number;
  /** What scores. */
  readonly recommender: Recommender;
  /** How profiles become recommendations. */
  readonly recommending: RecommenderOptions;
  /** What the user adjusted, if anything. */
  readonly adjustment?: AdjustmentSummary;
  /** What is worth a note: lines for people, mostly none. */
  readonly notes: readonly string[];
  /** The best items for the user, as many as were asked for. */
  best(): RankedList;
}

/**
 * Loads a model and finds the user and the recommender that the options name.
 *
 * @param options The command line.
 * @param known The recommenders that can be chosen, by the mode of the model; the first of each is the default.
 * @param session Progress and abort signal of a training that the question needs.
 * @returns The question.
 * @throws {UsageError} Where the user, the recommender or an item is unknown, or the model cannot do what is asked.
 */
export async function askModel(
  options: ModelOptions & AdjustmentFlags,
  known: Readonly<Record<"personal" | "shared", readonly string[]>>,
  session: Pick<Session, "onProgress" | "signal" | "note">,
): Promise<Question> {
  if ((options.user === undefined) === (options.rated === undefined)) {
    throw new UsageError("Cannot tell for whom, expected one of --user and --rated");
  }
  checkCompletion(options);
  const whole = await loadModel(options.model);
  const loaded = { ...whole, model: viewedModel(whole.model, options) };
  const mode = modeOf(loaded.model);
  const name = recommenderName(mode, askedRecommender(options), known);
  if (options.newItems && mode !== "shared" && name !== "attribute-sum") {
    throw new UsageError(
      `Cannot list new items by ${name}, expected a model of shared mode or attribute-sum`,
    );
  }
  const { stored, user } = findPerson(loaded, options);
  const recommending = await completedOptions(options, stored.model, name, session);
  const [trained] = createRecommenders(stored.model, [name], recommending);
  const asked = { stored, user, recommender: trained, recommending };
  const adjusted = await adjustQuestion(options, asked, session.signal);
  // Items whose ratings are left out stay out of the list: nobody wants them recommended back.
  const { ratings } = stored.model.dataset.interactions;
  return {
    ...asked,
    ...adjusted,
    whole: stored.model,
    notes: adjusted?.notes ?? [],
    best: () =>
      recommendItems(adjusted?.recommender ?? trained, ratings, user, options.number, options),
  };
}

/**
 * How profiles become recommendations, with the completion that the options ask for.
 *
 * @param options The command line.
 * @param model The trained model.
 * @param name The recommender.
 * @param session Progress and abort signal.
 * @returns The options.
 * @throws {UsageError} Where the model or the recommender has no profiles to complete.
 */
export async function completedOptions(
  options: RecommenderFlags & CompletionFlags & { readonly backend?: BackendChoice },
  model: Model,
  name: string,
  session: Pick<Session, "onProgress" | "signal" | "note">,
): Promise<RecommenderOptions> {
  const given = recommenderOptions(options);
  checkCompletion(options, modeOf(model), [name]);
  if (options.completion === "off") return given;
  // A GPU that gives no device is no reason to give up, unless it was insisted on.
  using backend = await openBackend(options.backend ?? "auto");
  const completion = await learnCompletion(options, model, given.profile, backend.kind, session);
  return { ...given, completion };
}

/**
 * The recommender to use with a model.
 *
 * @param mode The model's mode.
 * @param asked The name that was asked for, if any.
 * @param known The recommenders that can be chosen, by mode; the first of each is the default.
 * @returns The name.
 * @throws {UsageError} Where a model of this mode has no such recommender.
 */
export function recommenderName(
  mode: Mode,
  asked: string | undefined,
  known: Readonly<Record<Mode, readonly string[]>>,
): string {
  const name = asked ?? known[mode][0];
  if (known[mode].includes(name)) return name;
  throw new UsageError(
    `Cannot use recommender '${name}' with a model of ${mode} mode, expected one of ${
      known[mode].join(", ")
    }`,
  );
}

function findPerson(stored: LoadedModel, options: ModelOptions) {
  if (options.user !== undefined) return { stored, user: findUser(stored, options.user) };
  if (!isShared(stored.model)) {
    throw new UsageError(
      "Cannot use --rated with a model of personal mode, expected one trained with --mode shared",
    );
  }
  const { model, user } = foldIn(stored.model, userName(options), options.rated!);
  return { stored: { ...stored, model }, user };
}
