import { judgedUsers, relevantByDefault } from "../../evaluate/relevance.ts";
import { UsageError } from "../../errors.ts";
import { openBackend } from "../../model/backend.ts";
import type { Mode } from "../../model/model.ts";
import { RECOMMENDERS } from "../../recommend/registry.ts";
import type { CommandDefinition } from "../command.ts";
import {
  addComparisonOptions,
  baselineOptions,
  type ComparisonFlags,
  modeOfRecommender,
} from "../comparison_options.ts";
import { compareRows } from "../comparison_findings.ts";
import type { ComparisonPlan } from "../comparison_plan.ts";
import { knowsAttributes, runComparison } from "../comparison_run.ts";
import { compareOverSplits } from "../comparison_splits.ts";
import {
  addCompletionOptions,
  checkCompletion,
  type CompletionFlags,
  completionJson,
  learnCompletion,
} from "../completion_options.ts";
import { addDataOptions, type DataOptions, loadData } from "../data_options.ts";
import { describeDataset, describeDoubts } from "../describe_data.ts";
import { writeRuns, writeSplits, writeUserValues } from "../evaluation_files.ts";
import { findingsJson, networksJson } from "../evaluation_json.ts";
import { describeFindings, describeMisses, describeNetwork } from "../evaluation_report.ts";
import { loadRuns } from "../external_runs.ts";
import { describeGraph, graphJson } from "../graph_lines.ts";
import { requireFolderOf } from "../files.ts";
import {
  addRecommenderOptions,
  type RecommenderFlags,
  recommenderOptions,
  viewedModel,
} from "../recommender_options.ts";
import { ExitCode } from "../session.ts";
import {
  addSplitOptions,
  checkSplitOptions,
  describeTest,
  prepareSplits,
  type SplitFlags,
} from "../split_options.ts";
import {
  addTrainingOptions,
  chooseTrainingsOf,
  describeUnused,
  type TrainingFlags,
} from "../training_choice.ts";
import { finiteNumber, wholeNumber, wholeNumbers } from "../values.ts";

interface Options
  extends
    DataOptions,
    TrainingFlags,
    RecommenderFlags,
    SplitFlags,
    ComparisonFlags,
    CompletionFlags {
  readonly cutoffs: readonly number[];
  readonly relevantFrom?: number;
  readonly seed: number;
  readonly runOut?: string;
  readonly splitOut?: string;
  readonly json?: boolean;
}

