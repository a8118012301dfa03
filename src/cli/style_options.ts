import type { Command } from "npm:commander@15.1.0";
import type { Vocabulary } from "../data/vocabulary.ts";
import { UsageError } from "../errors.ts";
import type { Counterfactual } from "../explain/counterfactual.ts";
import type { CounterfactualFinding } from "../explain/styles/counterfactual.ts";
import {
  createStyleExplainer,
  type StyleName,
  type StyleResults,
  styles,
} from "../explain/styles/registry.ts";
import type { StyleOptions } from "../explain/styles/context.ts";
import type { StyleQuestion } from "../explain/styles/style.ts";
import { readTemplates } from "../explain/template_file.ts";
import type { Templates } from "../explain/templates.ts";
import { readBytes } from "../formats/input_source.ts";
import { openFile } from "./files.ts";
import type { Question } from "./question.ts";
import { someOf } from "./values.ts";

/** What `addStyleOptions` makes of the command line. */
export interface StyleFlags {
  readonly style?: readonly StyleName[];
  readonly versus?: string;
  readonly whyNot?: string;
  readonly templates?: string;
}

/** The styles that can be asked for by name. */
const STYLES = Object.keys(styles) as StyleName[];

/** The styles that need a second item. */
const COMPARING: readonly StyleName[] = ["pairwise", "difference"];

/**
 * Adds the options that say in which styles to explain.
 *
 * @param command The command.
 * @returns The same command.
 */
export function addStyleOptions(command: Command): Command {
  return command
    .option(
      "--style <names>",
      `explain in one or more styles: ${STYLES.join(", ")}`,
      someOf(STYLES),
    )
    .option("--versus <item>", "what pairwise and difference compare with (default: the next item)")
    .option("--why-not <item>", "say why this item is not in the list (contrastive)")
    .option("--templates <file>", "JSON with another wording of sentences");
}

/**
 * Reads the templates that the options name.
 *
 * @param flags The command line.
 * @returns The templates; undefined where none are named.
 * @throws {InputError} Where the file cannot be read or a template in it is wrong.
 */
export async function loadTemplates({ templates }: StyleFlags): Promise<Templates | undefined> {
  if (templates === undefined) return undefined;
  const text = new TextDecoder().decode(await readBytes(await openFile(templates)));
  return readTemplates(text, templates);
}

/** What a style answered. */
export type StyleAnswer = StyleResults[StyleName];

/**
 * Explains items in the styles that the options ask for.
 *
 * @param flags The command line.
 * @param question Model, user and recommender.
 * @param items Index of each item to explain, best first.
 * @param find Finds an item by its id.
 * @param options How to speak, and of which list.
 * @param counterfactuals What was found for each item, by its id; needed for the style of this name.
 * @returns The answers, item by item, the missed item first; undefined where the options ask for no style.
 * @throws {UsageError} Where a style lacks what it needs.
 */
export function explainInStyles(
  flags: StyleFlags,
  { stored: { model }, user, recommender }: Pick<Question, "stored" | "user" | "recommender">,
  items: readonly number[],
  find: (id: string) => number,
  options: StyleOptions,
  counterfactuals: ReadonlyMap<string, Counterfactual | null> = new Map(),
): StyleAnswer[] | undefined {
  const asked = askedStyles(flags);
  if (asked.length === 0) return undefined;
  const explainer = createStyleExplainer(model, recommender, options);
  const catalogue = model.dataset.interactions.items;
  const missed = flags.whyNot === undefined ? undefined : find(flags.whyNot);
  if (asked.includes("contrastive") && missed === undefined) {
    throw new UsageError(
      "Cannot explain in the style contrastive: no item is missed, expected --why-not",
    );
  }
  const versus = flags.versus === undefined ? undefined : find(flags.versus);
  const comparing: readonly StyleName[] = asked.filter((name) => COMPARING.includes(name));
  if (comparing.length > 0 && versus === undefined && items.length === 1) {
    throw new UsageError(
      `Cannot explain in the style ${
        comparing[0]
      }: there is one item, expected another to compare with by --versus`,
    );
  }
  const answer = (style: StyleName, about: Omit<StyleQuestion, "user">) =>
    explainer.explain(style, { user, ...about }) ?? [];
  const listed = items.flatMap((item, k) =>
    asked.filter((style) => style !== "contrastive").flatMap((style) => {
      if (style === "counterfactual") {
        const counterfactual = findingOf(counterfactuals.get(catalogue.ids[item]), catalogue);
        return counterfactual ? answer(style, { item, counterfactual }) : [];
      }
      if (!comparing.includes(style)) return answer(style, { item });
      // The last item of a list has none after it to be compared with; nothing is compared with itself.
      const other = versus ?? items[k + 1];
      return other === undefined || other === item ? [] : answer(style, { item, versus: other });
    })
  );
  return [
    ...(missed === undefined ? [] : [answer("contrastive", { item: missed })].flat()),
    ...listed,
  ];
}

/** What the style speaks of: the ratings, where some were found, and else the neurons. */
function findingOf(
  found: Counterfactual | null | undefined,
  { indexOf }: Vocabulary,
): CounterfactualFinding | undefined {
  if (!found) return undefined;
  const { n, neurons, ratings } = found;
  if (ratings?.found) {
    return { ratings: ratings.members.map(({ item }) => indexOf(item)!), n, verified: true };
  }
  return neurons.found
    ? { neurons: neurons.members.map(({ neuron }) => neuron), n, verified: true }
    : undefined;
}

/** Whether the options ask for counterfactuals to be found. */
export function asksForCounterfactuals({ style = [] }: StyleFlags): boolean {
  return style.includes("counterfactual");
}

/** The styles that are named, and those that an option of theirs implies. */
function askedStyles({ style = [], versus, whyNot }: StyleFlags): StyleName[] {
  const asked = new Set(style);
  if (whyNot !== undefined) asked.add("contrastive");
  if (versus !== undefined && !asked.has("difference")) asked.add("pairwise");
  return STYLES.filter((name) => asked.has(name));
}

/**
 * Answers for people: each item's title, then a line for each style.
 *
 * @param answers What the styles answered.
 * @param nameOf Title of an item by its id.
 * @returns The lines, with an empty one after each item.
 */
export function describeStyles(
  answers: readonly StyleAnswer[],
  nameOf: (id: string) => string,
): string[] {
  const lines: string[] = [];
  answers.forEach(({ item, style, sentence }, k) => {
    if (answers[k - 1]?.item !== item) lines.push(...(k > 0 ? [""] : []), nameOf(item));
    lines.push(`  ${style}: ${sentence}`);
  });
  return lines.length === 0 ? [] : [...lines, ""];
}
