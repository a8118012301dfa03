import { UsageError } from "../../errors.ts";
import type { Interactions } from "../interactions.ts";
import { perUserHoldout, type Split } from "../split.ts";
import { coldUsers } from "./cold_users.ts";
import { kFolds } from "./k_folds.ts";
import { leaveOneOut } from "./leave_one_out.ts";
import { strongGeneralisation } from "./strong_generalisation.ts";
import { temporalHoldout } from "./temporal_holdout.ts";
import { timeOfShare, timestampSplit } from "./timestamp_split.ts";

/** What the splits can be told; each looks at some of it. */
export interface SplitOptions {
  /** Share of ratings held out (default 0.2). */
  readonly ratio?: number;
  /** Time from which ratings are held out (default: the one that holds `ratio` out). */
  readonly at?: number;
  /** Number of folds (default 5). */
  readonly folds?: number;
  /** Share of the users who are judged in strong generalisation (default 0.1). */
  readonly testUsers?: number;
  /** Share of the users to choose settings by in strong generalisation (default 0.1). */
  readonly validationUsers?: number;
  /** Share of the users who are made cold (default 0.25). */
  readonly coldUsers?: number;
  /** Numbers of ratings that cold users keep (default 2, 5, 10). */
  readonly keep?: readonly number[];
  /** Seed (default 42). */
  readonly seed?: number;
}

/** One of the splits that a way of splitting gives. */
export interface LabelledSplit {
  /** What tells it from the others, such as `fold-1`; none where it is the only one. */
  readonly label?: string;
  /** The parts. */
  readonly split: Split;
}

/** A way of splitting ratings. */
export interface SplitMethod {
  /** What it does, for a line of help. */
  readonly description: string;
  /** Which options it looks at, beside the seed. */
  readonly uses: readonly Exclude<keyof SplitOptions, "seed">[];
  /** Whether its splits are parts of one evaluation, as folds are, and not several evaluations. */
  readonly pooled?: boolean;
  /** Splits. */
  split(interactions: Interactions, options: SplitOptions): LabelledSplit[];
}

/** Names of the ways of splitting. */
export const SPLIT_NAMES = [
  "holdout",
  "temporal",
  "timestamp",
  "leave-one-out",
  "leave-last-out",
  "folds",
  "strong",
  "cold-users",
] as const;

/** Name of a way of splitting. */
export type SplitName = typeof SPLIT_NAMES[number];

/** The ways of splitting. A way added here is offered by `evaluate` and held by the tests of all. */
export const SPLITS: Readonly<Record<SplitName, SplitMethod>> = {
  "holdout": {
    description: "a random share of each user's ratings",
    uses: ["ratio"],
    split: ({ ratings, users }, options) => [{ split: perUserHoldout(ratings, users, options) }],
  },
  "temporal": {
    description: "the latest share of each user's ratings",
    uses: ["ratio"],
    split: (interactions, options) => [{ split: temporalHoldout(interactions, options) }],
  },
  "timestamp": {
    description: "all ratings from a moment on",
    uses: ["at", "ratio"],
    split(interactions, { at, ratio }) {
      if (at !== undefined && ratio !== undefined) {
        throw new UsageError(
          `Cannot split the ratings: the time is ${at} and the ratio is ${ratio}, expected one of them`,
        );
      }
      const time = at ?? timeOfShare(interactions, ratio ?? 0.2);
      return [{ split: timestampSplit(interactions, { at: time }) }];
    },
  },
  "leave-one-out": {
    description: "a random rating of each user",
    uses: [],
    split: (interactions, { seed }) => [{ split: leaveOneOut(interactions, { seed }) }],
  },
  "leave-last-out": {
    description: "the last rating of each user",
    uses: [],
    split: (interactions, { seed }) => [{
      split: leaveOneOut(interactions, { seed, which: "last" }),
    }],
  },
  "folds": {
    description: "each of k random parts of each user's ratings in turn",
    uses: ["folds"],
    pooled: true,
    split: (interactions, options) =>
      kFolds(interactions, options)
        .map((split, fold) => ({ label: `fold-${fold + 1}`, split })),
  },
  "strong": {
    description: "a share of the ratings of users who are not trained on; the rest is folded in",
    uses: ["testUsers", "validationUsers", "ratio"],
    split: (interactions, options) => [{ split: strongGeneralisation(interactions, options) }],
  },
  "cold-users": {
    description: "all but a few ratings of some users",
    uses: ["coldUsers", "keep"],
    split: (interactions, { coldUsers: share, keep, seed }) =>
      coldUsers(interactions, { share, keep, seed })
        .map(({ keep, split }) => ({ label: `keep-${keep}`, split })),
  },
};

/**
 * Splits ratings in one of the named ways.
 *
 * @param interactions The ratings, with timestamps for the ways that go by time.
 * @param name A name of `SPLITS`.
 * @param options What that way can be told; others are refused.
 * @returns One split, or several with labels.
 * @throws {UsageError} Where the name is unknown, or an option is out of range or has no meaning there.
 *
 * @example
 * ```ts
 * import { deepStrictEqual } from "node:assert/strict";
 * import { createInteractionsBuilder } from "../interactions.ts";
 *
 * const builder = createInteractionsBuilder();
 * for (const film of ["Heat", "Ali", "Ran"]) builder.add("ann", film, 5);
 * const splits = splitRatings(builder.build().interactions, "folds", { folds: 3 });
 * deepStrictEqual(splits.map(({ label }) => label), ["fold-1", "fold-2", "fold-3"]);
 * ```
 */
export function splitRatings(
  interactions: Interactions,
  name: string,
  options: SplitOptions = {},
): LabelledSplit[] {
  const method = findSplit(name);
  for (const [option, value] of Object.entries(options)) {
    if (value === undefined || option === "seed") continue;
    if ((method.uses as readonly string[]).includes(option)) continue;
    throw new UsageError(
      `Cannot split the ratings: ${option} is ${value}, expected none for '${name}'`,
    );
  }
  return method.split(interactions, options);
}

/**
 * Looks a way of splitting up.
 *
 * @param name A name of `SPLITS`.
 * @returns The way.
 * @throws {UsageError} Where the name is unknown.
 */
export function findSplit(name: string): SplitMethod {
  if (Object.hasOwn(SPLITS, name)) return SPLITS[name as SplitName];
  throw new UsageError(
    `Cannot split the ratings: the split is '${name}', expected one of ${
      Object.keys(SPLITS).join(", ")
    }`,
  );
}
