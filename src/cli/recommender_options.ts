import type { Command } from "npm:commander@15.1.0";
import { DEFAULT_RECOMMENDER_OPTIONS, type RecommenderOptions } from "../recommend/registry.ts";
import { oneOf, wholeNumber } from "./values.ts";

/** What `addRecommenderOptions` makes of the command line. */
export interface RecommenderFlags {
  readonly profile: RecommenderOptions["profile"];
  readonly scaling: RecommenderOptions["scaling"];
  readonly idf: boolean;
  readonly neighbours: number;
  readonly seed?: number;
}

/**
 * Adds the options that say how profiles become recommendations.
 *
 * @param command The command.
 * @returns The same command.
 */
export function addRecommenderOptions(command: Command): Command {
  const { profile, scaling, neighbours } = DEFAULT_RECOMMENDER_OPTIONS;
  return command
    .option(
      "--profile <kind>",
      "what of the network is the profile: activation or sum-of-weights",
      oneOf(["activation", "sum-of-weights"]),
      profile,
    )
    .option("--scaling <kind>", "profiles raw or min-max", oneOf(["raw", "min-max"]), scaling)
    .option("--no-idf", "do not weigh down attributes that most users share")
    .option(
      "--neighbours <k>",
      "neighbourhood of profile-knn and user-knn",
      wholeNumber(1),
      neighbours,
    );
}

/** The recommender's options that the flags ask for. */
export function recommenderOptions(flags: RecommenderFlags): RecommenderOptions {
  return {
    profile: flags.profile,
    scaling: flags.scaling,
    idf: flags.idf,
    neighbours: flags.neighbours,
    seed: flags.seed ?? DEFAULT_RECOMMENDER_OPTIONS.seed,
  };
}
