import type { Command } from "npm:commander@15.1.0";
import { leaveOutRatings } from "../data/leave_out.ts";
import { UsageError } from "../errors.ts";
import { neuronFinder } from "../explain/find_neuron.ts";
import { profileRetraining } from "../explain/profile_retraining.ts";
import { openBackend } from "../model/backend.ts";
import { isShared } from "../model/model.ts";
import { neuronsOf } from "../model/model_neurons.ts";
import { neuronAt, neuronLabel } from "../model/named_neurons.ts";
import { adjustRecommender } from "../recommend/adjusted_recommender.ts";
import type { Recommender } from "../recommend/recommender.ts";
import type { RecommenderOptions } from "../recommend/registry.ts";
import { ADJUSTABLE, type Adjustment, isAdjustable, whatIf } from "../recommend/what_if.ts";
import type { LoadedModel } from "./model_directory.ts";
import { itemName, itemNames, type ModelOptions } from "./model_options.ts";
import { names, ValueError } from "./values.ts";

/** What `addAdjustmentOptions` makes of the command line. */
export interface AdjustmentFlags {
  readonly mute?: readonly string[];
  readonly boost?: readonly { readonly name: string; readonly factor: number }[];
  readonly without?: readonly string[];
}

/** What was adjusted, for `--json`; keys are documented in README.md. */
export interface AdjustmentSummary {
  /** Neurons whose weight was multiplied, in words. */
  readonly factors: readonly { readonly label: string; readonly factor: number }[];
  /** Ids of the items whose ratings were left out. */
  readonly without: readonly string[];
}

/** What a command asks about one user, before or after an adjustment. */
export interface Asked {
  /** The model; where ratings were left out, without them. */
  readonly stored: LoadedModel;
  /** Index of the user. */
  readonly user: number;
  /** What scores. */
  readonly recommender: Recommender;
  /** How profiles become recommendations. */
  readonly recommending: RecommenderOptions;
}

/**
 * Adds the options that let the user have a say.
 *
 * @param command The command.
 * @returns The same command.
 */
export function addAdjustmentOptions(command: Command): Command {
  return command
    .option(
      "--mute <neuron>",
      "recommend as if the user did not care, such as 'starring: Tom Cruise'; may be repeated",
      (text: string, before: readonly string[] = []) => [...before, text],
    )
    .option(
      "--boost <neuron=factor>",
      "multiply the user's weight, such as 'genre: Western=2'; may be repeated",
      boost,
    )
    .option(
      "--without <item,...>",
      "recommend as if the user had not rated these items; may be repeated",
      (text: string, before: readonly string[] = []) => [...before, ...names(text)],
    );
}

function boost(text: string, before: AdjustmentFlags["boost"] = []): AdjustmentFlags["boost"] {
  const at = text.lastIndexOf("="), factor = text.slice(at + 1);
  if (at <= 0 || factor.trim() === "" || !(Number(factor) >= 0 && Number(factor) < Infinity)) {
    throw new ValueError("a neuron, '=' and a number from 0, such as 'genre: Western=2'");
  }
  return [...before, { name: text.slice(0, at), factor: Number(factor) }];
}

/**
 * Adjusts what was asked as the options say.
 *
 * @param options The command line.
 * @param asked The question about the user as trained.
 * @param signal Stops a training.
 * @returns The adjusted question, what was adjusted, and what is worth a note; undefined where no option asks for it.
 * @throws {UsageError} Where a neuron or rating is unknown, or the recommender cannot be adjusted.
 */
export async function adjustQuestion(
  options: ModelOptions & AdjustmentFlags,
  asked: Asked,
  signal?: AbortSignal,
): Promise<Asked & { adjustment: AdjustmentSummary; notes: string[] } | undefined> {
  const { stored, user, recommender, recommending } = asked;
  if (!options.mute && !options.boost && !options.without) return undefined;
  if (!isAdjustable(recommender)) {
    throw new UsageError(
      `Cannot use --mute, --boost or --without with recommender '${recommender.name}', expected one of ` +
        ADJUSTABLE.join(", "),
    );
  }
  const factors = readFactors(options, stored);
  const withoutRatings = readRatings(options.without ?? [], stored, user);
  let fewer: Adjustment = { withoutRatings }, model = stored.model;
  if (withoutRatings.size > 0 && isShared(model)) {
    const { dataset } = model;
    const interactions = leaveOutRatings(dataset.interactions, user, withoutRatings);
    model = { ...model, dataset: { ...dataset, interactions } };
  } else if (withoutRatings.size > 0 && !isShared(model)) {
    using backend = await openUserBackend(options);
    const retrain = profileRetraining(model, recommending, backend, signal);
    const retrained = await retrain(user, withoutRatings);
    fewer = { ...fewer, profile: retrained.profile };
    model = retrained.model();
  }
  const label = (n: number) =>
    neuronLabel(
      neuronAt(neuronsOf(stored.model), n),
      stored.model.dataset.attributes,
      itemNames(stored),
    );
  const named = [...factors].map(([n, factor]) => ({ label: label(n), factor }));
  const { weights } = whatIf(adjustRecommender(recommender, user, fewer), user);
  const idle = [...factors.keys()].filter((n) => !weights.has(n));
  const changes = [
    ...named.map(({ label, factor }) => factor === 0 ? `${label} muted` : `${label} x ${factor}`),
    ...[...withoutRatings].map((item) => `without the rating of ${itemName(stored, item)}`),
  ];
  return {
    stored: { ...stored, model },
    user,
    recommending,
    recommender: adjustRecommender(recommender, user, { ...fewer, factors }),
    adjustment: {
      factors: named,
      without: [...withoutRatings].map((item) => stored.model.dataset.interactions.items.ids[item]),
    },
    notes: [
      `adjusted     ${changes.join("; ")}`,
      ...idle.map((n) => `no effect    ${label(n)} has no weight for this user to multiply`),
    ],
  };
}

/**
 * Opens what trains one user: a GPU only where it is asked for, because starting it takes longer than the work.
 *
 * @param options The command line.
 * @returns The backend; dispose of it.
 */
export function openUserBackend({ backend }: Pick<ModelOptions, "backend">) {
  return openBackend(backend === "gpu" ? "gpu" : "cpu", { threads: 1 });
}

function readFactors(flags: AdjustmentFlags, stored: LoadedModel): Map<number, number> {
  const find = neuronFinder(stored.model, itemNames(stored));
  const factors = new Map<number, number>();
  const muted = (flags.mute ?? []).map((name) => ({ name, factor: 0 }));
  for (const { name, factor } of [...muted, ...flags.boost ?? []]) {
    const neuron = find(name);
    if (factors.has(neuron)) {
      throw new UsageError(`Cannot adjust '${name}' twice, expected each neuron once`);
    }
    factors.set(neuron, factor);
  }
  return factors;
}

function readRatings(ids: readonly string[], { model }: LoadedModel, user: number): Set<number> {
  const { ratings, items } = model.dataset.interactions;
  const rated = ratings.indices.subarray(ratings.indptr[user], ratings.indptr[user + 1]);
  return new Set(ids.map((id) => {
    const item = items.indexOf(id);
    if (item !== undefined && rated.includes(item)) return item;
    throw new UsageError(
      `Cannot leave out the rating of item '${id}', expected one of the ${rated.length} that the user rated` +
        (rated.length > 0 ? ` such as '${items.ids[rated[0]]}'` : ""),
    );
  }));
}
