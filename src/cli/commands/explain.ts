import { UsageError } from "../../errors.ts";
import type { Counterfactual } from "../../explain/counterfactual.ts";
import {
  createExplainer,
  type Explanation,
  type RatingEvidence,
  type Reason,
} from "../../explain/explanation.ts";
import type { ReasonInference } from "../../explain/inferred_reasons.ts";
import { neighbourSentence } from "../../explain/neighbour_summary.ts";
import { attributors } from "../../explain/registry.ts";
import type { Mode } from "../../model/model.ts";
import { RECOMMENDERS } from "../../recommend/registry.ts";
import { addAdjustmentOptions, type AdjustmentFlags } from "../adjustment_options.ts";
import type { CommandDefinition } from "../command.ts";
import { describeCounterfactual, openCounterfactuals } from "../counterfactuals.ts";
import type { LoadedModel } from "../model_directory.ts";
import {
  addModelOptions,
  describeGaps,
  itemName,
  itemNames,
  type ModelOptions,
  userName,
} from "../model_options.ts";
import { askModel, type Question } from "../question.ts";
import { ExitCode, type Session } from "../session.ts";
import {
  addStyleOptions,
  asksForCounterfactuals,
  describeStyles,
  explainInStyles,
  loadTemplates,
  type StyleFlags,
} from "../style_options.ts";
import { describeBroader } from "../describe_broader.ts";
import { table } from "../table.ts";
import { wholeNumber } from "../values.ts";
import { noBasis } from "./recommend.ts";

interface Options extends ModelOptions, StyleFlags, AdjustmentFlags {
  readonly item?: string;
  readonly counterfactual?: boolean;
  readonly reasons: number;
  readonly noun: string;
}

/** Recommenders whose scores can be taken apart, by the mode of the model. */
export const EXPLAINABLE: Readonly<Record<Mode, readonly string[]>> = {
  personal: RECOMMENDERS.personal.filter((name) => Object.hasOwn(attributors, name)),
  shared: RECOMMENDERS.shared.filter((name) => Object.hasOwn(attributors, name)),
};

/** `explain`: why an item is recommended, in named reasons that sum to its score. */
export const explainCommand: CommandDefinition = {
  name: "explain",
  summary: "Take the scores of a user's recommendations apart into named reasons",
  examples: [
    "explain --model model --user 42",
    "explain --model model --user 42 --item 318 --reasons 10 --noun films",
    "explain --model model --user 42 --recommender attribute-sum --json",
    "explain --model model --user 42 --style popularity,pairwise,because-you-rated --noun films",
    "explain --model model --user 42 --why-not 318 --noun films",
    "explain --model model --user 42 -n 3 --counterfactual",
  ],
  addOptions(command) {
    addAdjustmentOptions(addStyleOptions(addModelOptions(command, EXPLAINABLE)))
      .option("--item <id>", "the item to explain (default: the best recommendations)")
      .option(
        "--counterfactual",
        "say without which reasons, or ratings, an item would not be listed",
      )
      .option("--noun <plural>", "what to call items in sentences", "items")
      .option(
        "--reasons <n>",
        "how many reasons of each sort to show; --json has all",
        wholeNumber(1),
        5,
      );
  },
  async run(options: Options, session) {
    const question = await askModel(options, EXPLAINABLE, session);
    const { stored, user, recommender, adjustment, best } = question;
    [...describeGaps(stored), ...question.notes].forEach(session.note);
    const speech = {
      profile: question.recommending.profile,
      scaling: question.recommending.scaling,
      noun: options.noun,
      itemLabels: itemNames(stored),
      templates: await loadTemplates(options),
    };
    const explainer = createExplainer(stored.model, recommender, speech);
    const items = options.item === undefined ? best().items : [findItem(stored, options.item)];
    const explanations = [...items].map((item) => explainer.explain(user, item))
      .filter((explanation) => explanation !== undefined);
    const counterfactuals = options.counterfactual || asksForCounterfactuals(options)
      ? await findCounterfactuals(options, question, session, [...items])
      : undefined;
    const find = (id: string) => findItem(stored, id);
    const listed = { ...speech, n: options.number, newItems: options.newItems };
    const styles = explainInStyles(
      options,
      question,
      [...items],
      find,
      { ...listed, limit: Math.min(3, options.reasons) },
      counterfactuals,
    );
    if (options.json) {
      session.print(JSON.stringify({
        command: "explain",
        version: 1,
        user: userName(options),
        recommender: recommender.name,
        ...(adjustment ? { adjustment } : {}),
        explanations: explanations.map((explanation) => ({
          ...explanation,
          label: nameOf(stored, explanation.item),
          ...(counterfactuals ? { counterfactual: counterfactuals.get(explanation.item) } : {}),
        })),
        ...(styles ? { styles } : {}),
      }));
    } else if (styles && styles.length > 0) {
      describeStyles(styles, (id) => nameOf(stored, id)).forEach(session.print);
    } else if (explanations.length === 0) {
      session.note(noBasis(userName(options), recommender.name));
    } else {
      for (const explanation of explanations) {
        describeExplanation(stored, explanation, options.reasons).forEach(session.print);
        const counterfactual = counterfactuals?.get(explanation.item);
        if (counterfactual !== undefined) {
          describeCounterfactual(counterfactual, options.number).forEach(session.print);
        }
        session.print("");
      }
    }
    return ExitCode.Done;
  },
};

