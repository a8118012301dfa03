import type { Interactions } from "../../data/interactions.ts";
import { perUserHoldout, type Split } from "../../data/split.ts";
import { UsageError } from "../../errors.ts";
import { judgedUsers, relevantByDefault } from "../../evaluate/relevance.ts";
import { dataDigest } from "../../evaluate/tuning/data_digest.ts";
import { openBackend } from "../../model/backend.ts";
import type { CommandDefinition } from "../command.ts";
import { modeOfRecommender } from "../comparison_options.ts";
import { addDataOptions, loadData } from "../data_options.ts";
import { describeDataset, describeDoubts } from "../describe_data.ts";
import { requireFolderOf } from "../files.ts";
import { describeGraph } from "../graph_lines.ts";
import { ExitCode } from "../session.ts";
import {
  addSplitOptions,
  checkSplitOptions,
  prepareSplits,
  type SplitFlags,
} from "../split_options.ts";
import { describeUnused } from "../training_choice.ts";
import { openTuningLog } from "../tuning_log.ts";
import {
  addSettingOptions,
  fixedSettings,
  type SettingOptions,
  TUNABLE,
} from "../tuning_options.ts";
import {
  METHODS,
  planTuning,
  type SearchFlags,
  tunedMetric,
  type TuningPlan,
} from "../tuning_plan.ts";
import { describeSearch, describeTuning, tuningJson } from "../tuning_report.ts";
import { runTuning } from "../tuning_run.ts";
import { finiteNumber, oneOf, wholeNumber } from "../values.ts";

type Options = SettingOptions & SplitFlags & SearchFlags & {
  readonly relevantFrom?: number;
  readonly log: string;
  readonly json?: boolean;
};

/** Share of each user's training ratings that settings are chosen by. */
const VALIDATION_RATIO = 0.2;

