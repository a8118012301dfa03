import type { Attribute } from "./attribute.ts";
import { PREFIX_NAMES } from "./prefix_names.ts";

/**
 * An attribute in words, `relation: value`, without IRIs.
 *
 * @param attribute The attribute as the data write it.
 * @returns Its label.
 *
 * @example
 * ```ts
 * import { strictEqual } from "node:assert/strict";
 *
 * strictEqual(
 *   attributeLabel({ relation: "dct:subject", value: "http://dbpedia.org/resource/Category:1990s_comedy_films" }),
 *   "subject: 1990s comedy films",
 * );
 * ```
 */
export function attributeLabel(attribute: Attribute): string {
  return `${relationLabel(attribute.relation)}: ${attributeValueLabel(attribute)}`;
}

/**
 * The value of an attribute in words: what the data call it, else what can be read off the value.
 *
 * @param attribute The attribute.
 * @returns Its label without the relation.
 *
 * @example
 * ```ts
 * import { strictEqual } from "node:assert/strict";
 *
 * const value = "http://www.wikidata.org/entity/Q44578";
 * strictEqual(attributeValueLabel({ relation: "wdt:P144", value, name: "Titanic" }), "Titanic");
 * strictEqual(attributeValueLabel({ relation: "wdt:P144", value }), "Q44578");
 * ```
 */
export function attributeValueLabel({ name, value }: Attribute): string {
  return name ?? valueLabel(value);
}

/** What Wikidata's properties are called here: like the relations of DBpedia that say the same. */
const WIKIDATA_RELATIONS: Readonly<Record<string, string>> = {
  P50: "author",
  P57: "director",
  P58: "writer",
  P86: "music composer",
  P123: "publisher",
  P136: "genre",
  P144: "based on",
  P161: "starring",
  P162: "producer",
  P175: "artist",
  P264: "record label",
  P272: "production company",
  P344: "cinematography",
  P364: "language",
  P407: "language",
  P495: "country",
  P527: "part",
  P655: "translator",
  P750: "distributor",
  P921: "subject",
  P1040: "editing",
};

/**
 * A relation in words, in lower case: `http://dbpedia.org/ontology/musicComposer`, `dbo:musicComposer`, `music_composer` and Wikidata's
 * `wdt:P86` all become `music composer`. A chain of relations is read from its end, where that says `broader`.
 *
 * @param relation The relation as the data write it.
 * @returns Its label, never empty.
 *
 * @example
 * ```ts
 * import { strictEqual } from "node:assert/strict";
 *
 * strictEqual(relationLabel("http://dbpedia.org/ontology/musicComposer"), "music composer");
 * strictEqual(relationLabel("http://www.wikidata.org/prop/direct/P57"), "director");
 * strictEqual(relationLabel("dct:subject/skos:broader"), "broader subject");
 * ```
 */
export function relationLabel(relation: string): string {
  const hops = chainHops(relation)?.map(relationLabel);
  if (hops !== undefined) {
    return hops.at(-1) === "broader"
      ? `broader ${hops.slice(0, -1).join(" / ")}`
      : hops.join(" / ");
  }
  const name = localName(unquoted(relation));
  if (Object.hasOwn(WIKIDATA_RELATIONS, name)) return WIKIDATA_RELATIONS[name];
  return splitWords(spaced(name)).toLowerCase() || relation;
}

const NEXT_HOP = new RegExp(`/(?=<|https?:\\/\\/|(?:${PREFIX_NAMES.join("|")}):)`);

/**
 * The relations of a chain such as `dct:subject/skos:broader`: prefixed names or IRIs with slashes between.
 *
 * @param relation The relation as the data or the options write it.
 * @returns At least two relations, or undefined where it is a single one.
 *
 * @example
 * ```ts
 * import { deepStrictEqual, strictEqual } from "node:assert/strict";
 *
 * deepStrictEqual(chainHops("<http://purl.org/dc/terms/subject>/skos:broader"), [
 *   "<http://purl.org/dc/terms/subject>", "skos:broader",
 * ]);
 * strictEqual(chainHops("dbp:session/touringMembers"), undefined);
 * ```
 */
export function chainHops(relation: string): string[] | undefined {
  // Names hold slashes themselves: one ends a name only where a bracket, a scheme or a well-known prefix follows.
  const hops = relation.split(NEXT_HOP);
  const whole = hops.every((hop) => /^<[^<>\s]+>$|^[a-z][\w+.-]*:[^\s<>]+$/i.test(hop));
  return whole && hops.length > 1 ? hops : undefined;
}

/**
 * A value in words: the local name of an IRI or of one of the usual prefixed names (`dbr:`, `dbc:`, `wd:`), decoded, and the text of
 * an RDF literal. Other plain text stays as it is.
 *
 * @param value The value as the data write it.
 * @returns Its label; the value itself where nothing readable is left of it.
 *
 * @example
 * ```ts
 * import { strictEqual } from "node:assert/strict";
 *
 * strictEqual(valueLabel("http://dbpedia.org/resource/Kenneth_%22Babyface%22_Edmonds"), 'Kenneth "Babyface" Edmonds');
 * strictEqual(valueLabel("dbr:AC/DC"), "AC/DC");
 * strictEqual(valueLabel("100% Wolf"), "100% Wolf");
 * ```
 */
