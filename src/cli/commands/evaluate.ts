import { evaluate, type Evaluation, judgesMany } from "../../evaluate/protocol.ts";
import { judgedUsers, relevantByDefault } from "../../evaluate/relevance.ts";
import { openBackend } from "../../model/backend.ts";
import { type Mode, MODES } from "../../model/model.ts";
import { foldInUsers } from "../../train/fold_in_users.ts";
import { createRecommenders, RECOMMENDERS } from "../../recommend/registry.ts";
import type { Recommender } from "../../recommend/recommender.ts";
import { UsageError } from "../../errors.ts";
import type { CommandDefinition } from "../command.ts";
import {
  addDataOptions,
  type DataOptions,
  describeDataset,
  describeDoubts,
  loadData,
} from "../data_options.ts";
import { prepare } from "../preparation.ts";
import { describeGraph, graphJson } from "../graph_lines.ts";
import { writeRuns, writeSplits } from "../evaluation_files.ts";
import { describeMisses, evaluationJson, evaluationTable } from "../evaluation_report.ts";
import { requireFolderOf } from "../files.ts";
import {
  addRecommenderOptions,
  type RecommenderFlags,
  recommenderOptions,
} from "../recommender_options.ts";
import { ExitCode } from "../session.ts";
import {
  addSplitOptions,
  checkSplitOptions,
  describeTest,
  prepareSplits,
  type SplitFlags,
} from "../split_options.ts";
import { overSplits } from "../split_runs.ts";
import { finiteNumber, someOf, wholeNumber, wholeNumbers } from "../values.ts";
import type { TrainingRun } from "../training_runs.ts";
import { addTrainingOptions, chooseTrainings, type TrainingFlags } from "../training_choice.ts";

interface Options extends DataOptions, TrainingFlags, RecommenderFlags, SplitFlags {
  readonly recommender?: readonly string[];
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
    "evaluate --ratings ratings.csv --attributes attributes.tsv --split temporal --min-rating 4 --core 5",
    "evaluate --ratings ratings.csv --attributes attributes.tsv --cold-users 0.25 --keep 2,5,10",
    "evaluate --mode shared --neurons both,attributes,fans --ratings u.data --attributes attributes.tsv",
  ],
  addOptions(command) {
    addRecommenderOptions(
      addTrainingOptions(addSplitOptions(addDataOptions(command)), true),
    )
      .option(
        "--recommender <names>",
        `default: all of the mode (${
          MODES.map((mode) => `${mode}: ${RECOMMENDERS[mode].join(", ")}`).join("; ")
        })`,
        someOf([...new Set(MODES.flatMap((mode) => RECOMMENDERS[mode]))]),
      )
      .option("--cutoffs <list>", "lengths of the lists that are judged", wholeNumbers, [5, 10])
      .option(
        "--relevant-from <rating>",
        "test ratings from here up are relevant (default: the upper quarter of the scale, 4 on 1 to 5)",
        finiteNumber,
      )
      .option("--seed <n>", "seed of the split and of the random recommender", wholeNumber(0), 42)
      .option("--run-out <file>", "write the lists as 'user Q0 item rank score tag'")
      .option("--split-out <folder>", "write the two parts as train.tsv and test.tsv")
      .option("--json", "print one JSON object");
  },
  async run(options: Options, session) {
    const names = recommendersOf(options.mode, options.recommender);
    const trainings = chooseTrainings(options);
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
    if (options.runOut !== undefined) await requireFolderOf(options.runOut);
    if (options.splitOut !== undefined) {
      await writeSplits(options.splitOut, interactions, prepared.wholeSplits);
    }
    using backend = await openBackend(options.backend, options);
    session.note(`backend      ${backend.description}`);
    const runs: TrainingRun[] = [];
    const results = await overSplits(prepared, async (split) => {
      const isFirst = split === first;
      const own = isFirst ? dataset : join(split.train);
      const judged = judgedUsers(split.test, relevantFrom);
      const evaluations: Evaluation[] = [];
      for (const { label, start } of trainings) {
        const run = await start(own, backend, session);
        if (run.missing !== undefined) {
          session.note(`Interrupted before anything could be evaluated: ${run.missing}`);
          return undefined;
        }
        // Baselines are the same whatever was trained.
        const some = evaluations.length === 0 ? names : names.filter((name) => name === names[0]);
        if (isFirst) runs.push(run);
        const asked = split.foldIn && await foldInUsers(run.model, split.foldIn, backend, session);
        for (
          const recommender of createRecommenders(
            run.model,
            some,
            recommenderOptions(options),
            asked,
          )
        ) {
          if (recommender.prepare && judgesMany(judged.length, split.train.rows)) {
            session.note(await prepare(recommender, backend.kind, options.threads, session));
          }
          const named = withLabel(recommender, recommender.name === names[0] ? label : undefined);
          evaluations.push(
            await evaluate(
              named,
              split,
              { cutoffs: options.cutoffs, relevantFrom, graph: own.graph },
              session,
            ),
          );
        }
      }
      return evaluations;
    });
    if (!results) return ExitCode.Interrupted;
    const { evaluations } = results;
    if (options.runOut !== undefined) {
      await writeRuns(options.runOut, results.separate, interactions);
    }
    const [{ model, summary }] = runs;
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
        mode: options.mode,
        settings: model.settings,
        ...summary,
        ...(runs.length > 1
          ? { runs: runs.map(({ model, summary }) => ({ settings: model.settings, ...summary })) }
          : {}),
        recommenders: evaluations.map(evaluationJson),
      }));
      return ExitCode.Done;
    }
    describeDataset(dataset).forEach(session.print);
    describeGraph(graph, read.links).forEach(session.print);
    prepared.lines.forEach(session.print);
    for (const { lines } of runs) lines.forEach(session.print);
    session.print(describeTest(prepared, relevantFrom, evaluations[0]));
    describeMisses(evaluations).forEach(session.print);
    for (const cutoff of [...new Set(options.cutoffs)].sort((a, b) => a - b)) {
      session.print("");
      evaluationTable(evaluations, cutoff).forEach(session.print);
    }
    return ExitCode.Done;
  },
};

/** The recommenders that were asked for; what explains the mode comes first. */
function recommendersOf(mode: Mode, asked: readonly string[] | undefined): readonly string[] {
  const known = RECOMMENDERS[mode];
  const unknown = asked?.find((name) => !known.includes(name));
  if (unknown === undefined) return asked ?? known;
  throw new UsageError(
    `Cannot evaluate: the recommender is '${unknown}', expected in ${mode} mode one of ${
      known.join(", ")
    }`,
  );
}

/** The same recommender, told from others of its name by a label in tables and file names. */
function withLabel(recommender: Recommender, label: string | undefined): Recommender {
  return label === undefined
    ? recommender
    : { ...recommender, name: `${recommender.name}-${label}` };
}