/** `tune`: search for the options of a recommender on a part of the training ratings. */
export const tuneCommand: CommandDefinition = {
  name: "tune",
  summary:
    "Choose options of a recommender by a part of the training ratings, and judge the choice once on the test part",
  examples: [
    'tune --ratings u.data --attributes attributes.tsv --search "neighbours=10,20,40,80" --search "learning-rate=0.01:1:log" --log tune.tsv',
    'tune --ratings u1.base --test u1.test --attributes attributes.tsv --recommender ease --search "ease-lambda=10:3000:log" --trials 12 --log ease.tsv',
    'tune --ratings u.data --attributes attributes.tsv --recommender profile-knn --search "learning-rate=0.01:1:log" --method halving --trials 27 --log halving.tsv',
    'tune --ratings u.data --attributes attributes.tsv --recommender reconstruction --search "fans=20:200:log:int" --search "min-items-per-attribute=2,5,10" --log shared.tsv',
  ],
  addOptions(command) {
    addSettingOptions(addSplitOptions(addDataOptions(command)))
      .option("--recommender <name>", `one of ${TUNABLE.join(", ")}`, oneOf(TUNABLE), TUNABLE[0])
      .requiredOption(
        "--search <option=values>",
        "an option by its name without dashes, and its values: name=a,b,c, or a range name=low:high, drawn evenly, with :log by factors, " +
          "with :int whole; true and false for an option without a value. May be repeated; where the option is given by itself too, these values count",
        (text: string, before: readonly string[] = []) => [...before, text],
      )
      .option("--trials <n>", "settings to draw, no two alike", wholeNumber(1), 20)
      .option(
        "--method <name>",
        "random: every setting is judged in full. halving: all begin with little, and from round to round the best 1/eta go on with eta times as much. " +
          "Where a network is trained by gradient descent that is of its epochs, up to --epochs, each round trained from the start, so that " +
          "a value is what evaluate would find after so many; elsewhere it is of the users who are judged",
        oneOf(METHODS),
        "random",
      )
      .option("--eta <n>", "halving: one of so many goes on", finiteNumber, 3)
      .addOption(
        command.createOption(
          "--metric <name@k>",
          "what is to be as great as possible on the validation part: a fifth of each user's training ratings, " +
            "or the part that the split or --validation has for it",
        ).argParser(tunedMetric).default(tunedMetric("ndcg@10"), "ndcg@10"),
      )
      .option(
        "--relevant-from <rating>",
        "ratings from here up are relevant (default: the upper quarter of the scale, 4 on 1 to 5)",
        finiteNumber,
      )
      .option(
        "--seed <n>",
        "seed of the split, of the validation part and of what is drawn",
        wholeNumber(0),
        42,
      )
      .requiredOption(
        "--log <file>",
        "table of the results, a line as each is finished; the same command goes on with it",
      )
      .option("--json", "print one JSON object");
  },
  async run(options: Options, session) {
    const plan = await planTuning(options);
    checkSplitOptions(options);
    if (modeOfRecommender(options.recommender) === undefined) {
      describeUnused({ ...options, mode: "personal" }).forEach(session.note);
    }
    if (options.judgeOn !== undefined) refuseSplit("--judge-on is set", "no such option");
    await requireFolderOf(options.log);
    const read = await loadData(options, session, options.test, options.validation);
    describeDoubts(read).forEach(session.note);
    const prepared = prepareSplits(options, read);
    const { interactions } = prepared.data, [{ split }] = prepared.splits;
    if (prepared.splits.length > 1) {
      refuseSplit(`there are ${prepared.splits.length} splits`, "one that settings are chosen for");
    }
    const relevantFrom = options.relevantFrom ?? relevantByDefault(interactions.scale);
    const validation = validationSplit(split, interactions, options.seed);
    const users = judgedUsers(validation.test, relevantFrom).length;
    judgedUsers(split.test, relevantFrom);
    const dataset = prepared.data.join(split.train);
    const all = read.join(split.train, interactions, {
      minItemsPerAttribute: 1,
      maxItemsPerAttribute: undefined,
    });
    using log = openTuningLog(options.log, {
      about: {
        ...describeQuestion(options, plan),
        "relevance from": String(relevantFrom),
        data: await dataDigest(all, split),
      },
      options: plan.dimensions.map(({ name }) => name),
      metric: options.metric.name,
    });
    using backend = await openBackend(options.backend, options);
    session.note(`backend      ${backend.description}`);
    const data = { recommender: options.recommender, read, interactions, relevantFrom, backend };
    const findings = await runTuning(plan, options, { ...data, split, validation }, log, session);
    if (!findings) return ExitCode.Interrupted;
    if (options.json) {
      session.print(JSON.stringify({
        command: "tune",
        version: 1,
        data: dataset.statistics,
        split: {
          test: options.test ?? null,
          ...prepared.json,
          relevantFrom,
          validationRatings: validation.test.values.length,
          validationUsers: users,
        },
        backend: backend.description,
        ...tuningJson(findings),
      }));
    } else {
      const count = (n: number) => n.toLocaleString("en-US");
      describeDataset(dataset).forEach(session.print);
      describeGraph(read.reportOf(dataset), read.links).forEach(session.print);
      prepared.lines.forEach(session.print);
      describeSearch(plan, options).forEach(session.print);
      session.print(
        `validation   ${count(validation.test.values.length)} ratings, ` +
          (split.validation ? "" : `a fifth of each user's training ratings, `) +
          `means over ${count(users)} users with a relevant one`,
      );
      describeTuning(findings).forEach(session.print);
    }
    return ExitCode.Done;
  },
};

/** What settings are learned from and judged by while they are chosen; the test part is not in it. */
function validationSplit(split: Split, { users }: Interactions, seed: number): Split {
  const { train, validation, foldIn } = split;
  if (validation) return { train, test: validation, foldIn };
  return perUserHoldout(train, users, { ratio: VALIDATION_RATIO, seed, stream: "validation" });
}

/** Everything but the data that a result depends on, in words. */
function describeQuestion(options: Options, plan: TuningPlan): Record<string, string> {
  const searched = plan.dimensions.map(({ name }) => name);
  const { recommender, method, eta, trials, seed } = options;
  return {
    recommender,
    method: method === "random" ? method : `${method} of ${trials} trials by ${eta}`,
    search: options.search.join(" "),
    seed: String(seed),
    "other options": fixedSettings(recommender, options, searched),
  };
}

function refuseSplit(problem: string, expected: string): never {
  throw new UsageError(`Cannot tune: ${problem}, expected ${expected}`);
}
