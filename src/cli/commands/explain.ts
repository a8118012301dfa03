import { UsageError } from "../../errors.ts";
import {
  createExplainer,
  type Explanation,
  type RatingEvidence,
  type Reason,
} from "../../explain/explanation.ts";
import { attributors } from "../../explain/registry.ts";
import type { StoredModel } from "../../model/checkpoint.ts";
import { createRecommenders } from "../../recommend/registry.ts";
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
import { wholeNumber } from "../values.ts";
import { noBasis } from "./recommend.ts";

interface Options extends ModelOptions {
  readonly item?: string;
  readonly reasons: number;
  readonly noun: string;
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
    "explain --model model --user 42 --item 318 --reasons 10 --noun films",
    "explain --model model --user 42 --recommender attribute-sum --json",
  ],
  addOptions(command) {
    addModelOptions(command, EXPLAINABLE)
      .option("--item <id>", "the item to explain (default: the best recommendations)")
      .option("--noun <plural>", "what to call items in sentences", "items")
      .option(
        "--reasons <n>",
        "how many reasons of each sort to show; --json has all",
        wholeNumber(1),
        5,
      );
  },
  async run(options: Options, session) {
    const stored = await loadModel(options.model);
    const user = findUser(stored, options.user);
    describeGaps(stored).forEach(session.note);
    const settings = recommenderOptions(options);
    const [recommender] = createRecommenders(stored.model, [options.recommender], settings);
    const explainer = createExplainer(stored.model, recommender, {
      profile: settings.profile,
      noun: options.noun,
    });
    const items = options.item === undefined
      ? [
        ...recommendItems(
          recommender,
          stored.model.dataset.interactions.ratings,
          user,
          options.number,
        ).items,
      ]
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
 * An explanation for people: the sentence, then the strongest reasons with the ratings behind them. Attributes that the item
 * has come first, then tastes that the user shares with those who rated it; what is not shown is one line, so that the
 * column sums to the score.
 *
 * @param stored The model, for titles.
 * @param explanation What to show.
 * @param limit How many reasons of each sort.
 * @returns The lines.
 */
export function describeExplanation(
  stored: StoredModel,
  explanation: Explanation,
  limit: number,
): string[] {
  const own = explanation.reasons.filter((reason) => reason.ofItem);
  const shared = explanation.reasons.filter((reason) => !reason.ofItem);
  const rest = [...own.slice(limit), ...shared.slice(limit)];
  const row = (reason: Reason) => [
    `    ${reason.label}`,
    reason.contribution.toPrecision(3),
    reason.evidence.slice(0, 2).map((evidence) => describeEvidence(stored, evidence)).join("; "),
  ];
  const rows: string[][] = [];
  if (own.length > 0) rows.push(["  it has", "", ""], ...own.slice(0, limit).map(row));
  if (shared.length > 0) {
    rows.push(["  shared with those who rated it", "", ""], ...shared.slice(0, limit).map(row));
  }
  if (rest.length > 0) {
    const sum = rest.reduce((total, { contribution }) => total + contribution, 0);
    rows.push([`  ${rest.length} weaker reasons`, sum.toPrecision(3), ""]);
  }
  rows.push(["  the score, their sum", explanation.score.toPrecision(3), ""]);
  const behind = "your ratings behind it";
  const width = Math.max(behind.length, ...rows.map((cells) => cells[2].length));
  return [
    nameOf(stored, explanation.item),
    `  ${explanation.sentence}`,
    ...table(
      ["  because", "part", behind.padEnd(width)],
      rows.map(([label, part, ratings]) => [label, part, ratings.padEnd(width)]),
    ),
  ];
}

function describeEvidence(stored: StoredModel, { item, rating, share }: RatingEvidence): string {
  return `${nameOf(stored, item)} (rated ${rating}): ${(100 * share).toFixed(0)} %`;
}
