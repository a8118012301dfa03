import type { Command } from "npm:commander@15.1.0";
import { UsageError } from "../errors.ts";
import { BACKEND_CHOICES, type BackendChoice } from "../model/backend.ts";
import type { FoldInRating } from "../model/fold_in.ts";
import { isShared, type Mode, MODES } from "../model/model.ts";
import { UserState } from "../model/personal_model.ts";
import { addCompletionOptions, type CompletionFlags } from "./completion_options.ts";
import type { LoadedModel } from "./model_directory.ts";
import { addRecommenderOptions, type RecommenderFlags } from "./recommender_options.ts";
import { oneOf, wholeNumber } from "./values.ts";

/** What `addModelOptions` makes of the command line. */
export interface ModelOptions extends RecommenderFlags, CompletionFlags {
  readonly model: string;
  readonly user?: string;
  readonly rated?: readonly FoldInRating[];
  readonly recommender?: string;
  readonly newItems?: boolean;
  readonly number: number;
  readonly backend: BackendChoice;
  readonly json?: boolean;
}

/**
 * Adds the options of the commands that ask a trained model about one user.
 *
 * @param command The command.
 * @param recommenders The recommenders that can be chosen, by the mode of the model; the first of each is the default.
 * @returns The same command.
 */
export function addModelOptions(
  command: Command,
  recommenders: Readonly<Record<Mode, readonly string[]>>,
): Command {
  const known = [...new Set(MODES.flatMap((mode) => recommenders[mode]))];
  return addCompletionOptions(addRecommenderOptions(
    command
      .requiredOption("--model <folder>", "a folder written by train")
      .option("--user <id>", "the user's id as in the ratings")
      .option(
        "--rated <item=rating,...>",
        "shared: the ratings of somebody who was not in training, in place of --user",
        ratedItems,
      )
      .option("-n, --number <n>", "how many items", wholeNumber(1), 10)
      .option("--new-items", "list items that nobody rated yet, by their attributes")
      .option(
        "--recommender <name>",
        `one of ${known.join(", ")} (default: the first that the model can)`,
        oneOf(known),
      ),
  ))
    .option(
      "--backend <kind>",
      "where to train the user again without some ratings and to learn a completion; ranking takes no backend",
      oneOf(BACKEND_CHOICES),
      "auto",
    )
    .option("--json", "print one JSON object");
}

/** Parser of `--rated`: `item=rating` or, where ratings are implicit, `item`, separated by commas. */
function ratedItems(text: string, ratings: readonly FoldInRating[] = []): FoldInRating[] {
  const added = text.split(",").map((part) => part.trim()).filter((part) => part !== "").map(
    (part) => {
      const at = part.lastIndexOf("=");
      return at < 0
        ? { item: part, rating: NaN }
        : { item: part.slice(0, at), rating: Number(part.slice(at + 1)) };
    },
  );
  return [...ratings, ...added];
}

/** What to call the user in results. */
export function userName(options: ModelOptions): string {
  return options.user ?? "you";
}

/**
 * The index of a user.
 *
 * @param stored The model.
 * @param id The user's id.
 * @returns The index.
 * @throws {UsageError} Where the model does not know the user or has not trained them yet.
 */
export function findUser({ model }: LoadedModel, id: string): number {
  const { users } = model.dataset.interactions;
  const user = users.indexOf(id);
  if (user === undefined) {
    throw new UsageError(
      `Cannot find user '${id}', expected one of the ${users.ids.length} users of the model such as '${
        users.ids[0]
      }'`,
    );
  }
  if (!isShared(model) && model.userState[user] === UserState.Untrained) {
    throw new UsageError(
      `Cannot use user '${id}': the training was interrupted before this user, expected a finished training ` +
        "('train --resume' goes on)",
    );
  }
  return user;
}

/**
 * What a user should know of a model before trusting its lists.
 *
 * @param stored The model.
 * @returns Lines for people, mostly none.
 */
export function describeGaps({ model }: LoadedModel): string[] {
  if (isShared(model)) {
    return model.unfinished
      ? ["warning      the training was interrupted ('train --resume' goes on)"]
      : [];
  }
  const { userState } = model;
  const untrained = userState.filter((state) => state === UserState.Untrained).length;
  if (untrained === 0) return [];
  return [
    `warning      the training was interrupted: ${untrained} of ${userState.length} users are untrained and no ` +
    "neighbours of anybody ('train --resume' goes on)",
  ];
}

/** Titles of all items, by index: their ids where there are no titles. */
export function itemNames({ model, itemLabels }: LoadedModel): readonly string[] {
  return itemLabels ?? model.dataset.interactions.items.ids;
}

/** What to call an item: its title, else its id. */
export function itemName({ model, itemLabels }: LoadedModel, item: number): string {
  return itemLabels?.[item] ?? model.dataset.interactions.items.ids[item];
}
