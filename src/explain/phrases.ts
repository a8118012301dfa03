import type { Attribute } from "../data/attribute.ts";
import { attributeValueLabel, relationLabel } from "../data/labels.ts";
import { titleLabel } from "../data/titles.ts";
import { FANS_RELATION, POPULARITY_RELATION } from "../model/named_neurons.ts";
import type { FansKind } from "../model/shared_settings.ts";
import type { Attribution, Contribution } from "./attribution.ts";
import { fill, placeName, singular } from "./grammar.ts";
import { ANY_RELATION, ENGLISH, type SentenceKey, type Templates } from "./templates.ts";

/** What sentences need to know beside the numbers. */
export interface PhraseOptions {
  /** The wording (default: the built-in one). */
  readonly templates?: Templates;
  /** What items are called, in the plural (default `items`), such as `films`. */
  readonly noun?: string;
  /** Kind of fans neurons in a shared network (default `pure`): a pure one holds a rating of its own item alone. */
  readonly fansKind?: FansKind;
  /** Whether users chose items without rating them (default false). */
  readonly implicit?: boolean;
  /** Whether the user's weight of a neuron was inferred from others' profiles, which is said wherever it is named (default: none was). */
  readonly inferred?: (neuron: number) => boolean;
}

/** Puts neurons and lists into words. */
export interface Phrases {
  /** What items are called, in the plural. */
  readonly many: string;
  /** What one item is called. */
  readonly one: string;
  /** Fills a template in; `one` and `many` are always known. */
  say(key: SentenceKey, values?: Readonly<Record<string, string>>): string;
  /** The first where users rated items, the second where they only chose them. */
  rated(rated: SentenceKey, chosen: SentenceKey): SentenceKey;
  /** `a`, `a and b`, `a, b and c`, each named once; nothing for nothing. */
  all(parts: readonly string[]): string;
  /** `a`, `a or b`, `a, b or c`, each named once; nothing for nothing. */
  any(parts: readonly string[]): string;
  /** What a neuron stands for: `films directed by Michael Mann`, `fans of Heat (1995)`, `overall popularity`. */
  neuron(index: number): string;
  /** What an item that a neuron leads to is one of: `films tied to fans of Heat (1995)`. */
  kin(index: number): string;
  /**
   * Reasons as a noun phrase: `your liking for films directed by Michael Mann and your dislike of films of the genre Musical`, or, where a
   * shared network scores and claims no liking, `your ratings of films directed by Michael Mann`.
   */
  reasons(
    reasons: readonly Contribution[],
    through: Attribution["through"],
    item: string,
  ): string;
}

/**
 * Prepares the wording.
 *
 * @param nameOf Relation and value of a neuron, by its index; titles of items as values of fans neurons.
 * @param options How to speak.
 * @returns The wording.
 */
