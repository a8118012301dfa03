import { relationLabel } from "../data/labels.ts";
import type { Attribution } from "./attribution.ts";
import type { BroaderReason } from "./broader_reasons.ts";
import { tidySentence } from "./grammar.ts";
import { createPhrases, type PhraseOptions } from "./phrases.ts";

/** Categories that a sentence names at most, and what it names of each. */
const MOST_CATEGORIES = 2, MOST_THROUGH = 2;

/**
 * Says through which broader categories an item was recommended, and what of them it came through. As in the sentence about
 * attributes, nothing is claimed to be liked where any rating may speak for an item, and what was inferred is said to be.
 *
 * @param reasons Categories that speak for the item, strongest first; labels are `relation: value` in words.
 * @param through How neurons reach the item.
 * @param options How to speak.
 * @returns The sentence; empty where no category speaks for the item.
 *
 * @example
 * ```ts
 * import { strictEqual } from "node:assert/strict";
 *
 * const genre = { relation: "genre", value: "Crime", label: "genre: Crime", contribution: 1 };
 * const family = { relation: "family", value: "Suspense", label: "family: Suspense", contribution: 1, through: [genre] };
 * strictEqual(
 *   broaderSentence([family], "attributes", { noun: "films" }),
 *   "More broadly, because you like films of the family Suspense (through films of the genre Crime).",
 * );
 * ```
 */
export function broaderSentence(
  reasons: readonly BroaderReason[],
  through: Attribution["through"],
  options: PhraseOptions = {},
): string {
  if (reasons.length === 0) return "";
  const named = reasons.slice(0, MOST_CATEGORIES).map((reason) => ({
    reason,
    parts: reason.through.filter(({ contribution }) => contribution > 0).slice(0, MOST_THROUGH),
  }));
  // What people call the value is the label without its relation.
  const all = named.flatMap(({ reason, parts }) => [reason, ...parts]).map((
    { relation, value, label, inferred },
  ) => ({ relation, value, label: label.slice(relationLabel(relation).length + 2), inferred }));
  const phrases = createPhrases((index) => all[index], {
    ...options,
    inferred: (index) => all[index].inferred === true,
  });
  let at = 0;
  const categories = named.map(({ parts }) => {
    const category = phrases.neuron(at++);
    const items = phrases.all(parts.map(() => phrases.neuron(at++)));
    return items === "" ? category : phrases.say("through", { category, items });
  });
  const key = ({
    attributes: "more-broadly",
    neighbours: "more-broadly-neighbours",
    network: "more-broadly-network",
  } as const)[through];
  return tidySentence(phrases.say(key, { categories: phrases.all(categories) }));
}