/** Counterfactuals by the id of the item; null for items that are not in the list. */
async function findCounterfactuals(
  options: Options,
  question: Question,
  session: Session,
  items: readonly number[],
): Promise<Map<string, Counterfactual | null>> {
  using finder = await openCounterfactuals(options, question, session);
  const { ids } = question.stored.model.dataset.interactions.items;
  const found = new Map<string, Counterfactual | null>();
  for (const item of items) {
    found.set(ids[item], await finder.find(question.user, item) ?? null);
    const done = found.size, total = items.length;
    session.onProgress({ stage: "counterfactuals", done, total, unit: "items" });
  }
  return found;
}

function findItem({ model }: LoadedModel, id: string): number {
  const { items } = model.dataset.interactions;
  const item = items.indexOf(id);
  if (item !== undefined) return item;
  throw new UsageError(
    `Cannot find item '${id}', expected one of the ${items.ids.length} items of the model such as '${
      items.ids[0]
    }'`,
  );
}

function nameOf(stored: LoadedModel, id: string): string {
  return itemName(stored, stored.model.dataset.interactions.items.indexOf(id)!);
}

/**
 * An explanation for people: the sentence, then the strongest reasons with the ratings behind them. Attributes that the item
 * has come first, then tastes that the user shares with those who rated it, or fans; what is not shown is one line, so
 * that the column sums to the score.
 *
 * @param stored The model, for titles.
 * @param explanation What to show.
 * @param limit How many reasons of each sort.
 * @returns The lines.
 */
export function describeExplanation(
  stored: LoadedModel,
  explanation: Explanation,
  limit: number,
): string[] {
  const attributes = explanation.reasons.filter((reason) => reason.kind === "attribute");
  const sections: [title: string, reasons: Reason[]][] = [
    ["it has", attributes.filter((reason) => reason.ofItem)],
    ["shared with those who rated it", attributes.filter((reason) => !reason.ofItem)],
    ["tied to it by its fans", explanation.reasons.filter(({ kind }) => kind === "fans")],
    ["for everyone", explanation.reasons.filter(({ kind }) => kind === "popularity")],
  ];
  const rest = sections.flatMap(([, reasons]) => reasons.slice(limit));
  const row = (reason: Reason) => [
    `    ${reason.label}`,
    reason.contribution.toPrecision(3),
    reason.inference
      ? describeInference(reason.inference)
      : reason.evidence.slice(0, 2).map((evidence) => describeEvidence(stored, evidence)).join(
        "; ",
      ),
  ];
  const rows: string[][] = [];
  for (const [title, reasons] of sections) {
    if (reasons.length > 0) rows.push([`  ${title}`, "", ""], ...reasons.slice(0, limit).map(row));
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
    ...(explanation.broader ? describeBroader(explanation.broader, explanation.score, limit) : []),
    ...(explanation.neighbours ? [`  ${neighbourSentence(explanation.neighbours)}`] : []),
  ];
}

function describeInference({ tokens }: ReasonInference): string {
  return `none: inferred from people with similar tastes (${
    tokens.slice(0, 2).map(({ label }) => label).join("; ")
  })`;
}

function describeEvidence(stored: LoadedModel, { item, rating, share }: RatingEvidence): string {
  return `${nameOf(stored, item)} (rated ${rating}): ${(100 * share).toFixed(0)} %`;
}