export function createPhrases(
  nameOf: (neuron: number) => Attribute,
  options: PhraseOptions = {},
): Phrases {
  const { templates = ENGLISH, noun: many = "items", fansKind = "pure", implicit } = options;
  const one = singular(many);
  const say: Phrases["say"] = (key, values = {}) =>
    fill(templates.sentences[key], { one, many, ...values });
  const list = (conjunction: "and" | "or") => (repeated: readonly string[]) => {
    const parts = [...new Set(repeated)];
    return parts.slice(0, -1).reduceRight(
      (rest, first, k) =>
        k === parts.length - 2
          ? say(conjunction, { first, last: rest })
          : say("comma", { first, rest }),
      parts.at(-1) ?? "",
    );
  };
  const all = list("and"), any = list("or");
  const rated: Phrases["rated"] = (rated, chosen) => implicit ? chosen : rated;
  const having = (attribute: Attribute) => {
    const category = categoryOf(attribute, many, templates);
    return category === undefined
      ? `${many} ${attributePhrase(attribute, templates)}`
      : say("category", { category, value: attributeValueLabel(attribute) });
  };
  const neuron = (index: number) => {
    const name = nameOf(index);
    if (name.relation === POPULARITY_RELATION) return say("overall-popularity");
    if (name.relation === FANS_RELATION) return say("fans-of", { title: titleLabel(name.value) });
    return options.inferred?.(index) ? say("inferred", { item: having(name) }) : having(name);
  };
  /** The user's ratings that come in through a neuron of a shared network. */
  const ratingsIn = (name: Attribute) => {
    if (name.relation !== FANS_RELATION) return having(name);
    const title = titleLabel(name.value);
    return fansKind === "pure" ? title : say("related-to", { title });
  };
  const throughNetwork = (reasons: readonly Contribution[], item: string) => {
    const names = reasons.map((reason) => nameOf(reason.neuron));
    const mine = names.filter(({ relation }) => relation !== POPULARITY_RELATION);
    const single = mine.length === 1 && mine[0].relation === FANS_RELATION && fansKind === "pure";
    const key = single
      ? rated("your-rating", "your-choice")
      : rated("your-ratings", "your-choices");
    return joined(
      mine.length > 0 ? say(key, { items: all(mine.map(ratingsIn)) }) : "",
      mine.length,
      mine.length < names.length ? say("popularity-of", { item }) : "",
    );
  };
  /** Two groups as one; a comma keeps a first one of several things apart. */
  const joined = (first: string, size: number, last: string) => {
    if (first === "" || last === "") return first || last;
    return say(size > 1 ? "and-then" : "and", { first, last });
  };
  const ofTaste = (key: "liking" | "disliking", reasons: readonly Contribution[]) =>
    reasons.length === 0 ? "" : say(key, { items: all(reasons.map((r) => neuron(r.neuron))) });
  return {
    many,
    one,
    say,
    rated,
    all,
    any,
    neuron,
    kin(index) {
      const name = nameOf(index);
      return name.relation === FANS_RELATION
        ? say("tied-to", { fans: neuron(index) })
        : neuron(index);
    },
    reasons(reasons, through, item) {
      if (through === "network") return throughNetwork(reasons, item);
      const liked = reasons.filter(({ weight }) => weight > 0);
      const disliked = reasons.filter(({ weight }) => weight < 0);
      return joined(ofTaste("liking", liked), liked.length, ofTaste("disliking", disliked));
    },
  };
}

/**
 * An attribute as what follows "items ...": `directed by Michael Mann`, `from the 1990s`; a relation without a phrase of
 * its own reads `with constructor Ferrari`.
 *
 * @param attribute The attribute as the data write it.
 * @param templates The wording (default: the built-in one).
 * @returns The phrase.
 *
 * @example
 * ```ts
 * import { strictEqual } from "node:assert/strict";
 *
 * strictEqual(attributePhrase({ relation: "genre", value: "Crime" }), "of the genre Crime");
 * strictEqual(attributePhrase({ relation: "dbo:raceTrack", value: "Monza" }), "with race track Monza");
 * ```
 */
export function attributePhrase(attribute: Attribute, templates: Templates = ENGLISH): string {
  const relation = relationLabel(attribute.relation), value = attributeValueLabel(attribute);
  const { phrases } = templates;
  return fill(Object.hasOwn(phrases, relation) ? phrases[relation] : phrases[ANY_RELATION], {
    relation,
    value,
    the_value: relation === "decade" ? decadeName(value) : placeName(value),
    short_value: withoutRelation(value, relation),
  });
}

/**
 * What items of a category are called, where its name says so itself: `films shot in Arizona`, `1993 films`. `Films directed by Michael
 * Mann` stays the name of a category, so that it can be told from the director.
 */
function categoryOf(
  attribute: Attribute,
  many: string,
  { phrases }: Templates,
): string | undefined {
  if (relationLabel(attribute.relation) !== "subject") return undefined;
  const name = attributeValueLabel(attribute);
  if (name.toLowerCase().startsWith(`${many} `)) {
    const rest = name.slice(many.length + 1);
    const another = Object.values(phrases).some((phrase) => {
      const before = phrase.slice(0, phrase.indexOf("{"));
      return before.endsWith(" by ") && rest.startsWith(before);
    });
    return another ? undefined : `${many} ${rest}`;
  }
  // Any other first word may be a name, and a capital letter would stand out in a sentence.
  return /^\d/.test(name) && name.endsWith(` ${many}`) ? name : undefined;
}

function decadeName(value: string): string {
  return /^\d+s$/.test(value) ? `the ${value}` : `the decade ${value}`;
}

/** `English` for the language `English language`. */
function withoutRelation(value: string, relation: string): string {
  const shorter = value.length - relation.length - 1;
  return shorter > 0 && value.toLowerCase().endsWith(` ${relation}`)
    ? value.slice(0, shorter)
    : value;
}
