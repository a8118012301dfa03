import { createRecommenders, RECOMMENDERS } from "../../recommend/registry.ts";
import type { CommandDefinition } from "../command.ts";
import { loadModel } from "../model_directory.ts";
import {
  addModelOptions,
  describeGaps,
  findUser,
  itemName,
  type ModelOptions,
} from "../model_options.ts";
import { recommendItems } from "../../recommend/recommend_items.ts";
import { recommenderOptions } from "../recommender_options.ts";
import { ExitCode } from "../session.ts";
import { table } from "../table.ts";

/** `recommend`: a user's best unseen items. */
export const recommendCommand: CommandDefinition = {
  name: "recommend",
  summary: "List the best unseen items of one user",
  examples: ["recommend --model model --user 42", "recommend --model model --user 42 -n 5 --json"],
  addOptions: (command) => addModelOptions(command, RECOMMENDERS),
  async run(options: ModelOptions, session) {
    const stored = await loadModel(options.model);
    const user = findUser(stored, options.user);
    describeGaps(stored).forEach(session.note);
    const [recommender] = createRecommenders(
      stored.model,
      [options.recommender],
      recommenderOptions(options),
    );
    const { items, scores } = recommendItems(
      recommender,
      stored.model.dataset.interactions.ratings,
      user,
      options.number,
    );
    const ids = stored.model.dataset.interactions.items.ids;
    if (options.json) {
      session.print(JSON.stringify({
        command: "recommend",
        version: 1,
        user: options.user,
        recommender: recommender.name,
        items: [...items].map((item, k) => ({
          rank: k + 1,
          item: ids[item],
          label: itemName(stored, item),
          score: scores[k],
        })),
      }));
    } else if (items.length === 0) {
      session.note(noBasis(options.user, recommender.name));
    } else {
      const rows = [...items].map((item, k) => [itemName(stored, item), scores[k].toPrecision(4)]);
      table([`for ${options.user} by ${recommender.name}`, "score"], rows).forEach(session.print);
    }
    return ExitCode.Done;
  },
};

/** Why a list is empty. */
export function noBasis(user: string, recommender: string): string {
  return `No recommendations for user '${user}': ${recommender} has nothing to go by (no rated item with an attribute, ` +
    "all ratings at the bottom of the scale, or no neighbour), or every item is rated already";
}
