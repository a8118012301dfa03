import type { Command } from "npm:commander@15.1.0";
import { UsageError } from "../errors.ts";
import { BACKEND_CHOICES, type BackendChoice } from "../model/backend.ts";
import type { StoredModel } from "../model/checkpoint.ts";
import { UserState } from "../model/personal_model.ts";
import { addRecommenderOptions, type RecommenderFlags } from "./recommender_options.ts";
import { oneOf, wholeNumber } from "./values.ts";

/** What `addModelOptions` makes of the command line. */
export interface ModelOptions extends RecommenderFlags {
  readonly model: string;
  readonly user: string;
  readonly recommender: string;
  readonly number: number;
  readonly backend: BackendChoice;
  readonly json?: boolean;
}

/**
 * Adds the options of the commands that ask a trained model about one user.
 *
 * @param command The command.
 * @param recommenders The recommenders that can be chosen, the default first.
 * @returns The same command.
 */
export function addModelOptions(command: Command, recommenders: readonly string[]): Command {
  return addRecommenderOptions(
    command
      .requiredOption("--model <folder>", "a folder written by train")
      .requiredOption("--user <id>", "the user's id as in the ratings")
      .option("-n, --number <n>", "how many items", wholeNumber(1), 10)
      .option(
        "--recommender <name>",
        `one of ${recommenders.join(", ")}`,
        oneOf(recommenders),
        recommenders[0],
      ),
  )
    .option(
      "--backend <kind>",
      "accepted for uniformity: ranking one user takes no backend",
      oneOf(BACKEND_CHOICES),
      "auto",
    )
    .option("--json", "print one JSON object");
}

/**
 * The index of a user.
 *
 * @param stored The model.
 * @param id The user's id.
 * @returns The index.
 * @throws {UsageError} Where the model does not know the user or has not trained them yet.
 */
export function findUser({ model }: StoredModel, id: string): number {
  const { users } = model.dataset.interactions;
  const user = users.indexOf(id);
  if (user === undefined) {
    throw new UsageError(
      `Cannot find user '${id}', expected one of the ${users.ids.length} users of the model such as '${
        users.ids[0]
      }'`,
    );
  }
  if (model.userState[user] === UserState.Untrained) {
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
export function describeGaps({ model: { userState } }: StoredModel): string[] {
  const untrained = userState.filter((state) => state === UserState.Untrained).length;
  if (untrained === 0) return [];
  return [
    `warning      the training was interrupted: ${untrained} of ${userState.length} users are untrained and no ` +
    "neighbours of anybody ('train --resume' goes on)",
  ];
}

/** What to call an item: its title, else its id. */
export function itemName({ model, itemLabels }: StoredModel, item: number): string {
  return itemLabels?.[item] ?? model.dataset.interactions.items.ids[item];
}
