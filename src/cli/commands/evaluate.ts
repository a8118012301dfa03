import { bootstrapInterval } from "../../evaluate/significance.ts";
import { evaluate, type Evaluation, findValue, judgesMany } from "../../evaluate/protocol.ts";
import { perUserHoldout, type Split } from "../../data/split.ts";
import { judgedUsers } from "../../evaluate/relevance.ts";
import type { Interactions } from "../../data/interactions.ts";
import { writeRatings } from "../../formats/rating_rows.ts";
import { type RunEntry, writeRun } from "../../formats/run_file.ts";
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
import { makeFolder, requireFolderOf, writeFile } from "../files.ts";
import {
  addRecommenderOptions,
  type RecommenderFlags,
  recommenderOptions,
} from "../recommender_options.ts";
import { ExitCode } from "../session.ts";
import { table } from "../table.ts";
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

/** Metrics of the table, with their short names; `--json` has all. */
const COLUMNS: readonly (readonly [name: string, short: string])[] = [
  ["precision", "P"],
  ["recall", "R"],
  ["f1", "F1"],
  ["ndcg", "nDCG"],
  ["mrr", "MRR"],
  ["hit-rate", "hit"],
  ["item-coverage", "items"],
  ["gini-evenness", "1-Gini"],
];

/**
 * A table of recommenders at one cutoff, with a 95 % bootstrap interval of nDCG.
 *
 * @param evaluations One per recommender.
 * @param cutoff The cutoff k.
 * @returns The lines.
 */
export function evaluationTable(evaluations: readonly Evaluation[], cutoff: number): string[] {
  return table(
    [`@${cutoff}`, ...COLUMNS.map(([, short]) => short), "nDCG 95 %"],
    evaluations.map((evaluation) => [
      evaluation.recommender,
      ...COLUMNS.map(([name]) => {
        const { value } = findValue(evaluation, name, cutoff);
        return name === "item-coverage" ? String(value) : value.toFixed(3);
      }),
      interval(evaluation, cutoff),
    ]),
  );
}

function interval(evaluation: Evaluation, cutoff: number): string {
  const { low, high } = bootstrapInterval(findValue(evaluation, "ndcg", cutoff).ofUsers!);
  return `${low.toFixed(3)}-${high.toFixed(3)}`;
}

function evaluationJson(evaluation: Evaluation) {
  const metrics: Record<string, Record<string, number>> = {};
  for (const { metric, cutoff, value } of evaluation.values) {
    (metrics[metric] ??= {})[cutoff] = value;
  }
  return {
    recommender: evaluation.recommender,
    users: evaluation.users.length,
    usersWithoutRelevant: evaluation.usersWithoutRelevant,
    usersWithoutScores: evaluation.usersWithoutScores,
    catalogue: evaluation.catalogue,
    metrics,
  };
}

function defaultThreshold({ scale }: Interactions): number | "all" {
  return scale === "implicit" ? "all" : scale.max - (scale.max - scale.min) / 4;
}

/**
 * Writes a split as `train.tsv` and `test.tsv`.
 *
 * @param folder Where; made if need be.
 * @param interactions Ids of users and items.
 * @param split The two parts.
 */
export async function writeSplit(
  folder: string,
  { users, items }: Interactions,
  split: Split,
): Promise<void> {
  await makeFolder(folder);
  for (const part of ["train", "test"] as const) {
    await writeFile(`${folder}/${part}.tsv`, writeRatings({ users, items, ratings: split[part] }));
  }
}

/**
 * Writes ranked lists: one file for one recommender; for several, the name goes before the extension.
 *
 * @param path Where.
 * @param evaluations The lists of each recommender.
 * @param interactions Ids of users and items.
 */
export async function writeRuns(
  path: string,
  evaluations: readonly Evaluation[],
  interactions: Interactions,
): Promise<void> {
  for (const evaluation of evaluations) {
    const dot = path.lastIndexOf(".") > path.lastIndexOf("/") ? path.lastIndexOf(".") : path.length;
    const file = evaluations.length === 1
      ? path
      : `${path.slice(0, dot)}.${evaluation.recommender}${path.slice(dot)}`;
    const entries = runEntries(evaluation, interactions);
    await writeFile(file, writeRun({ tag: evaluation.recommender, entries }));
  }
}

function* runEntries(
  { users, lists }: Evaluation,
  interactions: Interactions,
): Generator<RunEntry, void> {
  for (let row = 0; row < users.length; row++) {
    const user = interactions.users.ids[users[row]];
    const { items, scores } = lists[row];
    for (let k = 0; k < items.length; k++) {
      yield { user, item: interactions.items.ids[items[k]], rank: k + 1, score: scores[k] };
    }
  }
}
