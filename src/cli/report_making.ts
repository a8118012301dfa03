import project from "../../deno.json" with { type: "json" };
import type { Interactions } from "../data/interactions.ts";
import { perUserHoldout, type Split } from "../data/split.ts";
import { UsageError } from "../errors.ts";
import {
  type ExplanationQuality,
  measureExplanations,
} from "../evaluate/explanation_quality/explanation_quality.ts";
import { evaluate, type Evaluation, judgesMany } from "../evaluate/protocol.ts";
import { judgedUsers, relevantByDefault } from "../evaluate/relevance.ts";
import { openBackend } from "../model/backend.ts";
import { type Model, modeOf } from "../model/model.ts";
import type { Recommender } from "../recommend/recommender.ts";
import { createRecommenders, RECOMMENDERS } from "../recommend/registry.ts";
import {
  createReport,
  type Report,
  type ReportOptions,
  type UserChoice,
} from "../report/report.ts";
import { type DataOptions, loadData } from "./data_options.ts";
import { describeDoubts } from "./describe_data.ts";
import { type LoadedModel, loadModel } from "./model_directory.ts";
import { describeGaps, itemNames } from "./model_options.ts";
import { prepare } from "./preparation.ts";
import { type RecommenderFlags, recommenderOptions, refuseBroader } from "./recommender_options.ts";
import type { Session } from "./session.ts";
import { refuseOptions } from "./training_options.ts";
import { chooseTrainings, TRAINING_ONLY, type TrainingFlags } from "./training_choice.ts";

/** What the command line says of a report. */
export interface MakingOptions extends DataOptions, TrainingFlags, RecommenderFlags {
  readonly model?: string;
  readonly title?: string;
  readonly users: number;
  readonly user?: readonly string[];
  readonly test?: string;
  readonly testRatio: number;
  readonly relevantFrom?: number;
  readonly qualityUsers: number;
  readonly seed: number;
}

/** The cutoff that a report shows. */
const CUTOFF = 10;

/** A report and the model that it is on. */
export interface Made {
  /** The report. */
  readonly report: Report;
  /** The model. */
  readonly model: Model;
}

/** Refuses a command line that names no data, or both data and a model. */
export function checkSource(options: MakingOptions): void {
  if (options.model !== undefined) {
    return refuseOptions(options, [...TRAINING_ONLY, "test", "relevantFrom"], "with --model");
  }
  if (options.ratings === undefined || options.attributes === undefined) {
    throw new UsageError(
      "Cannot make a report: there are no data, expected --model, or --ratings and --attributes",
    );
  }
}

/** Reports on a trained model. */
export async function reportOnModel(
  options: MakingOptions,
  folder: string,
  session: Session,
): Promise<Made> {
  refuseBroader("make a report", options);
  const stored = await loadModel(folder);
  describeGaps(stored).forEach(session.note);
  const { model } = stored;
  const users = chosenUsers(options, model.dataset.interactions);
  const [recommender] = createRecommenders(
    model,
    RECOMMENDERS[modeOf(model)].slice(0, 1),
    recommenderOptions(options),
  );
  const made = [["Model", folder], ...notesOf(stored)] as const;
  const report = await createReport(model, {
    ...commonOptions(options, stored, users),
    recommender,
    explanationQuality: await measure(options, model, recommender, session),
    made: [...made, ...settingsOf(model)],
  }, session);
  return { report, model };
}

/** Trains, judges and reports; undefined where it was interrupted before that. */
export async function trainAndReport(
  options: MakingOptions,
  session: Session,
): Promise<Made | undefined> {
  const [{ start }] = chooseTrainings(options);
  const data = await loadData(options, session, options.test);
  const { interactions } = data;
  describeDoubts(data).forEach(session.note);
  const split: Split = options.test === undefined
    ? perUserHoldout(interactions.ratings, interactions.users, {
      ratio: options.testRatio,
      seed: options.seed,
    })
    : { train: data.parts[0], test: data.parts[1] };
  const { scale } = interactions;
  const relevantFrom = options.relevantFrom ?? relevantByDefault(scale);
  const dataset = data.join(split.train);
  // What would stop the evaluation or the report must not be found out after the training.
  const users = chosenUsers(options, interactions);
  const judged = judgedUsers(split.test, relevantFrom);
  using backend = await openBackend(options.backend, options);
  session.note(`backend      ${backend.description}`);
  const { model, missing } = await start(dataset, backend, session);
  if (missing !== undefined) {
    session.note(`Interrupted before there was anything to report: ${missing}`);
    return undefined;
  }
  const recommenders = createRecommenders(
    model,
    RECOMMENDERS[options.mode],
    recommenderOptions(options),
  );
  const evaluations: Evaluation[] = [];
  for (const recommender of recommenders) {
    if (recommender.prepare && judgesMany(judged.length, split.train.rows)) {
      session.note(await prepare(recommender, backend.kind, options.threads, session));
    }
    evaluations.push(
      await evaluate(recommender, split, { cutoffs: [CUTOFF], relevantFrom }, session),
    );
  }
  const how = options.test === undefined
    ? `${
      100 * options.testRatio
    } % of each user's ratings were held out (seed ${options.seed}) and the model was trained on the others`
    : `The model was trained on ${options.ratings} and judged by ${options.test}`;
  const report = await createReport(model, {
    ...commonOptions(options, { model, itemLabels: data.labelsOf(dataset), notes: {} }, users),
    recommender: recommenders[0],
    explanationQuality: await measure(options, model, recommenders[0], session),
    evaluation: { evaluations, test: split.test, relevantFrom, cutoff: CUTOFF, how },
    made: [
      ["Ratings", options.ratings],
      ["Attributes", options.attributes],
      ["Computed on", backend.description],
      ...settingsOf(model),
    ],
  }, session);
  return { report, model };
}

function commonOptions(
  options: MakingOptions,
  stored: LoadedModel,
  users: UserChoice,
): ReportOptions {
  return {
    title: options.title,
    itemLabels: itemNames(stored),
    profiles: recommenderOptions(options),
    users,
  };
}

async function measure(
  { qualityUsers, seed }: MakingOptions,
  model: Model,
  recommender: Recommender,
  session: Session,
): Promise<ExplanationQuality | undefined> {
  if (qualityUsers === 0) return undefined;
  return await measureExplanations(model, recommender, { users: qualityUsers, seed }, session);
}

function chosenUsers(
  { users: count, user, seed }: MakingOptions,
  { users }: Interactions,
): UserChoice {
  const always = user?.map((id) => {
    const found = users.indexOf(id);
    if (found !== undefined) return found;
    throw new UsageError(
      `Cannot show user '${id}', expected one of the ${users.ids.length} users of the data such as '${
        users.ids[0]
      }'`,
    );
  });
  return { count, seed, always };
}

type Facts = readonly (readonly [name: string, value: string])[];

function notesOf({ notes }: LoadedModel): Facts {
  return Object.entries(notes).flatMap(([name, value]) =>
    typeof value === "string" ? [[`${name[0].toUpperCase()}${name.slice(1)}`, value] as const] : []
  );
}

function settingsOf(model: Model): Facts {
  return [
    ["Mode", modeOf(model)],
    ["Settings", JSON.stringify(model.settings)],
    ["Semauto", project.version],
  ];
}
