import project from "../../../deno.json" with { type: "json" };
import type { Interactions } from "../../data/interactions.ts";
import { perUserHoldout, type Split } from "../../data/split.ts";
import { UsageError } from "../../errors.ts";
import { evaluate, type Evaluation, judgesMany } from "../../evaluate/protocol.ts";
import { judgedUsers } from "../../evaluate/relevance.ts";
import { openBackend } from "../../model/backend.ts";
import { type Model, modeOf } from "../../model/model.ts";
import { likedFrom } from "../../model/shared_inputs.ts";
import { createRecommenders, RECOMMENDERS } from "../../recommend/registry.ts";
import {
  createReport,
  DEFAULT_REPORT_USERS,
  type Report,
  type ReportOptions,
  type UserChoice,
} from "../../report/report.ts";
import type { CommandDefinition } from "../command.ts";
import { addDataOptions, type DataOptions, describeDoubts, loadData } from "../data_options.ts";
import { requireFolderOf, writeFile } from "../files.ts";
import { type LoadedModel, loadModel } from "../model_directory.ts";
import { describeGaps, itemNames } from "../model_options.ts";
import { prepare } from "../preparation.ts";
import {
  addRecommenderOptions,
  type RecommenderFlags,
  recommenderOptions,
} from "../recommender_options.ts";
import { ExitCode, type Session } from "../session.ts";
import {
  addSharedOptions,
  SHARED_ONLY,
  type SharedOptions,
  sharedSettingsOf,
} from "../shared_options.ts";
import {
  addBackendOption,
  addModeOption,
  addPersonalOptions,
  type BackendOptions,
  type ModeOptions,
  type PersonalOptions,
  personalSettingsOf,
  refuseOptions,
} from "../training_options.ts";
import { runPersonal, runShared } from "../training_runs.ts";
import { finiteNumber, names, wholeNumber } from "../values.ts";

type TrainingFlags = ModeOptions & PersonalOptions & SharedOptions & BackendOptions;

interface Options extends DataOptions, TrainingFlags, RecommenderFlags {
  readonly model?: string;
  readonly out: string;
  readonly title?: string;
  readonly users: number;
  readonly user?: readonly string[];
  readonly test?: string;
  readonly testRatio: number;
  readonly relevantFrom?: number;
  readonly seed: number;
  readonly json?: boolean;
}

/** Options that say what to train on and how, without defaults: they have no meaning beside `--model`. */
const TRAINING_ONLY: readonly string[] = [
  ...["ratings", "attributes", "items", "delimiter", "header", "columns", "attributeColumns"],
  ...["implicit", "scale", "test", "relevantFrom", "epochs", "learningRate"],
  ...["initialisation", "initialWeight", "initialisationSeed"],
  ...SHARED_ONLY,
];

/** The cutoff that a report shows. */
const CUTOFF = 10;

