import { UsageError } from "../../errors.ts";
import {
  DEFAULT_QUALITY_USERS,
  type ExplanationQuality,
  measureExplanations,
} from "../../evaluate/explanation_quality/explanation_quality.ts";
import {
  otherSeeds,
  type SeedChoice,
  trainWithSeed,
} from "../../evaluate/explanation_quality/other_seeds.ts";
import type { UserTaste } from "../../evaluate/explanation_quality/planted_truth.ts";
import { QUALITY_PARTS, type QualityParts } from "../../evaluate/explanation_quality/registry.ts";
import { openBackend } from "../../model/backend.ts";
import { type Mode, type Model, modeOf } from "../../model/model.ts";
import type { Backend } from "../../model/training_backend.ts";
import { createRecommenders, RECOMMENDERS } from "../../recommend/registry.ts";
import { ADJUSTABLE } from "../../recommend/what_if.ts";
import type { CommandDefinition } from "../command.ts";
import {
  addDataOptions,
  type DataOptions,
  letModelReplaceData,
  loadData,
} from "../data_options.ts";
import { describeDataset, describeDoubts } from "../describe_data.ts";
import { EMBEDDED_DATA, readPlantedTastes } from "../embedded_data.ts";
import { describeQuality } from "../explanation_quality_report.ts";
import { loadModel } from "../model_directory.ts";
import { describeGaps } from "../model_options.ts";
import {
  addRecommenderOptions,
  type RecommenderFlags,
  recommenderOptions,
  refuseBroader,
} from "../recommender_options.ts";
import { ExitCode, type Session } from "../session.ts";
import { someOf, wholeNumber } from "../values.ts";
import { refuseOptions } from "../training_options.ts";
import {
  addTrainingOptions,
  chooseTrainings,
  DATA_ONLY,
  TRAINING_ONLY,
  type TrainingFlags,
} from "../training_choice.ts";

interface Options extends Partial<DataOptions>, TrainingFlags, RecommenderFlags {
  readonly minItemsPerAttribute: number;
  readonly model?: string;
  readonly recommender?: readonly string[];
  readonly measures?: readonly (keyof QualityParts)[];
  readonly users: number;
  readonly otherSeeds: number;
  readonly planted?: string;
  readonly seed: number;
  readonly json?: boolean;
}

/** Recommenders whose scores are made of named neurons that can be taken away, by the mode of the model. */
const MEASURABLE: Readonly<Record<Mode, readonly string[]>> = {
  personal: RECOMMENDERS.personal.filter((name) => ADJUSTABLE.includes(name)),
  shared: RECOMMENDERS.shared.filter((name) => ADJUSTABLE.includes(name)),
};

/** `explain-quality`: how good are the explanations, each number beside its controls. */
export const explainQualityCommand: CommandDefinition = {
  name: "explain-quality",
  summary: "Measure explanations: do the reasons carry the recommendation, more than others do",
  examples: [
    "explain-quality",
    "explain-quality --ratings u.data --attributes attributes.tsv.gz --recommender profile-knn",
    "explain-quality --mode shared --measures fidelity,stability --users 500 --json",
    "explain-quality --model model --measures fidelity",
  ],
  addOptions(command) {
    addRecommenderOptions(
      addTrainingOptions(addDataOptions(command)),
    )
      .option("--model <folder>", "measure a trained model (without data either: embedded data)")
      .option(
        "--recommender <names>",
        `default: all that explain (${
          Object.entries(MEASURABLE).map(([mode, names]) => `${mode}: ${names.join(", ")}`)
            .join("; ")
        })`,
        someOf([...new Set(Object.values(MEASURABLE).flat())]),
      )
      .option(
        "--measures <names>",
        `default: all of ${QUALITY_PARTS.join(", ")}`,
        someOf(QUALITY_PARTS),
      )
      .option(
        "--users <n>",
        "users to measure, drawn at random where there are more",
        wholeNumber(2),
        DEFAULT_QUALITY_USERS,
      )
      .option("--other-seeds <n>", "trainings with other seeds for stability", wholeNumber(0), 2)
      .option(
        "--planted <file>",
        "tastes that simulated users were made with: user, kind, relation, value, weight",
      )
      .option(
        "--seed <n>",
        "seed of the drawn users, the controls and the bootstrap",
        wholeNumber(0),
        42,
      )
      .option("--json", "print one JSON object");
    letModelReplaceData(command);
  },
  async run(options: Options, session) {
    checkSource(options);
    refuseBroader("measure explanations", options);
    using backend = await openBackend(options.backend, options);
    session.note(`backend      ${backend.description}`);
    const model = options.model === undefined
      ? await trainModel(options, backend, session)
      : await loadTrained(options.model, session);
    if (!model) return ExitCode.Interrupted;
    const mode = modeOf(model), names = options.recommender ?? MEASURABLE[mode];
    const unknown = names.find((name) => !MEASURABLE[mode].includes(name));
    if (unknown !== undefined) {
      throw new UsageError(
        `Cannot measure the explanations of '${unknown}' in ${mode} mode, expected one of ${
          MEASURABLE[mode].join(", ")
        }`,
      );
    }
    const tastes = await readTastes(options, model);
    if (!options.json) describeDataset(model.dataset).forEach(session.print);
    const { choice, others } = await trainOthers(model, options, backend, session);
    const results: ExplanationQuality[] = [];
    for (const name of names) {
      const made = (of: Model) => createRecommenders(of, [name], recommenderOptions(options))[0];
      const quality = await measureExplanations(model, made(model), {
        parts: options.measures,
        users: options.users,
        seed: options.seed,
        tastes,
        others: {
          decides: choice.decides,
          trained: others.map(({ seed, model }) => ({ seed, recommender: made(model) })),
        },
      }, session);
      results.push(quality);
      if (!options.json) describeQuality(quality).forEach(session.print);
    }
    if (options.json) {
      session.print(JSON.stringify({
        command: "explain-quality",
        version: 1,
        model: options.model ?? null,
        data: model.dataset.statistics,
        mode,
        backend: backend.description,
        settings: model.settings,
        recommenders: results,
      }));
    }
    return ExitCode.Done;
  },
};