export function valueLabel(value: string): string {
  const text = unquoted(value);
  if (!isIri(text) && !KNOWN_PREFIX.test(text)) return text || value;
  const name = spaced(localName(text)).replace(/^Category: ?/i, "");
  return (/\/(ontology|class\/yago)\//.test(text) ? splitWords(name) : name) || value;
}

/** Prefixes that stand for an IRI beyond doubt; any other colon may be part of a text, as in `Mission:Impossible`. */
const KNOWN_PREFIX = new RegExp(`^(?:${PREFIX_NAMES.join("|")}|dbpedia|yago):\\S+$`);

/** Some real IRIs hold no-break spaces, remains of a wrong encoding. */
function isIri(text: string): boolean {
  return /^[a-z][a-z0-9+.-]*:\/\/[^ \t\r\n]+$/i.test(text);
}

/** Without the angle brackets of an IRI, or the quotes, language and type of a literal in N-Triples. */
function unquoted(text: string): string {
  const literal = /^"([^"\\]*(?:\\.[^"\\]*)*)"(@[a-z]+(-[a-z\d]+)*|\^\^\S+)?$/i.exec(text)?.[1];
  const words = literal === undefined ? undefined : unescapeLiteral(literal).replace(/\s+/g, " ");
  return /^<([^<>\s]+)>$/.exec(text)?.[1] ?? words ?? text;
}

/** Control characters by the letters that stand for them behind a backslash. */
const ESCAPES: Readonly<Record<string, string>> = {
  t: "\t",
  n: "\n",
  r: "\r",
  b: "\b",
  f: "\f",
};

/**
 * The text of a literal without its escapes. A number that is no character's stays as it is written.
 *
 * Source: RDF 1.1 N-Triples, productions ECHAR and UCHAR.
 *
 * @param text What stands between the quotes.
 * @returns The text.
 *
 * @example
 * ```ts
 * import { strictEqual } from "node:assert/strict";
 *
 * strictEqual(unescapeLiteral('Am\\u00E9lie \\"A.\\"'), 'Amélie "A."');
 * ```
 */
export function unescapeLiteral(text: string): string {
  if (!text.includes("\\")) return text;
  return text.replace(
    /\\(?:u([\da-fA-F]{4})|U([\da-fA-F]{8})|(.))/g,
    (whole, short, long, one) => {
      if (one !== undefined) return ESCAPES[one] ?? one;
      const point = parseInt(short ?? long, 16);
      return point > 0x10ffff ? whole : String.fromCodePoint(point);
    },
  );
}

/**
 * What follows the last `#` of an IRI (unless it only says "the thing that this page is about"), else its path below the
 * folder of names (a name may contain slashes), else the last part of the path, else the host; a prefixed name's local part.
 */
function localName(text: string): string {
  if (!isIri(text)) {
    return /^[a-z][\w-]*:[^\s:]+$/i.test(text) || KNOWN_PREFIX.test(text)
      ? text.slice(text.indexOf(":") + 1)
      : text;
  }
  const hash = text.lastIndexOf("#");
  const fragment = hash < 0 ? "" : text.slice(hash + 1);
  if (fragment !== "" && !/^(me|this|it|id|i)$/i.test(fragment)) return fragment;
  const page = hash < 0 ? text : text.slice(0, hash);
  const named = /\/(?:resource|page|wiki|entity)\/(.*[^/])\/*$/.exec(page);
  return named ? named[1] : page.replace(/\/+$/, "").replace(/^.*\//, "");
}

/**
 * Decoded, with spaces for underscores, and without the `__1` that DBpedia numbers its intermediate nodes with or the number
 * that YAGO takes from WordNet.
 */
function spaced(name: string): string {
  return decoded(name).replace(/__\d+$/, "").replace(/(?<=\p{L})1\d{8}$/u, "")
    .replaceAll("_", " ").replace(/\s+/g, " ").trim();
}

/**
 * With every percent escape decoded that is one: as UTF-8, else as Latin-1; a stray percent sign stays. Letters that were escaped
 * twice, as some real ones are, are decoded twice.
 */
function decoded(name: string): string {
  return name.replace(/(%[\da-f]{2})+/gi, (escapes) => {
    try {
      return decodeURIComponent(escapes);
    } catch {
      return escapes.replace(/%(..)/g, (_, hex) => String.fromCharCode(parseInt(hex, 16)));
    }
  }).replace(/(%[c-f][\da-f](%[89ab][\da-f])+)+/gi, (escapes) => {
    try {
      return decodeURIComponent(escapes);
    } catch {
      return escapes;
    }
  });
}

/** `camelCase` as `camel Case`. */
function splitWords(name: string): string {
  return name.replace(/(?<=\p{Ll})(?=\p{Lu})/gu, " ");
}
