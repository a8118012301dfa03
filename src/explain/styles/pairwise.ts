import { UsageError } from "../../errors.ts";
import type { Attribution, Contribution } from "../attribution.ts";
import type { NamedPart, StyleContext, StyleQuestion, StyleResult } from "./style.ts";

/** Two items' scores, the higher first. */
export interface ComparedScores {
  /** Id of the item that the first is compared with. */
  readonly versus: string;
  /** Its title as the data write it, or else its id. */
  readonly versusLabel: string;
  /** Score of the item. */
  readonly score: number;
  /** Score of the other. */
  readonly versusScore: number;
}

/** What speaks for one of two items alone, in words and numbers. */
export interface PairwiseResult extends StyleResult, ComparedScores {
  /** Tells the styles apart. */
  readonly style: "pairwise";
  /** What speaks for the item and does not lead to the other, strongest first. */
  readonly reasons: readonly NamedPart[];
  /** What speaks for the other and does not lead to the item, strongest first. */
  readonly versusReasons: readonly NamedPart[];
  /** How many neurons speak for one of the two and were passed over because they lead to both. */
  readonly shared: number;
}

/**
 * The strongest reasons of one item that another one lacks: what leads to both is removed and the next strongest take its place.
 *
 * @param attribution The item's score taken apart.
 * @param leadsToOther Whether a neuron leads to the other item too.
 * @param limit How many reasons at most.
 * @returns The positive contributions of neurons that lead to this item alone, strongest first, and how many were removed.
 *
 * @example
 * ```ts
 * import { deepStrictEqual } from "node:assert/strict";
 *
 * const contributions = [5, 3, -2, 1].map((value, neuron) => ({ neuron, value, weight: value, ofItem: true }));
 * const { reasons, shared } = reasonsAlone(
 *   { item: 0, score: 7, through: "attributes", contributions },
 *   (neuron) => neuron === 0,
 *   2,
 * );
 * deepStrictEqual([reasons.map(({ neuron }) => neuron), shared], [[1, 3], 1]);
 * ```
 */
export function reasonsAlone(
  { contributions }: Attribution,
  leadsToOther: (neuron: number) => boolean,
  limit: number,
): { readonly reasons: readonly Contribution[]; readonly shared: number } {
  const own = contributions.filter(({ value, ofItem }) => value > 0 && ofItem);
  const alone = own.filter(({ neuron }) => !leadsToOther(neuron));
  return { reasons: alone.slice(0, limit), shared: own.length - alone.length };
}

/**
 * Pairwise: why one item stands above another, by the attributes that speak for one of them alone.
 *
 * Source: the pairwise style of Bellini et al., arXiv 1807.06300 (DLRS 2018): of the strongest attributes of both items those that they
 * share are removed, and the next strongest take their places.
 *
 * @param context What styles go by.
 * @param question The user and the item, and the other item.
 * @returns Numbers and a sentence; undefined where the recommender has nothing to go by for the user.
 * @throws {UsageError} Where the question names no other item.
 */
export function explainPairwise(
  context: StyleContext,
  question: StyleQuestion,
): PairwiseResult | undefined {
  const pair = comparedItems(context, question, "pairwise");
  if (!pair) return undefined;
  const { mine, other } = pair;
  const alone = (item: Attribution, versus: Attribution) =>
    reasonsAlone(item, (neuron) => context.leadsTo(neuron, versus.item), context.limit);
  const own = alone(mine, other), others = alone(other, mine);
  const [above, below] = mine.score >= other.score
    ? [sideOf(mine, other, own.reasons), sideOf(other, mine, others.reasons)]
    : [sideOf(other, mine, others.reasons), sideOf(mine, other, own.reasons)];
  return {
    style: "pairwise",
    ...context.itemOf(mine.item),
    sentence: [
      sayOrder(context, mine, other),
      sayAlone(context, above),
      sayAlone(context, below, above.reasons.length > 0 ? "speaks-alone-too" : "speaks-alone"),
    ].join(" "),
    ...comparedScores(context, mine, other),
    reasons: own.reasons.map(context.part),
    versusReasons: others.reasons.map(context.part),
    shared: own.shared + others.shared,
  };
}

/**
 * The scores of the two items of a question, taken apart.
 *
 * @param context What styles go by.
 * @param question The user and the two items.
 * @param style Who asks, for the message.
 * @returns Both attributions; undefined where the recommender has nothing to go by.
 * @throws {UsageError} Where the question names no other item.
 */
export function comparedItems(
  context: StyleContext,
  { user, item, versus }: StyleQuestion,
  style: string,
): { readonly mine: Attribution; readonly other: Attribution } | undefined {
  if (versus === undefined || versus === item) {
    throw new UsageError(
      `Cannot explain in the style ${style}: there is no second item, expected another one to compare with`,
    );
  }
  const mine = context.attribution(user, item), other = context.attribution(user, versus);
  return mine && other ? { mine, other } : undefined;
}

/** Ids and scores of two items. */
export function comparedScores(
  context: StyleContext,
  mine: Attribution,
  other: Attribution,
): ComparedScores {
  const { item: versus, label: versusLabel } = context.itemOf(other.item);
  return { versus, versusLabel, score: mine.score, versusScore: other.score };
}

/** Which of two items stands above the other. */
export function sayOrder(context: StyleContext, mine: Attribution, other: Attribution): string {
  const [item, versus] = [context.title(mine.item), context.title(other.item)];
  if (mine.score === other.score) {
    return context.sentence("ranked-equal", { item, other: versus });
  }
  const [above, below] = mine.score > other.score ? [item, versus] : [versus, item];
  return context.sentence("ranked-above", { above, below });
}

/** What speaks for one of two items alone. */
interface Side {
  readonly item: Attribution;
  readonly versus: Attribution;
  readonly reasons: readonly Contribution[];
}

function sideOf(item: Attribution, versus: Attribution, reasons: readonly Contribution[]): Side {
  return { item, versus, reasons };
}

function sayAlone(
  { phrases, sentence, title }: StyleContext,
  { item: mine, versus, reasons }: Side,
  key: "speaks-alone" | "speaks-alone-too" = "speaks-alone",
): string {
  const item = title(mine.item), other = title(versus.item);
  if (reasons.length === 0) return sentence("speaks-for-both", { item, other });
  const words = phrases.reasons(reasons, mine.through, item);
  if (mine.through !== "neighbours") return sentence(key, { item, other, reasons: words });
  const people = phrases.say(phrases.rated("who-rated", "who-chose"), { item });
  return sentence("shared-alone", { item, other, people, tastes: words });
}
