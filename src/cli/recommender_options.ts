import type { Command } from "npm:commander@15.1.0";
import { UsageError } from "../errors.ts";
import { broaderView } from "../model/deep_profiles.ts";
import { isShared, type Model } from "../model/model.ts";
import {
  DEFAULT_RECOMMENDER_OPTIONS,
  RECOMMENDER_PRESETS,
  type RecommenderOptions,
  type RecommenderPresetName,
} from "../recommend/registry.ts";
import { oneOf, wholeNumber } from "./values.ts";

/** What `addRecommenderOptions` makes of the command line; what was not given is undefined. */
export interface RecommenderFlags {
  readonly preset?: RecommenderPresetName;
  readonly profile?: RecommenderOptions["profile"] | "broader";
  readonly scaling?: RecommenderOptions["scaling"];
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
      "--preset <name>",
      "scores that are sums over the item's attributes, without idf: java (rating-weighted sums of weights, min-max, as in the " +
        "released Java code) or weight-sum (plain sums of weights); options that are given go before it",
      oneOf(["java", "weight-sum"]),
    )
    .option(
      "--profile <kind>",
      "what of the network is the profile: activation or sum-of-weights of the attributes, or broader: the activation of " +
        `the broader categories, with two layers (default: ${profile})`,
      oneOf(["activation", "sum-of-weights", "broader"]),
    )
    .option(
      "--scaling <kind>",
      `profiles raw or min-max (default: ${scaling})`,
      oneOf(["raw", "min-max"]),
    )
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
  const { preset, profile, scaling, idf, neighbours, seed } = flags;
  const given = {
    ...DEFAULT_RECOMMENDER_OPTIONS,
    ...(preset && RECOMMENDER_PRESETS[preset].options),
  };
  return {
    profile: (profile === "broader" ? "activation" : profile) ?? given.profile,
    scaling: scaling ?? given.scaling,
    idf: idf && given.idf,
    neighbours,
    seed: seed ?? given.seed,
  };
}

/**
 * The model whose neurons are those that the flags ask for: with `--profile broader` the broader categories.
 *
 * @param model The trained model.
 * @param flags The command line.
 * @returns The model, or its view.
 * @throws {UsageError} Where the model has no second layer of profiles.
 */
export function viewedModel<M extends Model>(
  model: M,
  { profile }: Pick<RecommenderFlags, "profile">,
): M {
  if (profile !== "broader") return model;
  if (isShared(model) || !model.broader) {
    throw new UsageError(
      "Cannot use --profile broader with this model, expected one of personal mode with two layers ('train --broader')",
    );
  }
  return broaderView(model) as typeof model;
}

/** Refuses `--profile broader` where only attributes will do. */
export function refuseBroader(
  action: string,
  { profile }: Pick<RecommenderFlags, "profile">,
): void {
  if (profile !== "broader") return;
  throw new UsageError(
    `Cannot ${action} with --profile broader, expected activation or sum-of-weights`,
  );
}

/** The recommender that a preset belongs to, unless another one is asked for. */
export function askedRecommender(
  flags: Pick<RecommenderFlags, "preset"> & { readonly recommender?: string },
): string | undefined {
  return flags.recommender ?? (flags.preset && RECOMMENDER_PRESETS[flags.preset].recommender);
}
