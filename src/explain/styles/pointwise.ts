import type { Attribution, Contribution } from "../attribution.ts";
import { speakingReasons } from "../sentence.ts";
import type { NamedPart, StyleContext, StyleQuestion, StyleResult } from "./style.ts";

/** The strongest reasons for one item, in words and numbers. */
export interface PointwiseResult extends StyleResult {
  /** Tells the styles apart. */
  readonly style: "pointwise";
  /** The score. */
  readonly score: number;
  /** How neurons reach the item. */
  readonly through: Attribution["through"];
  /** What speaks most for the item, strongest first: its own neurons, or, where none of these does, what else led to it. */
  readonly reasons: readonly NamedPart[];
  /** What speaks most against it, strongest first. */
  readonly against: readonly NamedPart[];
  /** All other contributions: how many, and their sum. With the above they sum to the score. */
  readonly others: { readonly count: number; readonly contribution: number };
}

/**
 * Pointwise: the top k attributes that speak for the item. What speaks against it is said where it is at least as strong as the
 * weakest reason that is named.
 *
 * Source: the pointwise style of Bellini et al., arXiv 1807.06300 (DLRS 2018).
 *
 * @param context What styles go by.
 * @param question The user and the item.
 * @returns Numbers and a sentence; undefined where the recommender has nothing to go by for the user.
 */
export function explainPointwise(
  context: StyleContext,
  { user, item }: StyleQuestion,
): PointwiseResult | undefined {
  const attribution = context.attribution(user, item);
  if (!attribution) return undefined;
  const { limit } = context;
  const { contributions, score, through } = attribution;
  const reasons = speakingReasons(attribution).slice(0, limit);
  const against = contributions.filter(({ value }) => value < 0).slice(0, limit);
  const named = new Set([...reasons, ...against]);
  const others = contributions.filter((contribution) => !named.has(contribution));
  const floor = reasons.at(-1)?.value ?? 0;
  const strong = against.filter(({ value }) => -value >= floor);
  return {
    style: "pointwise",
    ...context.itemOf(item),
    sentence: [context.recommendation(attribution), ...sayAgainst(context, strong, through)].join(
      " ",
    ),
    score,
    through,
    reasons: reasons.map(context.part),
    against: against.map(context.part),
    others: { count: others.length, contribution: sumOf(others) },
  };
}

function sayAgainst(
  { phrases, sentence }: StyleContext,
  against: readonly Contribution[],
  through: Attribution["through"],
): string[] {
  if (against.length === 0) return [];
  const reasons = phrases.reasons(against, through, phrases.say("this-one"));
  if (through !== "neighbours") return [sentence("against", { reasons })];
  const people = phrases.say(phrases.rated("who-rated", "who-chose"), { item: "it" });
  return [sentence("against-neighbours", { people, reasons })];
}

function sumOf(contributions: readonly Contribution[]): number {
  return contributions.reduce((sum, { value }) => sum + value, 0);
}
