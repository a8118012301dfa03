import type { Attribute } from "./knowledge_graph.ts";

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
  return `${relationLabel(attribute.relation)}: ${valueLabel(attribute.value)}`;
}

/** A relation in words: `http://dbpedia.org/ontology/musicComposer` and `dbo:musicComposer` become `music composer`. */
export function relationLabel(relation: string): string {
  return spaced(localName(relation)).replace(/\p{Ll}\p{Lu}/gu, (pair) => `${pair[0]} ${pair[1]}`)
    .toLowerCase();
}

/** A value in words: the local name of an IRI, decoded; plain text stays as it is. */
export function valueLabel(value: string): string {
  if (!isIri(value)) return value;
  return spaced(localName(value)).replace(/^Category:/, "");
}

function isIri(text: string): boolean {
  return /^[a-z][a-z0-9+.-]*:\/\/\S+$/i.test(text);
}

/** What follows the last `#` of an IRI, else its path below the authority (an id may contain slashes), else a prefixed name's local part. */
function localName(text: string): string {
  if (!isIri(text)) {
    return /^[a-z][\w-]*:[^\s:]+$/i.test(text) ? text.slice(text.indexOf(":") + 1) : text;
  }
  const hash = text.lastIndexOf("#");
  if (hash >= 0 && hash < text.length - 1) return text.slice(hash + 1);
  const resource = /\/resource\/(.+)$/.exec(text);
  return resource ? resource[1] : text.replace(/\/+$/, "").replace(/^.*\//, "");
}

function spaced(name: string): string {
  let decoded = name;
  try {
    decoded = decodeURIComponent(name);
  } catch {
    // A stray percent sign: the name is shown as it stands.
  }
  return decoded.replaceAll("_", " ").trim();
}
