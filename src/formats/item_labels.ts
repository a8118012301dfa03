import type { ItemLabelsOptions } from "./label_stream.ts";
import { itemsOfEntity } from "../data/graph/item_entities.ts";
import { formatFor } from "./data_formats.ts";
import type { InputSource } from "./input_source.ts";

/**
 * Reads what people call the items: item id and label in the first two columns, or wherever a header or the options say.
 * MovieLens `movies.dat`, `u.item` (both latin-1) and `movies.csv`, RecBole's `.item`, RDF (`rdfs:label` and its like) and Parquet are
 * read as they are.
 *
 * @param source Where to read; gzip or plain.
 * @param options The layout where it is not to be recognised, and a signal to stop.
 * @returns The label of each item id; items with an empty label are left out, and of several labels the last stands.
 * @throws {InputError} Where the file is empty, a line has another number of fields than the first, or an item id is
 * empty.
 * @throws {UsageError} Where the options contradict each other.
 *
 * @example
 * ```ts
 * import { strictEqual } from "node:assert/strict";
 *
 * const stream = new Blob(["949::Heat (1995)::Action|Crime\n"]).stream();
 * const labels = await readItemLabels({ name: "movies.dat", stream });
 * strictEqual(labels.get("949"), "Heat (1995)");
 * ```
 */
export async function readItemLabels(
  source: InputSource,
  options: ItemLabelsOptions = {},
): Promise<Map<string, string>> {
  const { format, input } = await formatFor(source, "labels", options);
  const { language = "en", link } = options;
  const labels = new Map<string, string>(), ranks = new Map<string, number>();
  // Tables name items in their columns; only in RDF is everything a subject.
  const linked = format.columns === "none" ? link : undefined;
  let seen = 0;
  await format.labels!.scan(input, options, (subject, label, tag) => {
    const rank = languageRank(tag, language.toLowerCase());
    seen++;
    for (const item of linked ? itemsOfEntity(linked, subject) ?? [] : [subject]) {
      // Of labels in equally good languages the last stands, as it does in files that name none.
      if (rank < (ranks.get(item) ?? 0)) continue;
      ranks.set(item, rank);
      labels.set(item, label);
    }
  });
  if (!linked && seen > labels.size) {
    options.onNote?.(
      `${seen - labels.size} labels of ${source.name} gave way to others of the same items`,
    );
  }
  return labels;
}

/** How good a label's language is: the one that is wanted, none at all, a variant of it, any other. */
function languageRank(tag: string | undefined, wanted: string): number {
  if (tag === wanted) return 3;
  if (tag === undefined) return 2;
  return tag.split("-")[0] === wanted.split("-")[0] ? 1 : 0;
}
