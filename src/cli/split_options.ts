import type { Command } from "npm:commander@15.1.0";
import type { Interactions } from "../data/interactions.ts";
import type { Split } from "../data/split.ts";
import {
  findSplit,
  type LabelledSplit,
  SPLIT_NAMES,
  type SplitName,
  splitRatings,
  SPLITS,
} from "../data/split/registry.ts";
import { timeOfShare } from "../data/split/timestamp_split.ts";
import { UsageError } from "../errors.ts";
import type { Evaluation } from "../evaluate/protocol.ts";
import type { RelevantFrom } from "../evaluate/relevance.ts";
import { parseTime } from "../formats/time.ts";
import type { LoadedData } from "./data_options.ts";
import {
  addFilterOptions,
  applyFilters,
  type FilterFlags,
  filterRefusal,
} from "./filter_options.ts";
import { finiteNumber, oneOf, ValueError, wholeNumber, wholeNumbers } from "./values.ts";

/** What `addSplitOptions` makes of the command line. */
export interface SplitFlags extends FilterFlags {
  readonly test?: string;
  readonly validation?: string;
  readonly split?: SplitName;
  readonly testRatio?: number;
  readonly at?: number;
  readonly folds?: number;
  readonly coldUsers?: number;
  readonly keep?: readonly number[];
  readonly testUsers?: number;
  readonly validationUsers?: number;
  readonly judgeOn?: "test" | "validation";
  readonly seed: number;
}

/**
 * Adds the options that say which ratings are learned from and which are judged by.
 *
 * @param command The command.
 * @returns The same command.
 */
export function addSplitOptions(command: Command): Command {
  return addFilterOptions(command)
    .option("--test <file>", "test ratings (default: hold out a part of the ratings)")
    .option(
      "--validation <file>",
      "ratings to choose settings by, beside --test; where that is judged they are no candidates",
    )
    .option(
      "--split <name>",
      `what is held out: ${
        SPLIT_NAMES.map((name) => `${name} (${SPLITS[name].description})`).join("; ")
      }; default: holdout, or what another option speaks of`,
      oneOf(SPLIT_NAMES),
    )
    .option("--test-ratio <r>", "share of the ratings held out (default: 0.2)", finiteNumber)
    .option(
      "--at <time>",
      "hold out ratings from this Unix time or UTC date on (default: the time that holds --test-ratio out)",
      moment,
    )
    .option("--folds <k>", "number of folds (default: 5)", wholeNumber(2))
    .option("--cold-users <share>", "share of the users made cold (default: 0.25)", finiteNumber)
    .option(
      "--keep <list>",
      "numbers of ratings that cold users keep (default: 2,5,10)",
      wholeNumbers,
    )
    .option(
      "--test-users <share>",
      "strong: share of users who are judged (default: 0.1)",
      finiteNumber,
    )
    .option(
      "--validation-users <share>",
      "strong: share of users to choose settings by (default: 0.1)",
      finiteNumber,
    )
    .option(
      "--judge-on <part>",
      "test or validation (default: test)",
      oneOf(["test", "validation"]),
    );
}

function moment(text: string): number {
  const time = parseTime(text);
  if (time !== undefined) return time;
  throw new ValueError("a Unix time or a date such as 2000-12-01 or 2000-12-01T09:00");
}

/** Ratings ready to be learned from and judged by. */
export interface PreparedSplits {
  /** The data after filters. */
  readonly data: Pick<LoadedData, "interactions" | "join">;
  /** One split, or several with labels; `test` is the part to judge by, whichever was asked for. */
  readonly splits: readonly LabelledSplit[];
  /** The same splits with every part by its own name, to be written. */
  readonly wholeSplits: readonly LabelledSplit[];
  /** Whether the splits are parts of one evaluation. */
  readonly pooled: boolean;
  /** What was done, for people. */
  readonly lines: readonly string[];
  /** The same for `--json`. */
  readonly json: {
    readonly method: string;
    readonly at: number | null;
    readonly ratio: number | null;
    readonly trainRatings: number;
    readonly testRatings: number;
    readonly filters: readonly object[];
    readonly judgedOn: "test" | "validation";
    readonly parts: readonly object[];
  };
}

/**
 * Refuses options that have no meaning together, before any data are read.
 *
 * @param options The command line.
 * @throws {UsageError} Where an option has no meaning beside another.
 */
export function checkSplitOptions(options: SplitFlags): void {
  if (options.validation !== undefined && options.test === undefined) {
    refuse("--validation is set and --test is not", "both files");
  }
  if (options.test !== undefined) {
    const used = usedOptions(options)[0] ?? (options.split && "--split") ?? filterRefusal(options);
    if (used) refuse(`${used} is set beside --test`, "no other split or filter than the files'");
    return;
  }
  if (options.at !== undefined && options.testRatio !== undefined) {
    refuse("--at and --test-ratio are set", "one of them");
  }
  const name = splitName(options);
  const { uses } = findSplit(name);
  const stray = usedOptions(options).find((flag) => !uses.some((use) => FLAGS[use] === flag));
  if (stray) refuse(`${stray} is set`, `none for the split '${name}'`);
}