function checkSource({ model, ratings, attributes, ...rest }: Options): void {
  if (model !== undefined) {
    return refuseOptions({ ratings, attributes, ...rest }, TRAINING_ONLY, "with --model");
  }
  if ((ratings === undefined) !== (attributes === undefined)) {
    throw new UsageError(
      "Cannot read the data: one of --ratings and --attributes is missing, expected both, or neither for the embedded data",
    );
  }
  if (ratings === undefined) refuseOptions(rest, DATA_ONLY, "without --ratings and --attributes");
}

/** The embedded data, or those that the options name. */
function dataOf({ ratings, attributes, minItemsPerAttribute, ...rest }: Options): DataOptions {
  return ratings === undefined || attributes === undefined
    ? { ...EMBEDDED_DATA, minItemsPerAttribute }
    : { ...rest, ratings, attributes, minItemsPerAttribute };
}

async function trainModel(
  options: Options,
  backend: Backend,
  session: Session,
): Promise<Model | undefined> {
  const [{ start }] = chooseTrainings(options);
  const data = await loadData(dataOf(options), session);
  describeDoubts(data).forEach(session.note);
  const { model, missing } = await start(data.join(data.interactions.ratings), backend, session);
  if (missing === undefined) return model;
  session.note(`Interrupted before anything could be measured: ${missing}`);
  return undefined;
}

async function loadTrained(folder: string, session: Session): Promise<Model> {
  const stored = await loadModel(folder);
  describeGaps(stored).forEach(session.note);
  return stored.model;
}

/** Planted tastes where there are any: those of the file that was named, or of the embedded data. */
async function readTastes(
  { planted, model: folder, ratings }: Options,
  { dataset }: Model,
): Promise<UserTaste[] | undefined> {
  if (planted === undefined && (folder !== undefined || ratings !== undefined)) return undefined;
  const tastes = await readPlantedTastes(dataset, planted);
  const known = tastes.flatMap(({ user, kind, attribute, weight }) =>
    attribute === undefined ? [] : [{ user, attribute, weight, isControl: kind === "control" }]
  );
  if (known.length > 0) return known;
  throw new UsageError(
    `Cannot use the planted tastes of ${
      planted ?? "the embedded data"
    }: 0 of ${tastes.length} are of a user and an attribute of the data, expected at least 1`,
  );
}

interface Others {
  readonly choice: SeedChoice;
  readonly others: readonly { readonly seed: number; readonly model: Model }[];
}

async function trainOthers(
  model: Model,
  { otherSeeds: count, measures }: Options,
  backend: Backend,
  session: Session,
): Promise<Others> {
  const isWanted = measures?.includes("stability") ?? true;
  const choice = otherSeeds(model, isWanted ? count : 0);
  const others = [];
  for (const seed of choice.seeds) {
    others.push({ seed, model: await trainWithSeed(model, seed, backend, session) });
  }
  return { choice, others };
}
