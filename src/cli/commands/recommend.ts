import { RECOMMENDERS } from "../../recommend/registry.ts";
import { addAdjustmentOptions, type AdjustmentFlags } from "../adjustment_options.ts";
import type { CommandDefinition } from "../command.ts";
import {
  addModelOptions,
  describeGaps,
  itemName,
  type ModelOptions,
  userName,
} from "../model_options.ts";
import { askModel } from "../question.ts";
import { ExitCode } from "../session.ts";
import { table } from "../table.ts";

/** `recommend`: a user's best unseen items. */
export const recommendCommand: CommandDefinition = {
  name: "recommend",
  summary: "List the best unseen items of one user",
  examples: [
    "recommend --model model --user 42",
    "recommend --model model --user 42 -n 5 --json",
    "recommend --model shared-model --rated 318=5,50=4,296=1",
    'recommend --model model --user 42 --mute "starring: Tom Cruise" --boost "genre: Western=2" --without 318,50',
  ],
  addOptions: (command) => addAdjustmentOptions(addModelOptions(command, RECOMMENDERS)),
  async run(options: ModelOptions & AdjustmentFlags, session) {
    const question = await askModel(options, RECOMMENDERS, session);
    const { stored, recommender, adjustment, best } = question;
    [...describeGaps(stored), ...question.notes].forEach(session.note);
    const { items, scores } = best();
    const ids = stored.model.dataset.interactions.items.ids;
    const user = userName(options);
    if (options.json) {
      session.print(JSON.stringify({
        command: "recommend",
        version: 1,
        user,
        recommender: recommender.name,
        ...(adjustment ? { adjustment } : {}),
        items: [...items].map((item, k) => ({
          rank: k + 1,
          item: ids[item],
          label: itemName(stored, item),
          score: scores[k],
        })),
      }));
    } else if (items.length === 0) {
      session.note(noBasis(user, recommender.name));
    } else {
      const rows = [...items].map((item, k) => [itemName(stored, item), scores[k].toPrecision(4)]);
      table([`for ${user} by ${recommender.name}`, "score"], rows).forEach(session.print);
    }
    return ExitCode.Done;
  },
};

/** Why a list is empty. */
export function noBasis(user: string, recommender: string): string {
  return `No recommendations for user '${user}': ${recommender} has nothing to go by (no rated item with an attribute, ` +
    "all ratings at the bottom of the scale, or no neighbour), or every item is rated already";
}
