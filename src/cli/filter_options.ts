import type { Command } from "npm:commander@15.1.0";
import { binarise } from "../data/filter/binarise.ts";
import { type CoreSize, kCore } from "../data/filter/k_core.ts";
import type { Removed } from "../data/filter/keep_interactions.ts";
import { keepRatingsFrom } from "../data/filter/rating_threshold.ts";
import type { Interactions } from "../data/interactions.ts";
import { finiteNumber, ValueError, wholeNumber } from "./values.ts";

/** What `addFilterOptions` makes of the command line. */
export interface FilterFlags {
  readonly minRating?: number;
  readonly binarise?: boolean;
  readonly core?: CoreSize;
}

/**
 * Adds the options that leave ratings out before they are split.
 *
 * @param command The command.
 * @returns The same command.
 */
export function addFilterOptions(command: Command): Command {
  return command
    .option("--min-rating <rating>", "leave lower ratings out before all else", finiteNumber)
    .option("--binarise", "take the ratings that are left as 1")
    .option(
      "--core <k>",
      "then leave out, again and again, users and items with fewer than k ratings; or users:items, as in 20:5",
      coreSize,
    );
}

function coreSize(text: string): CoreSize {
  const parts = text.split(":");
  try {
    if (parts.length <= 2) {
      const [users, items = users] = parts.map(wholeNumber(1));
      return { users, items };
    }
  } catch (cause) {
    if (!(cause instanceof ValueError)) throw cause;
  }
  throw new ValueError("a whole number from 1, or two as in 20:5");
}

/** A filter that is set, where there is one. */
export function filterRefusal({ minRating, binarise, core }: FilterFlags): string | undefined {
  if (minRating !== undefined) return "--min-rating";
  if (binarise) return "--binarise";
  return core && "--core";
}

/**
 * Filters ratings: first by height, then what is left counts as 1, then the core is found.
 *
 * @param flags The command line.
 * @param read The ratings.
 * @returns What is left, and what went, for people and for `--json`.
 */
export function applyFilters(
  flags: FilterFlags,
  read: Interactions,
): { interactions: Interactions; lines: string[]; json: object[] } {
  let interactions = read;
  const lines: string[] = [], json: object[] = [];
  const tell = (filter: string, what: string, removed: Removed, facts: object = {}) => {
    const count = (n: number) => n.toLocaleString("en-US");
    lines.push(
      `filter       ${what}: ${count(removed.ratings)} ratings, ${count(removed.users)} users and ${
        count(removed.items)
      } items left out`,
    );
    json.push({ filter, ...facts, removed });
  };
  if (flags.minRating !== undefined) {
    const filtered = keepRatingsFrom(interactions, flags.minRating);
    interactions = filtered.interactions;
    tell("min-rating", `ratings from ${flags.minRating}`, filtered.removed);
  }
  if (flags.binarise) {
    interactions = binarise(interactions);
    lines.push("filter       every rating counts as 1");
    json.push({ filter: "binarise" });
  }
  if (flags.core) {
    const { users, items } = flags.core;
    const core = kCore(interactions, flags.core);
    interactions = core.interactions;
    tell(
      "core",
      `users with ${users} and items with ${items} ratings or more, in ${core.rounds} rounds`,
      core.removed,
      { rounds: core.rounds },
    );
  }
  return { interactions, lines, json };
}
