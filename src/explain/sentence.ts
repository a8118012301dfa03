import type { Attribute } from "../data/knowledge_graph.ts";
import { attributeLabel, relationLabel } from "../data/labels.ts";
import { UsageError } from "../errors.ts";
import type { FansKind } from "../model/shared_settings.ts";
import { FANS_RELATION, POPULARITY_RELATION } from "../model/named_neurons.ts";
import type { Attribution, Contribution } from "./attribution.ts";

/** How a sentence is put. */
export interface SentenceOptions {
  /** How many attributes are named at most, from 1 (default 3). */
  readonly limit?: number;
  /** What the items are called, in the plural (default `items`), such as `films`. */
  readonly noun?: string;
  /** Kind of fans neurons in a shared network (default `pure`): a pure one holds a rating of its own item alone. */
  readonly fansKind?: FansKind;
}

/** What goes before the value for relations that have a way of speaking of their own; by the relation's label. */
const PHRASES: Readonly<Record<string, string>> = {
  "author": "written by",
  "country": "from",
  "director": "directed by",
  "genre": "of the genre",
  "music composer": "with music by",
  "producer": "produced by",
  "starring": "starring",
  // A Wikipedia category or a library's subject heading: nothing closer fits "1990s films" and "Whaling" alike.
  "subject": "filed under",
  "writer": "written by",
};

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
  const { limit = 3, noun = "items", fansKind = "pure" } = options;
  if (!Number.isInteger(limit) || limit < 1) {
    throw new UsageError(
      `Cannot explain in a sentence: the limit is ${limit}, expected an integer from 1`,
    );
  }
  const speaking = attribution.contributions.filter((reason) => reason.value > 0);
  const own = speaking.filter((reason) => reason.ofItem);
  const reasons = (own.length > 0 ? own : speaking).slice(0, limit);
  if (reasons.length === 0) return "No attribute speaks for this item.";
  if (attribution.through === "network") {
    const names = reasons.map(({ neuron }) => networkPhrase(nameOf(neuron), noun, fansKind));
    const rated = names.filter((name) => name !== undefined);
    const popular = rated.length < names.length ? "its overall popularity" : "";
    const own = rated.length > 0 ? `your ratings of ${enumerate(rated)}` : "";
    return `Recommended because of ${[own, popular].filter(Boolean).join(", and of ")}.`;
  }
  const list = (chosen: readonly Contribution[], mark: (reason: Contribution) => string) =>
    enumerate(
      chosen.map((reason) => `${noun} ${attributePhrase(nameOf(reason.neuron))}${mark(reason)}`),
    );
  const liked = list(
    reasons.filter((reason) => reason.weight > 0),
    (reason) => reason.ofItem ? "" : " (unlike this one)",
  );
  const disliked = list(
    reasons.filter((reason) => reason.weight < 0),
    (reason) => reason.ofItem ? " (like this one)" : "",
  );
  const [like, dislike] = attribution.through === "attributes"
    ? ["like", "dislike"]
    : ["your liking for", "your dislike of"];
  const tastes = [liked && `${like} ${liked}`, disliked && `${dislike} ${disliked}`]
    .filter(Boolean).join(" and ");
  return attribution.through === "attributes"
    ? `Recommended because you ${tastes}.`
    : `Recommended because people who rated it share ${tastes}.`;
}

/**
 * An attribute as what follows "items ...": `directed by Michael Mann`, `from the 1990s`; a relation without a phrase of
 * its own reads `with publisher Penguin`.
 *
 * @param attribute The attribute as the data write it.
 * @returns The phrase.
 *
 * @example
 * ```ts
 * import { strictEqual } from "node:assert/strict";
 *
 * strictEqual(attributePhrase({ relation: "genre", value: "Crime" }), "of the genre Crime");
 * strictEqual(attributePhrase({ relation: "dbo:publisher", value: "Penguin" }), "with publisher Penguin");
 * ```
 */
export function attributePhrase(attribute: Attribute): string {
  const relation = relationLabel(attribute.relation);
  // The label is `relation: value`.
  const value = attributeLabel(attribute).slice(relation.length + 2);
  if (relation === "decade") {
    return /^\d+s$/.test(value) ? `from the ${value}` : `from the decade ${value}`;
  }
  return Object.hasOwn(PHRASES, relation)
    ? `${PHRASES[relation]} ${value}`
    : `with ${relation} ${value}`;
}

/** What a neuron of a shared network says that the user rated; undefined for the bias of the output. */
function networkPhrase(name: Attribute, noun: string, fansKind: FansKind): string | undefined {
  if (name.relation === POPULARITY_RELATION) return undefined;
  if (name.relation !== FANS_RELATION) return `${noun} ${attributePhrase(name)}`;
  return fansKind === "pure" ? name.value : `${noun} related to ${name.value}`;
}

/** `a`, `a and b`, `a, b and c`; nothing for nothing. */
function enumerate(parts: readonly string[]): string {
  if (parts.length < 2) return parts.join("");
  return `${parts.slice(0, -1).join(", ")} and ${parts.at(-1)}`;
}
