import { InputError } from "../errors.ts";
import { findColumns, hasKnownNames } from "./columns.ts";
import { readDelimited } from "./delimited.ts";
import { type InputSource, readBytes } from "./input_source.ts";
import { iriProblem, withoutBrackets } from "./iri.ts";
import { type ItemEntity, mappingColumns } from "./mapping.ts";
import { iriOf } from "./rdf_terms.ts";
import { textChunks } from "./text.ts";

/**
 * Reads the IRIs of items, to look them up: a mapping as {@link readMapping} reads it, with other columns beside those of item and
 * IRI too (published ones have a title between and no header), or one IRI a line, which is the item's id as well. Every IRI is checked. Names with a usual prefix become the IRIs that they
 * stand for, angle brackets fall away, and lines that repeat item and IRI count once.
 *
 * @param source Where to read; gzip or plain.
 * @param signal Stops the reading.
 * @returns Items and IRIs in their order.
 * @throws {InputError} Where the file is empty, a line has no item or no IRI, or an IRI holds a character that none may hold.
 *
 * @example
 * ```ts
 * import { deepStrictEqual } from "node:assert/strict";
 *
 * const stream = new Blob(["6\tHeat (1995)\thttp://dbpedia.org/resource/Heat\n"]).stream();
 * deepStrictEqual(await readItemEntities({ name: "mapping.tsv", stream }), [
 *   { item: "6", entity: "http://dbpedia.org/resource/Heat" },
 * ]);
 * ```
 */
export async function readItemEntities(
  source: InputSource,
  signal?: AbortSignal,
): Promise<ItemEntity[]> {
  const { name } = source;
  const bytes = await readBytes(source, signal);
  const again = (): InputSource => ({ name, stream: new Blob([bytes.slice()]).stream() });
  let text = "";
  for await (const piece of textChunks(again(), signal)) text += piece;
  const lines = text.split(/\r?\n/);
  const first = lines.find((line) => line.trim() !== "");
  if (first === undefined) throw new InputError({ file: name }, "the file is empty, expected IRIs");
  const found = new Map<string, ItemEntity>();
  const add = (line: number, column: number, field: string, item?: string) => {
    const bare = withoutBrackets(field.trim());
    const entity = iriOf(bare) ?? bare;
    const problem = iriProblem(entity);
    if (problem !== undefined) throw new InputError({ file: name, line, column }, problem);
    const id = item ?? entity;
    if (id === "") {
      throw new InputError({ file: name, line, column: 1 }, "the item is empty, expected an id");
    }
    found.set(JSON.stringify([id, entity]), { item: id, entity });
  };
  if (looksLikeIri(first) && !first.includes("\t")) {
    for (const [k, line] of lines.entries()) if (line.trim() !== "") add(k + 1, 1, line);
    return [...found.values()];
  }
  let headed = false, at: { readonly item: number; readonly entity: number } | undefined;
  await readDelimited(again(), { of: "items and IRIs", minFields: 2 }, (fields, line) => {
    if (at === undefined && hasKnownNames(fields, mappingColumns)) {
      const plan = findColumns(fields, mappingColumns, { file: name, line }, {});
      at = { item: plan.at.item!, entity: plan.at.entity! };
      return;
    }
    if (at === undefined) {
      const column = fields.findIndex(looksLikeIri);
      // A header with other names.
      if (column < 0 && !headed) {
        headed = true;
        return;
      }
      if (column < 1) throw new InputError({ file: name, line }, missingIri(fields));
      at = { item: 0, entity: column };
    }
    add(line, at.entity + 1, fields[at.entity], fields[at.item]);
  }, { signal });
  if (found.size === 0) {
    throw new InputError({ file: name }, "there is a header and nothing else, expected items");
  }
  return [...found.values()];
}

function missingIri(fields: readonly string[]): string {
  const found = fields.map((field) => `'${field}'`).join(", ");
  return `found ${found}, expected an item and, in a later column, its IRI`;
}

function looksLikeIri(field: string): boolean {
  const bare = withoutBrackets(field.trim());
  return iriOf(bare) !== undefined || /^[a-z][a-z0-9+.-]*:\/\//i.test(bare);
}
