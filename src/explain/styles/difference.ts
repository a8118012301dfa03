import type { Attribution, Contribution } from "../attribution.ts";
import { comparedItems, type ComparedScores, comparedScores, sayOrder } from "./pairwise.ts";
import type { NamedNeuron, StyleContext, StyleQuestion, StyleResult } from "./style.ts";

/** What one neuron adds to the lead of one item over another. */
export interface ContributionDifference {
  /** Index of the neuron. */
  readonly neuron: number;
  /** Contribution to the item less contribution to the other; never 0. */
  readonly difference: number;
  /** Contribution to the item, 0 where there is none. */
  readonly contribution: number;
  /** Contribution to the other, 0 where there is none. */
  readonly versusContribution: number;
  /** The user's own weight of the neuron. */
  readonly weight: number;
}

/** A difference with the name of its neuron. */
export interface NamedDifference extends NamedNeuron, Omit<ContributionDifference, "neuron"> {}

/** The difference of two scores taken apart, in words and numbers. */
export interface DifferenceResult extends StyleResult, ComparedScores {
  /** Tells the styles apart. */
  readonly style: "difference";
  /** Score of the item less score of the other. */
  readonly difference: number;
  /** Every neuron whose contributions differ, largest difference first; they sum to `difference`. */
  readonly differences: readonly NamedDifference[];
}

/**
 * Takes the difference of two scores apart: the part of each neuron is its contribution to the one less its contribution to the other.
 *
 * @param mine One score taken apart.
 * @param other Another one of the same user.
 * @returns The differences that are not 0, by descending absolute value, ties by ascending neuron; they sum to the difference of the scores.
 *
 * @example
 * ```ts
 * import { deepStrictEqual } from "node:assert/strict";
 *
 * const scored = (item: number, ...values: number[]) => ({
 *   item,
 *   score: values.reduce((sum, value) => sum + value),
 *   through: "attributes" as const,
 *   contributions: values.map((value, neuron) => ({ neuron, value, weight: value, ofItem: true })),
 * });
 * const differences = contributionDifferences(scored(0, 3, 1), scored(1, 1, 1, 4));
 * deepStrictEqual(differences.map(({ neuron, difference }) => [neuron, difference]), [[2, -4], [0, 2]]);
 * ```
 */
export function contributionDifferences(
  mine: Attribution,
  other: Attribution,
): ContributionDifference[] {
  const found = new Map<number, ContributionDifference>();
  for (const { neuron, value, weight } of mine.contributions) {
    found.set(neuron, {
      neuron,
      difference: value,
      contribution: value,
      versusContribution: 0,
      weight,
    });
  }
  for (const { neuron, value, weight } of other.contributions) {
    const contribution = found.get(neuron)?.contribution ?? 0;
    const difference = contribution - value;
    found.set(neuron, { neuron, difference, contribution, versusContribution: value, weight });
  }
  return [...found.values()].filter(({ difference }) => difference !== 0).sort((a, b) =>
    Math.abs(b.difference) - Math.abs(a.difference) || a.neuron - b.neuron
  );
}

/**
 * Difference: why one item stands above another, by what each neuron adds to the lead, whether it leads to one of them or to both.
 *
 * @param context What styles go by.
 * @param question The user and the item, and the other item.
 * @returns Numbers and a sentence; undefined where the recommender has nothing to go by for the user.
 * @throws {UsageError} Where the question names no other item.
 */
export function explainDifference(
  context: StyleContext,
  question: StyleQuestion,
): DifferenceResult | undefined {
  const pair = comparedItems(context, question, "difference");
  if (!pair) return undefined;
  const { mine, other } = pair;
  const differences = contributionDifferences(mine, other);
  return {
    style: "difference",
    ...context.itemOf(mine.item),
    sentence: mine.score >= other.score
      ? differenceSentence(context, mine, other)
      : differenceSentence(context, other, mine),
    ...comparedScores(context, mine, other),
    difference: mine.score - other.score,
    differences: differences.map(({ neuron, ...rest }) => ({ ...context.name(neuron), ...rest })),
  };
}

/** The largest differences for the item above, and those against it that are as large as the least of them. */
function differenceSentence(context: StyleContext, above: Attribution, below: Attribution): string {
  const { phrases, limit, sentence, title } = context;
  const differences = contributionDifferences(above, below);
  const leading = differences.filter(({ difference }) => difference > 0).slice(0, limit);
  if (above.score === below.score || leading.length === 0) return sayOrder(context, above, below);
  const floor = leading.at(-1)!.difference;
  const opposing = differences.filter(({ difference }) => -difference >= floor).slice(0, limit);
  const words = (chosen: readonly ContributionDifference[], item: string) =>
    phrases.reasons(chosen.map(asContribution), above.through, item);
  const names = { above: title(above.item), below: title(below.item) };
  const people = (item: string) => phrases.say(phrases.rated("who-rated", "who-chose"), { item });
  const near = above.through === "neighbours";
  const because = sentence(near ? "difference-neighbours" : "difference", {
    ...names,
    people: people(names.above),
    reasons: words(leading, names.above),
  });
  if (opposing.length === 0) return because;
  const against = sentence(near ? "difference-against-neighbours" : "difference-against", {
    ...names,
    people: people(names.below),
    reasons: words(opposing, names.below),
  });
  return `${because} ${against}`;
}

function asContribution({ neuron, difference, weight }: ContributionDifference): Contribution {
  return { neuron, value: difference, weight, ofItem: true };
}