/** `evaluate`: how good are the recommendations on held-out ratings. */
export const evaluateCommand: CommandDefinition = {
  name: "evaluate",
  summary: "Hold ratings out, train on the rest, and compare recommenders on them",
  examples: [
    "evaluate --ratings u1.base --test u1.test --attributes attributes.tsv.gz --relevant-from 4",
    "evaluate --ratings ratings.csv --attributes attributes.tsv --cutoffs 5,10,20 --seed 7 --json",
    "evaluate --ratings u.data --attributes attributes.tsv --recommender profile-knn --run-out knn.run",
    "evaluate --ratings u.data --attributes attributes.tsv --recommender all --shuffle-attributes 1,2,3",
    "evaluate --ratings u1.base --test u1.test --attributes attributes.tsv --recommender ease,reconstruction --run other.run",
    "evaluate --ratings ratings.csv --attributes attributes.tsv --split temporal --min-rating 4 --core 5",
    "evaluate --ratings ratings.csv --attributes attributes.tsv --cold-users 0.25 --keep 2,5,10",
    "evaluate --ratings u.data --attributes attributes.tsv --recommender profile-knn --completion sane",
    "evaluate --mode shared --neurons both,attributes,fans --ratings u.data --attributes attributes.tsv",
  ],
  addOptions(command) {
    const withData = addSplitOptions(addDataOptions(command));
    addComparisonOptions(addRecommenderOptions(addTrainingOptions(withData, true)))
      .option(
        "--seed <n>",
        "seed of the split, of a completion and of the random recommender",
        wholeNumber(0),
        42,
      );
    addCompletionOptions(command)
      .option("--cutoffs <list>", "lengths of the lists that are judged", wholeNumbers, [5, 10])
      .option(
        "--relevant-from <rating>",
        "test ratings from here up are relevant (default: the upper quarter of the scale, 4 on 1 to 5)",
        finiteNumber,
      )
      .option("--run-out <file>", "write the lists as 'user Q0 item rank score tag'")
      .option("--split-out <folder>", "write the two parts as train.tsv and test.tsv")
      .option("--json", "print one JSON object");
  },
  async run(options: Options, session) {
    const names = options.recommender ?? RECOMMENDERS[options.mode];
    const modes = new Set(names.map(modeOfRecommender).filter((mode): mode is Mode => !!mode));
    const trainings = chooseTrainingsOf(options, modes);
    checkCompletion(options, modes.has("personal") ? "personal" : options.mode, names);
    const seeds = [...new Set(options.shuffleAttributes ?? [])];
    checkShuffles(seeds, names, trainings);
    if (modes.size === 0) describeUnused(options).forEach(session.note);
    checkSplitOptions(options);
    const read = await loadData(options, session, options.test, options.validation);
    describeDoubts(read).forEach(session.note);
    const prepared = prepareSplits(options, read);
    const { data: { interactions, join }, splits } = prepared;
    const relevantFrom = options.relevantFrom ?? relevantByDefault(interactions.scale);
    const [{ split: first }] = splits;
    const dataset = join(first.train);
    const graph = read.reportOf(dataset);
    // What would stop the evaluation must not be found out after the training.
    for (const { split } of splits) judgedUsers(split.test, relevantFrom);
    for (const file of [options.runOut, options.perUser]) {
      if (file !== undefined) await requireFolderOf(file);
    }
    checkRuns(options.run, splits.length);
    const runs = await loadRuns(options.run ?? [], names, interactions, first, session);
    if (options.splitOut !== undefined) {
      await writeSplits(options.splitOut, interactions, prepared.wholeSplits);
    }
    using backend = await openBackend(options.backend, options);
    session.note(`backend      ${backend.description}`);
    const recommending = recommenderOptions(options);
    const cutoffs = [...new Set(options.cutoffs)].sort((a, b) => a - b);
    const found = await compareOverSplits(prepared, (split) =>
      runComparison({
        ...{ names, trainings, seeds, runs, split, backend },
        dataset: split === first ? dataset : join(split.train),
        judged: judgedUsers(split.test, relevantFrom).length,
        judging: { cutoffs, relevantFrom },
        profiles: recommending,
        view: (model) => viewedModel(model, options),
        complete: options.completion === "off"
          ? undefined
          : (model) => learnCompletion(options, model, recommending.profile, backend.kind, session),
        baselines: baselineOptions(options),
        threads: options.threads,
      }, session));
    const { tables, separate, networks, interrupted, failure } = found;
    const rows = tables.flatMap((table) => table.rows);
    if (rows.length === 0) {
      if (failure !== undefined) throw failure;
      session.note(`Interrupted before anything could be evaluated: ${interrupted}`);
      return ExitCode.Interrupted;
    }
    if (options.runOut !== undefined) await writeRuns(options.runOut, separate, interactions);
    if (options.perUser !== undefined) {
      await writeUserValues(options.perUser, separate, interactions);
    }
    if (interrupted !== undefined) {
      const what = failure === undefined ? "Interrupted" : "Failed";
      session.note(`${what}; finished rows: ${rows.length}; ${interrupted}`);
    }
    const compared = {
      metric: options.mainMetric,
      cutoff: cutoffs[cutoffs.length - 1],
      test: options.pairedTest,
    };
    const completion = rows.find((row) => row.completion)?.completion;
    const findings = tables.map((table) => compareRows(table.rows, compared));
    if (options.json) {
      session.print(JSON.stringify({
        command: "evaluate",
        version: 1,
        data: dataset.statistics,
        graph: graphJson(graph),
        split: {
          test: options.test ?? null,
          seed: options.seed,
          ...prepared.json,
          relevantFrom,
        },
        backend: backend.description,
        ...networksJson(networks),
        ...findingsJson(findings, compared),
        ...(completion ? { completion: completionJson(completion) } : {}),
        interrupted: interrupted ?? null,
      }));
    } else {
      describeDataset(dataset).forEach(session.print);
      describeGraph(graph, read.links).forEach(session.print);
      prepared.lines.forEach(session.print);
      networks.flatMap(describeNetwork).forEach(session.print);
      session.print(describeTest(prepared, relevantFrom, rows[0].evaluation));
      describeMisses(rows).forEach(session.print);
      describeFindings(rows, findings, cutoffs).forEach(session.print);
    }
    // What was finished has been printed.
    if (failure !== undefined) throw failure;
    return interrupted === undefined ? ExitCode.Done : ExitCode.Interrupted;
  },
};

function checkRuns(runs: readonly string[] | undefined, splits: number): void {
  if (runs === undefined || splits === 1) return;
  throw new UsageError(
    `Cannot judge the run ${
      runs[0]
    }: there are ${splits} splits, expected the one that it was made for`,
  );
}

function checkShuffles(
  seeds: readonly number[],
  names: readonly string[],
  trainings: ComparisonPlan["trainings"],
): void {
  if (seeds.length === 0 || names.some((name) => knowsAttributes(name, { trainings }))) return;
  throw new UsageError(
    `Cannot shuffle attributes: none of ${
      names.join(", ")
    } knows any, expected a recommender that does`,
  );
}