/** `report`: one HTML file that tells and explains everything, and lets readers argue. */
export const reportCommand: CommandDefinition = {
  name: "report",
  summary: "Write one HTML file with data, training, evaluation, reasons, and an explorer",
  examples: [
    "report --ratings u.data --attributes attributes.tsv.gz --items u.item --out report.html",
    "report --mode shared --ratings u.data --attributes attributes.tsv.gz --items u.item --out report.html",
    "report --model model --users 100 --user 42,318 --out report.html",
  ],
  addOptions(command) {
    addRecommenderOptions(
      addBackendOption(
        addSharedOptions(addPersonalOptions(addModeOption(addDataOptions(command))), false),
      ),
    )
      .option("--model <folder>", "report on a trained model, without evaluation")
      .requiredOption("--out <file>", "the HTML file to write")
      .option("--title <text>", "heading of the report")
      .option(
        "--users <n>",
        "users in the explorer, drawn at random where there are more",
        wholeNumber(1),
        DEFAULT_REPORT_USERS,
      )
      .option("--user <ids>", "users to have in the explorer in any case", names)
      .option("--test <file>", "test ratings (default: hold out a part of each user's ratings)")
      .option("--test-ratio <r>", "share of each user's ratings held out", finiteNumber, 0.2)
      .option(
        "--relevant-from <rating>",
        "test ratings from here up are relevant (default: the upper quarter of the scale, 4 on 1 to 5)",
        finiteNumber,
      )
      .option("--seed <n>", "seed of the split and of the drawn users", wholeNumber(0), 42)
      .option("--json", "print one JSON object");
    // A report has its data from files or from a model.
    for (const option of command.options) {
      if (option.long === "--ratings" || option.long === "--attributes") {
        option.makeOptionMandatory(false);
      }
    }
  },
  async run(options: Options, session) {
    checkSource(options);
    await requireFolderOf(options.out);
    const made = options.model === undefined
      ? await trainAndReport(options, session)
      : await reportOnModel(options, options.model, session);
    if (!made) return ExitCode.Interrupted;
    const { report, model } = made;
    await writeFile(options.out, report.html);
    if (options.json) {
      session.print(JSON.stringify({
        command: "report",
        version: 1,
        report: options.out,
        bytes: report.bytes,
        mode: modeOf(model),
        users: report.users,
        evaluated: options.model === undefined,
      }));
    } else {
      session.print(
        `report       ${options.out}, ${(report.bytes / 1e6).toFixed(1)} MB, ${
          report.users.toLocaleString("en-US")
        } users in the explorer`,
      );
    }
    return ExitCode.Done;
  },
};

interface Made {
  readonly report: Report;
  readonly model: Model;
}

function checkSource(options: Options): void {
  if (options.model !== undefined) return refuseOptions(options, TRAINING_ONLY, "with --model");
  if (options.ratings === undefined || options.attributes === undefined) {
    throw new UsageError(
      "Cannot make a report: there are no data, expected --model, or --ratings and --attributes",
    );
  }
}

async function reportOnModel(options: Options, folder: string, session: Session): Promise<Made> {
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
    made: [...made, ...settingsOf(model)],
  }, session);
  return { report, model };
}

async function trainAndReport(options: Options, session: Session): Promise<Made | undefined> {
  const train = trainingOf(options);
  const data = await loadData(options, session.signal, options.test);
  const { interactions, itemLabels } = data;
  describeDoubts(data).forEach(session.note);
  const split: Split = options.test === undefined
    ? perUserHoldout(interactions.ratings, interactions.users, {
      ratio: options.testRatio,
      seed: options.seed,
    })
    : { train: data.parts[0], test: data.parts[1] };
  const { scale } = interactions;
  const relevantFrom = options.relevantFrom ?? (scale === "implicit" ? "all" : likedFrom(scale));
  const dataset = data.join(split.train);
  // What would stop the evaluation or the report must not be found out after the training.
  const users = chosenUsers(options, interactions);
  const judged = judgedUsers(split.test, relevantFrom);
  using backend = await openBackend(options.backend, options);
  session.note(`backend      ${backend.description}`);
  const { model, missing } = await train(dataset, backend, session);
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
    ...commonOptions(options, { model, itemLabels, notes: {} }, users),
    recommender: recommenders[0],
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

function commonOptions(options: Options, stored: LoadedModel, users: UserChoice): ReportOptions {
  return {
    title: options.title,
    itemLabels: itemNames(stored),
    profiles: recommenderOptions(options),
    users,
  };
}

function chosenUsers({ users: count, user, seed }: Options, { users }: Interactions): UserChoice {
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

/** What trains in the mode that was asked for; wrong options are found out before any data are read. */
function trainingOf(options: Options) {
  type Run = typeof runShared;
  type Rest = Parameters<Run> extends [infer D, unknown, ...infer R] ? [D, ...R] : never;
  if (options.mode === "shared") {
    const [settings] = sharedSettingsOf(options);
    return (...[dataset, ...rest]: Rest) => runShared(dataset, settings, ...rest);
  }
  refuseOptions(options, SHARED_ONLY, "in personal mode");
  const settings = personalSettingsOf(options);
  return (...[dataset, ...rest]: Rest) => runPersonal(dataset, settings, ...rest);
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
