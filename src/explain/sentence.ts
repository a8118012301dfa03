import type { Attribute } from "../data/attribute.ts";
import { UsageError } from "../errors.ts";
import type { Attribution, Contribution } from "./attribution.ts";
import { tidySentence } from "./grammar.ts";
import { createPhrases, type PhraseOptions } from "./phrases.ts";

export { attributePhrase } from "./phrases.ts";

/** How a sentence is put. */
export interface SentenceOptions extends PhraseOptions {
  /** How many attributes are named at most, from 1 (default 3). */
  readonly limit?: number;
}

/**
 * Says in one plain English sentence why an item was recommended, naming the strongest attributes of the item that speak
 * for it, or, where none of its own does, the strongest tastes shared with the people who rated it. It
 * claims no more than the attribution holds: where the score comes through neighbours it speaks of their ratings, marks
 * liked attributes that the item itself lacks ("unlike this one"), and calls a dislike a dislike; where it comes through a shared
 * network, whose weights may make any rating speak for an item, it names the ratings and claims no liking. It takes ratings to be
 * at least 0: a negative rating by somebody of the opposite taste speaks for an item too, and would read as a shared taste.
 *
 * @param attribution The score taken apart.
 * @param nameOf Relation and value of a neuron, by its index; titles of items as values of fans neurons.
 * @param options How many attributes to name, and what items are called.
 * @returns The sentence, with its full stop; "No attribute speaks for this item." where no contribution is positive.
 * @throws {UsageError} Where the limit is not a positive integer.
 *
 * @example
 * ```ts
 * import { strictEqual } from "node:assert/strict";
 *
 * const attributes = [
 *   { relation: "dbo:director", value: "http://dbpedia.org/resource/Michael_Mann" },
 *   { relation: "dbo:starring", value: "http://dbpedia.org/resource/Al_Pacino" },
 * ];
 * const contributions = [
 *   { neuron: 0, value: 0.8, weight: 0.8, ofItem: true },
 *   { neuron: 1, value: 0.5, weight: 0.5, ofItem: true },
 * ];
 * strictEqual(
 *   recommendationSentence(
 *     { item: 0, score: 1.3, through: "attributes", contributions },
 *     (neuron) => attributes[neuron],
 *     { noun: "films" },
 *   ),
 *   "Recommended because you like films directed by Michael Mann and films starring Al Pacino.",
 * );
 * ```
 */
export function recommendationSentence(
  attribution: Attribution,
  nameOf: (neuron: number) => Attribute,
  options: SentenceOptions = {},
): string {
  const { limit = 3 } = options;
  if (!Number.isInteger(limit) || limit < 1) {
    throw new UsageError(
      `Cannot explain in a sentence: the limit is ${limit}, expected an integer from 1`,
    );
  }
  const phrases = createPhrases(nameOf, options);
  const { say, all } = phrases;
  const { through } = attribution;
  const reasons = speakingReasons(attribution).slice(0, limit);
  if (reasons.length === 0) return tidySentence(say("because-nothing"));
  if (through === "network") {
    const words = phrases.reasons(reasons, through, say("this-one"));
    return tidySentence(say("because-network", { reasons: words }));
  }
  const [like, dislike] = through === "attributes"
    ? ["like", "dislike"] as const
    : ["liking", "disliking"] as const;
  const marked = (reason: Contribution) => {
    const item = phrases.neuron(reason.neuron);
    if (reason.weight > 0) return reason.ofItem ? item : say("unlike", { item });
    return reason.ofItem && through === "neighbours" ? say("alike", { item }) : item;
  };
  const group = (key: typeof like | typeof dislike, chosen: readonly Contribution[]) =>
    chosen.length === 0 ? [] : [say(key, { items: all(chosen.map(marked)) })];
  const tastes = all([
    ...group(like, reasons.filter(({ weight }) => weight > 0)),
    ...group(dislike, reasons.filter(({ weight }) => weight < 0)),
  ]);
  if (through === "attributes") return tidySentence(say("because-attributes", { tastes }));
  const people = say(phrases.rated("who-rated", "who-chose"), { item: "it" });
  return tidySentence(say("because-neighbours", { people, tastes }));
}

/**
 * What speaks for an item: its own neurons, or, where none of them does, what else led to it.
 *
 * @param attribution The score taken apart.
 * @returns The positive contributions, strongest first.
 */
export function speakingReasons({ contributions }: Attribution): readonly Contribution[] {
  const speaking = contributions.filter(({ value }) => value > 0);
  const own = speaking.filter(({ ofItem }) => ofItem);
  return own.length > 0 ? own : speaking;
}
