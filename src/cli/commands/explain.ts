import { UsageError } from "../../errors.ts";
import { createExplainer, type Explanation } from "../../explain/explanation.ts";
import { attributors } from "../../explain/registry.ts";
import type { StoredModel } from "../../model/checkpoint.ts";
import { createRecommenders } from "../../recommend/registry.ts";
import type { CommandDefinition } from "../command.ts";
import { loadModel } from "../model_directory.ts";
import {
  addModelOptions,
  findUser,
  itemName,
  type ModelOptions,
  rankFor,
} from "../model_options.ts";
import { recommenderOptions } from "../recommender_options.ts";
import { ExitCode } from "../session.ts";
import { table } from "../table.ts";
import { wholeNumber } from "../values.ts";
import { noBasis } from "./recommend.ts";

interface Options extends ModelOptions {
  readonly item?: string;
  readonly reasons: number;
}

/** The default recommender first. */
const EXPLAINABLE = Object.keys(attributors).sort((a, b) =>
  Number(b === "profile-knn") - Number(a === "profile-knn")
);

/** `explain`: why an item is recommended, in named reasons that sum to its score. */
export const explainCommand: CommandDefinition = {
  name: "explain",
  summary: "Take the scores of a user's recommendations apart into named reasons",
  examples: [
    "explain --model model --user 42",
    "explain --model model --user 42 --item 318 --reasons 10",
    "explain --model model --user 42 --recommender attribute-sum --json",
  ],
  addOptions(command) {
    addModelOptions(command, EXPLAINABLE)
      .option("--item <id>", "the item to explain (default: the best recommendations)")
      .option("--reasons <n>", "how many reasons to show; --json has all", wholeNumber(1), 6);
  },
  async run(options: Options, session) {
    const stored = await loadModel(options.model);
    const user = findUser(stored, options.user);
    const settings = recommenderOptions(options);
    const [recommender] = createRecommenders(stored.model, [options.recommender], settings);
    const explainer = createExplainer(stored.model, recommender, { profile: settings.profile });
    const items = options.item === undefined
      ? [...rankFor(stored, recommender, user, options.number).items]
      : [findItem(stored, options.item)];
    const explanations = items.map((item) => explainer.explain(user, item))
      .filter((explanation) => explanation !== undefined);
    if (options.json) {
      session.print(JSON.stringify({
        command: "explain",
        version: 1,
        user: options.user,
        recommender: recommender.name,
        explanations: explanations.map((explanation) => ({
          ...explanation,
          label: nameOf(stored, explanation.item),
        })),
      }));
    } else if (explanations.length === 0) {
      session.note(noBasis(options.user, recommender.name));
    } else {
      for (const explanation of explanations) {
        describeExplanation(stored, explanation, options.reasons).forEach(session.print);
        session.print("");
      }
    }
    return ExitCode.Done;
  },
};

function findItem({ model }: StoredModel, id: string): number {
  const { items } = model.dataset.interactions;
  const item = items.indexOf(id);
  if (item !== undefined) return item;
  throw new UsageError(
    `Cannot find item '${id}', expected one of the ${items.ids.length} items of the model such as '${
      items.ids[0]
    }'`,
  );
}

function nameOf(stored: StoredModel, id: string): string {
  return itemName(stored, stored.model.dataset.interactions.items.indexOf(id)!);
}

/**
 * An explanation for people: the sentence, then the strongest reasons with the ratings behind them, then the rest in
 * one line so that the column sums to the score.
 *
 * @param stored The model, for titles.
 * @param explanation What to show.
 * @param limit How many reasons.
 * @returns The lines.
 */
export function describeExplanation(
  stored: StoredModel,
  explanation: Explanation,
  limit: number,
): string[] {
  const shown = explanation.reasons.slice(0, limit);
  const rest = explanation.reasons.slice(limit);
  const rows = shown.map((reason) => [
    `  ${reason.label}${reason.ofItem ? "" : " (shared taste)"}`,
    reason.contribution.toPrecision(3),
    reason.evidence.slice(0, 2)
      .map(({ item, rating, share }) =>
        `${nameOf(stored, item)} (rated ${rating}): ${(100 * share).toFixed(0)} %`
      ).join("; "),
  ]);
  if (rest.length > 0) {
    const sum = rest.reduce((total, { contribution }) => total + contribution, 0);
    rows.push([`  ${rest.length} weaker reasons`, sum.toPrecision(3), ""]);
  }
  rows.push(["  sum, which is the score", explanation.score.toPrecision(3), ""]);
  const width = Math.max(...rows.map(([, , behind]) => behind.length));
  return [
    `${nameOf(stored, explanation.item)}`,
    `  ${explanation.sentence}`,
    ...table(
      ["  because of", "part", "your ratings behind it".padEnd(width)],
      rows.map(([label, part, behind]) => [label, part, behind.padEnd(width)]),
    ),
  ];
}
