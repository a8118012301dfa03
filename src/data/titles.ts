import { valueLabel } from "./labels.ts";

/** Articles that catalogues put behind the title so that it sorts; `L'` is written together with what follows. */
const ARTICLES = "The|An?|Las?|Les?|Los|L'|Il|Lo|El|Der|Die|Das|Det|Den|Une?|Una|Uno";

/**
 * A title as people say it: the article that a catalogue has put last comes first again, in the title and in other titles in
 * brackets, and an IRI becomes its name.
 *
 * @param title The title, or the id of an item that has none.
 * @returns The title to print.
 *
 * @example
 * ```ts
 * import { strictEqual } from "node:assert/strict";
 *
 * strictEqual(titleLabel("Usual Suspects, The (1995)"), "The Usual Suspects (1995)");
 * strictEqual(titleLabel("http://dbpedia.org/resource/AC/DC"), "AC/DC");
 * ```
 */
export function titleLabel(title: string): string {
  return valueLabel(title)
    .replace(RegExp(`^([^()]+), (${ARTICLES})(?= \\(|$)`), restore)
    .replace(
      RegExp(`\\(([^()]+), (${ARTICLES})\\)`, "g"),
      (_, rest, article) => `(${restore(_, rest, article)})`,
    )
    .trim();
}

function restore(_: string, rest: string, article: string): string {
  return `${article}${article.endsWith("'") ? "" : " "}${rest}`;
}
