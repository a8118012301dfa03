import { evaluate, type Evaluation, judgesMany } from "../../evaluate/protocol.ts";
import { perUserHoldout, type Split } from "../../data/split.ts";
import { judgedUsers } from "../../evaluate/relevance.ts";
import type { Interactions } from "../../data/interactions.ts";
import { openBackend } from "../../model/backend.ts";
import { isComplete } from "../../model/checkpoint.ts";
import { createRecommenders, RECOMMENDERS } from "../../recommend/registry.ts";
import { trainPersonal } from "../../train/personal.ts";
import type { CommandDefinition } from "../command.ts";
import {
  addDataOptions,
  type DataOptions,
  describeDataset,
  describeDoubts,
  loadData,
} from "../data_options.ts";
import { describeTraining, summarise } from "../describe.ts";
import { prepare } from "../preparation.ts";
import { writeRuns, writeSplit } from "../evaluation_files.ts";
import { evaluationJson, evaluationTable } from "../evaluation_report.ts";
import { requireFolderOf } from "../files.ts";
import {
  addRecommenderOptions,
  type RecommenderFlags,
  recommenderOptions,
} from "../recommender_options.ts";
import { ExitCode } from "../session.ts";
import { addTrainingOptions, settingsOf, type TrainingOptions } from "../training_options.ts";
import { finiteNumber, someOf, wholeNumber, wholeNumbers } from "../values.ts";

interface Options extends DataOptions, TrainingOptions, RecommenderFlags {
  readonly test?: string;
  readonly testRatio: number;
  readonly recommender: readonly string[];
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
  ],
  addOptions(command) {
    addRecommenderOptions(addTrainingOptions(addDataOptions(command)))
      .option("--test <file>", "test ratings (default: hold out a part of each user's ratings)")
      .option("--test-ratio <r>", "share of each user's ratings held out", finiteNumber, 0.2)
      .option(
        "--recommender <names>",
        `one or more of ${RECOMMENDERS.join(", ")}`,
        someOf(RECOMMENDERS),
        [...RECOMMENDERS],
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
    const data = await loadData(options, session.signal, options.test);
    const { interactions } = data;
    describeDoubts(data).forEach(session.note);
    const split: Split = options.test === undefined
      ? perUserHoldout(interactions.ratings, interactions.users, {
        ratio: options.testRatio,
        seed: options.seed,
      })
      : { train: data.parts[0], test: data.parts[1] };
    const relevantFrom = options.relevantFrom ?? defaultThreshold(interactions);
    const dataset = data.join(split.train);
    // What would stop the evaluation must not be found out after the training.
    const judged = judgedUsers(split.test, relevantFrom);
    if (options.runOut !== undefined) await requireFolderOf(options.runOut);
    if (options.splitOut !== undefined) await writeSplit(options.splitOut, interactions, split);
    using backend = await openBackend(options.backend, options);
    session.note(`backend      ${backend.description}`);
    const model = await trainPersonal(dataset, settingsOf(options), backend, session);
    if (!isComplete(model)) {
      session.note("Interrupted before anything could be evaluated");
      return ExitCode.Interrupted;
    }
    const evaluations: Evaluation[] = [];
    for (
      const recommender of createRecommenders(
        model,
        options.recommender,
        recommenderOptions(options),
      )
    ) {
      if (recommender.prepare && judgesMany(judged.length, split.train.rows)) {
        session.note(await prepare(recommender, backend.kind, options.threads, session));
      }
      evaluations.push(
        await evaluate(recommender, split, { cutoffs: options.cutoffs, relevantFrom }, session),
      );
    }
    if (options.runOut !== undefined) await writeRuns(options.runOut, evaluations, interactions);
    const summary = summarise(model);
    if (options.json) {
      session.print(JSON.stringify({
        command: "evaluate",
        version: 1,
        data: dataset.statistics,
        split: {
          test: options.test ?? null,
          ratio: options.test === undefined ? options.testRatio : null,
          seed: options.seed,
          trainRatings: split.train.indices.length,
          testRatings: split.test.indices.length,
          relevantFrom,
        },
        backend: backend.description,
        settings: model.settings,
        ...summary,
        recommenders: evaluations.map(evaluationJson),
      }));
      return ExitCode.Done;
    }
    describeDataset(dataset).forEach(session.print);
    describeTraining(summary).forEach(session.print);
    session.print(
      `test         ${split.test.indices.length.toLocaleString("en-US")} ratings, relevant ` +
        (relevantFrom === "all" ? "all" : `from ${relevantFrom}`) +
        `; means over ${
          evaluations[0].users.length.toLocaleString("en-US")
        } users with a relevant test item`,
    );
    for (const cutoff of [...new Set(options.cutoffs)].sort((a, b) => a - b)) {
      session.print("");
      evaluationTable(evaluations, cutoff).forEach(session.print);
    }
    return ExitCode.Done;
  },
};

function defaultThreshold({ scale }: Interactions): number | "all" {
  return scale === "implicit" ? "all" : scale.max - (scale.max - scale.min) / 4;
}