/** The flag of each option of a split. */
const FLAGS = {
  ratio: "--test-ratio",
  at: "--at",
  folds: "--folds",
  testUsers: "--test-users",
  validationUsers: "--validation-users",
  coldUsers: "--cold-users",
  keep: "--keep",
} as const;

function usedOptions(options: SplitFlags): string[] {
  return Object.entries(optionsOf(options))
    .filter(([, value]) => value !== undefined)
    .map(([option]) => FLAGS[option as keyof typeof FLAGS]);
}

function optionsOf(
  { testRatio, at, folds, testUsers, validationUsers, coldUsers, keep }: SplitFlags,
) {
  return { ratio: testRatio, at, folds, testUsers, validationUsers, coldUsers, keep };
}

/** The split asked for, by name or by an option that only one split has. */
function splitName(options: SplitFlags): SplitName {
  if (options.split) return options.split;
  if (options.coldUsers !== undefined || options.keep) return "cold-users";
  if (options.testUsers !== undefined || options.validationUsers !== undefined) return "strong";
  if (options.folds !== undefined) return "folds";
  return options.at === undefined ? "holdout" : "timestamp";
}

/**
 * Filters and splits what was read.
 *
 * @param options The command line, checked.
 * @param read The data.
 * @returns The splits, and the data they are of.
 * @throws {UsageError} Where nothing is left, or the part to judge on is missing.
 */
export function prepareSplits(options: SplitFlags, read: LoadedData): PreparedSplits {
  const { interactions, lines, json } = applyFilters(options, read.interactions);
  const method = options.test === undefined ? splitName(options) : "files";
  const at = method === "timestamp"
    ? options.at ?? timeOfShare(interactions, options.testRatio ?? 0.2)
    : undefined;
  const told = at === undefined ? optionsOf(options) : { at };
  const all = options.test === undefined
    ? splitRatings(interactions, method, { ...told, seed: options.seed })
    : [{ split: { train: read.parts[0], test: read.parts[1], validation: read.parts[2] } }];
  const pooled = options.test === undefined && findSplit(method).pooled === true;
  const hasRatio = options.test === undefined && options.at === undefined &&
    findSplit(method).uses.includes("ratio");
  const judgedOn = options.judgeOn ?? "test";
  const splits = judgedOn === "test" ? all : all.map(({ label, split }) => ({
    label,
    split: judgeOnValidation(split),
  }));
  return {
    data: {
      interactions,
      join: (ratings) => read.join(ratings, interactions),
    },
    splits,
    wholeSplits: all,
    pooled,
    lines: [
      ...lines,
      ...describeSplit(at === undefined ? method : `timestamp ${at}`, splits, interactions),
    ],
    json: {
      method,
      at: at ?? null,
      ratio: hasRatio ? options.testRatio ?? 0.2 : null,
      trainRatings: splits[0].split.train.values.length,
      testRatings: splits[0].split.test.values.length,
      filters: json,
      judgedOn,
      parts: splits.map(({ label, split }) => ({
        label: label ?? null,
        trainRatings: split.train.values.length,
        testRatings: split.test.values.length,
        foldInRatings: split.foldIn?.values.length ?? null,
      })),
    },
  };
}

function judgeOnValidation({ validation, ...split }: Split): Split {
  if (validation) return { ...split, test: validation };
  return refuse("--judge-on is validation", "a split with such a part: strong, or --validation");
}

function describeSplit(
  method: string,
  splits: readonly LabelledSplit[],
  { ratings }: Interactions,
): string[] {
  if (method === "files" || method === "holdout") return [];
  const count = (n: number) => n.toLocaleString("en-US");
  return splits.map(({ label, split: { train, test, foldIn } }) =>
    `split        ${label ?? method}: ${count(train.values.length)} of ${
      count(ratings.values.length)
    } ratings to train on, ` +
    (foldIn ? `${count(foldIn.values.length)} folded in, ` : "") +
    `${count(test.values.length)} to judge by`
  );
}

/**
 * What the numbers of a table are means over.
 *
 * @param prepared The splits.
 * @param relevantFrom Which test ratings are relevant.
 * @param evaluation One of the table's.
 * @returns A line for people.
 */
export function describeTest(
  { splits, pooled, json: { judgedOn } }: PreparedSplits,
  relevantFrom: RelevantFrom,
  { users }: Evaluation,
): string {
  const count = (n: number) => n.toLocaleString("en-US");
  const ratings = splits.reduce((sum, { split }) => sum + split.test.values.length, 0);
  return `${judgedOn.padEnd(13)}${count(ratings)} ratings` +
    (splits.length > 1 ? ` in ${splits.length} splits` : "") + ", relevant " +
    (relevantFrom === "all" ? "all" : `from ${relevantFrom}`) +
    `; means over ${count(users.length)} users with a relevant test item` +
    (pooled ? ", of each user's own mean over folds" : "");
}

function refuse(problem: string, expected: string): never {
  throw new UsageError(`Cannot split the ratings: ${problem}, expected ${expected}`);
}
