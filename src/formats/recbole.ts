import { InputError } from "../errors.ts";
import { hasKnownNames, plainColumnName } from "./columns.ts";
import type { DataFormat } from "./data_format.ts";
import { readDelimited } from "./delimited.ts";
import { lineWriters, tabbedLine } from "./delimited_format.ts";
import { scanDelimitedLabels } from "./delimited_labels.ts";
import { scanDelimitedRatings } from "./delimited_ratings.ts";
import { scanDelimitedTriples } from "./delimited_triples.ts";
import { type FileHead, peek } from "./file_head.ts";
import type { InputSource } from "./input_source.ts";
import { parseDecimal } from "./number.ts";
import { labelColumns, ratingColumns, tripleColumns } from "./registry.ts";
import { attributeColumns, objectsOf, type TripleObject, typedObject } from "./table_objects.ts";
import type { TripleSink, TriplesOptions } from "./triple_stream.ts";

const TYPED = /^([^\t,;|]+):(token|token_seq|float|float_seq)$/;

const write = lineWriters(tabbedLine, {
  ratings: ["user_id:token", "item_id:token", "rating:float", "timestamp:float"],
  attributes: ["head_id:token", "relation_id:token", "tail_id:token"],
  labels: ["item_id:token", "title:token_seq"],
});

/**
 * RecBole's atomic files, whose first line names and types the columns: `.inter` holds ratings, `.kg` triples, `.item` attributes of items and
 * perhaps their titles, and `.link` tells which item is which entity (readItemEntities() reads it).
 */
export const recBole: DataFormat = {
  name: "recbole",
  description: "RecBole's atomic files (.inter, .kg, .item)",
  endings: [".inter", ".kg", ".item"],
  columns: "chosen",
  recognises: ({ lines }) =>
    lines.length > 0 && lines[0].includes("\t") &&
    lines[0].replace(/^\ufeff/, "").split("\t").every((name) => TYPED.test(name)),
  kindOf({ lines }) {
    const names = lines[0].split("\t");
    if (hasKnownNames(names, tripleColumns)) return "attributes";
    if (hasKnownNames(names, ratingColumns)) return "ratings";
    if (!hasKnownNames(names, [labelColumns[0]])) return undefined;
    const item = names.findIndex((name) => labelColumns[0].names.includes(plainColumnName(name)));
    return attributeColumns(names, item).length > 0 ? "attributes" : "labels";
  },
  ratings: { scan: scanDelimitedRatings, write: write.ratings },
  attributes: { ofItems: (head) => !isGraph(head), scan: scanAttributes, write: write.attributes },
  labels: { scan: scanDelimitedLabels, write: write.labels },
};

/** Whether the first line is that of a `.kg`. */
function isGraph({ lines }: FileHead): boolean {
  return hasKnownNames(lines[0]?.split("\t") ?? [], tripleColumns);
}

/** A column of a table of items. */
interface ItemColumn {
  readonly name: string;
  readonly type: string;
  readonly index: number;
}

/** `.kg` holds triples, `.item` a table; which of them it is, the first line tells. */
async function scanAttributes(
  source: InputSource,
  options: TriplesOptions,
  onTriple: TripleSink,
): Promise<number> {
  const { head, input } = await peek(source, options.signal);
  const scan = isGraph(head) ? scanDelimitedTriples : scanItemTable;
  return await scan(input, options, onTriple);
}

/**
 * Reads a table of one row an item: each other column is a relation. A `token_seq` is cut at blanks, a `float` is a literal, and columns of
 * `float_seq`, which are vectors, are left out with a note.
 */
async function scanItemTable(
  source: InputSource,
  options: TriplesOptions,
  onTriple: TripleSink,
): Promise<number> {
  const file = source.name;
  let columns: ItemColumn[] | undefined;
  let item = 0, count = 0;
  await readDelimited(source, { of: "items", minFields: 2 }, (record, line) => {
    if (columns === undefined) {
      item = record.findIndex((name) => labelColumns[0].names.includes(plainColumnName(name)));
      columns = columnsOf(record, item, file, line);
      const vectors = columns.filter(({ type }) => type === "float_seq").map(({ name }) => name);
      columns = columns.filter(({ type }) => type !== "float_seq");
      if (vectors.length > 0) {
        options.onNote?.(
          `the vectors of ${file} are no attributes and were left out: ${vectors.join(", ")}`,
        );
      }
      return;
    }
    const subject = record[item];
    if (subject === "") {
      throw new InputError({ file, line, column: item + 1 }, "the item is empty, expected an id");
    }
    for (const { name, type, index } of columns) {
      const where = { file, line, column: index + 1 };
      for (const object of objectsIn(record[index], type, where)) {
        onTriple({ subject, relation: name, ...object });
        count++;
      }
    }
  }, { ...options, delimiter: options.delimiter ?? "\t" });
  return count;
}

function columnsOf(
  header: readonly string[],
  item: number,
  file: string,
  line: number,
): ItemColumn[] {
  if (item < 0) {
    throw new InputError(
      { file, line },
      `no column is named like the item among ${
        header.map((name) => `'${name}'`).join(", ")
      }, expected such as 'item_id:token'`,
    );
  }
  return attributeColumns(header, item).map((index) => {
    const [, name, type] = TYPED.exec(header[index]) ?? [undefined, header[index], "token"];
    return { name, type, index };
  });
}

function objectsIn(
  field: string,
  type: string,
  where: { file: string; line: number; column: number },
): TripleObject[] {
  if (field === "") return [];
  if (type === "token_seq") return field.split(" ").flatMap(objectsOf);
  if (type === "token") return objectsOf(field);
  if (parseDecimal(field) === undefined) {
    throw new InputError(where, `the value is '${field}', expected a number`);
  }
  return [typedObject(field.trim(), "double")];
}
