import type { Command } from "npm:commander@15.1.0";
import { PAIRED_TESTS, type PairedTestName } from "../evaluate/comparison.ts";
import { metrics } from "../metrics/registry.ts";
import { type Mode, MODES } from "../model/model.ts";
import { BASELINE_INPUTS, type BaselineInput } from "../recommend/baseline_input.ts";
import { type BaselineOptions, BASELINES } from "../recommend/baseline_registry.ts";
import { RECOMMENDERS } from "../recommend/registry.ts";
import {
  finiteNumber,
  oneOf,
  someOf,
  ValueError,
  wholeNumber,
  wholeNumbersFrom,
} from "./values.ts";

/** What `addBaselineOptions` makes of the command line. */
export interface BaselineFlags {
  readonly baselineInput?: BaselineInput;
  readonly itemNeighbours?: number;
  readonly shrinkage?: number;
  readonly easeLambda?: number;
}

/** What `addComparisonOptions` makes of the command line. */
export interface ComparisonFlags extends BaselineFlags {
  readonly recommender?: readonly string[];
  readonly run?: readonly string[];
  readonly shuffleAttributes?: readonly number[];
  readonly mainMetric: string;
  readonly pairedTest: PairedTestName;
  readonly perUser?: string;
}

/** All recommenders, those that explain first. */
export const ALL_RECOMMENDERS: readonly string[] = [
  ...new Set([...MODES.flatMap((mode) => RECOMMENDERS[mode]), ...BASELINES]),
].sort((a, b) => Number(BASELINES.includes(a)) - Number(BASELINES.includes(b)));

/** Metrics that are means over users, which intervals and tests need, but for the one of which more is not better: there is a best recommender. */
const MAIN_METRICS = metrics.filter(({ ofUser, name }) => ofUser && name !== "arp")
  .map(({ name }) => name);

/**
 * Adds the options that say what is compared, and how baselines are made.
 *
 * @param command The command.
 * @returns The same command.
 */
export function addComparisonOptions(command: Command): Command {
  const compared = command
    .option(
      "--recommender <names>",
      `all, or some of ${ALL_RECOMMENDERS.join(", ")}; networks are trained as these need them ` +
        `(default: those of the mode: ${
          MODES.map((mode) => `${mode}: ${RECOMMENDERS[mode].join(", ")}`).join("; ")
        })`,
      (text) => text.trim() === "all" ? [...ALL_RECOMMENDERS] : someOf(ALL_RECOMMENDERS)(text),
    )
    .option(
      "--run <file>",
      "lists of another tool, 'user Q0 item rank score tag', judged by the same code; may be repeated",
      (file: string, files: readonly string[] = []) => [...files, file],
    )
    .option(
      "--shuffle-attributes <seeds>",
      "beside each recommender that knows attributes the same with edges re-drawn, every degree kept",
      wholeNumbersFrom(0),
    )
    .option(
      "--main-metric <name>",
      "what intervals and tests are of, at the largest cutoff",
      oneOf(MAIN_METRICS),
      "ndcg",
    )
    .option(
      "--paired-test <name>",
      `test of differences over users: ${PAIRED_TESTS.join(", ")}`,
      oneOf(PAIRED_TESTS),
      PAIRED_TESTS[0],
    )
    .option("--per-user <file>", "write each user's values as recommender, user, metric, value");
  return addBaselineOptions(compared);
}

/**
 * Adds the options that say how baselines are made.
 *
 * @param command The command.
 * @returns The same command.
 */
export function addBaselineOptions(command: Command): Command {
  return command
    .option(
      "--baseline-input <kind>",
      "what item-knn, user-knn, attribute-item-knn and ease learn from: ratings, or liked, a 1 for each rating in the upper " +
        "quarter of the scale (default: liked, but ratings for user-knn)",
      oneOf(BASELINE_INPUTS),
    )
    .option(
      "--item-neighbours <k>",
      "similar items of item-knn and attribute-item-knn (default: 100)",
      wholeNumber(1),
    )
    .option(
      "--shrinkage <s>",
      "added to the cosine's denominator in item-knn and attribute-item-knn (default: 0)",
      notNegative,
    )
    .option(
      "--ease-lambda <lambda>",
      "penalty of ease (default: validated on a part of the training ratings)",
      positive,
    );
}

function notNegative(text: string): number {
  const value = finiteNumber(text);
  if (value >= 0) return value;
  throw new ValueError("a number from 0");
}

function positive(text: string): number {
  const value = finiteNumber(text);
  if (value > 0) return value;
  throw new ValueError("a number above 0");
}

/** The options of baselines that the flags ask for. */
export function baselineOptions(
  flags: BaselineFlags & { readonly neighbours: number; readonly seed: number },
): BaselineOptions {
  const { baselineInput: input, itemNeighbours, shrinkage, easeLambda, neighbours, seed } = flags;
  return { input, itemNeighbours, shrinkage, easeLambda, neighbours, seed };
}

/** The mode whose network a recommender needs; undefined for baselines. */
export function modeOfRecommender(name: string): Mode | undefined {
  if (BASELINES.includes(name)) return undefined;
  return MODES.find((mode) => RECOMMENDERS[mode].includes(name));
}
