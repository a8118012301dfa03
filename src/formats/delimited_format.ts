import { UsageError } from "../errors.ts";
import { hasKnownNames, plainColumnName } from "./columns.ts";
import type { DataFormat, Pieces } from "./data_format.ts";
import type { DataKind } from "./format_options.ts";
import { scanDelimitedLabels } from "./delimited_labels.ts";
import { scanDelimitedRatings } from "./delimited_ratings.ts";
import { scanDelimitedTriples } from "./delimited_triples.ts";
import { guessDelimiter } from "./delimiter.ts";
import type { FileHead } from "./file_head.ts";
import { parseDecimal } from "./number.ts";
import { singleText } from "./rating_rows.ts";
import type { RatingTable } from "./rating_stream.ts";
import { labelColumns, ratingColumns, tripleColumns } from "./registry.ts";

/** Names of the columns of each kind of data. */
export interface HeaderNames {
  readonly ratings: readonly string[];
  readonly attributes: readonly string[];
  readonly labels: readonly string[];
}

/** Characters in a piece of the output. */
const PIECE = 65536;

const NAMES: HeaderNames = {
  ratings: ["user", "item", "rating", "timestamp"],
  attributes: ["item", "relation", "value"],
  labels: ["item", "label"],
};

/**
 * How each kind of data is written as lines of fields.
 *
 * @param line Makes a line of fields.
 * @param names Names of the columns, for the first line.
 * @returns The writers of a format.
 */
export function lineWriters(line: (fields: readonly string[]) => string, names: HeaderNames) {
  return {
    *ratings({ users, items, user, item, rating, timestamp, rated }: RatingTable): Pieces {
      const columns = [0, 1, ...(rated ? [2] : []), ...(timestamp ? [3] : [])];
      const text = singleText();
      let lines = line(columns.map((column) => names.ratings[column]));
      for (let k = 0; k < user.length; k++) {
        const fields = [
          requireId(users.ids[user[k]], "user"),
          requireId(items.ids[item[k]], "item"),
        ];
        if (rated) fields.push(text(rating[k]));
        if (timestamp) fields.push(String(timestamp[k]));
        lines += line(fields);
        if (lines.length < PIECE) continue;
        yield lines;
        lines = "";
      }
      yield lines;
    },
    *attributes(triples: Iterable<{ subject: string; relation: string; object: string }>): Pieces {
      let lines = line(names.attributes);
      for (const { subject, relation, object } of triples) {
        lines += line([
          requireId(subject, "item"),
          requireId(relation, "relation"),
          requireId(object, "value"),
        ]);
        if (lines.length < PIECE) continue;
        yield lines;
        lines = "";
      }
      yield lines;
    },
    *labels(labels: Iterable<readonly [string, string]>): Pieces {
      yield line(names.labels);
      for (const [item, label] of labels) yield line([requireId(item, "item"), label]);
    },
  };
}

function requireId(text: string, role: string): string {
  if (text !== "") return text;
  throw new UsageError(`Cannot write the data: the ${role} is empty, expected some text`);
}

/**
 * Fields with tabs between them, on one line.
 *
 * @param fields The fields.
 * @returns The line, with its end.
 * @throws {UsageError} Where a field holds what would end it.
 */
export function tabbedLine(fields: readonly string[]): string {
  for (const field of fields) {
    // A zero byte and a byte order mark would be refused or lost on reading, half a surrogate pair on encoding.
    // deno-lint-ignore no-control-regex
    if (!/[\t\n\r\u0000\ufeff]/.test(field) && field.isWellFormed()) continue;
    throw new UsageError(
      `Cannot write the data with tabs: a field is ${
        JSON.stringify(field)
      }, expected text without tabs, line breaks or ` +
        "zero bytes, or another format",
    );
  }
  return `${fields.join("\t")}\n`;
}

function commaLine(fields: readonly string[]): string {
  return `${fields.map(quoted).join(",")}\n`;
}

function quoted(field: string): string {
  if (field.includes("\0") || !field.isWellFormed()) {
    throw new UsageError(
      `Cannot write CSV: a field is ${JSON.stringify(field)}, expected text without zero bytes`,
    );
  }
  return /[",\r\n]/.test(field) ? `"${field.replaceAll('"', '""')}"` : field;
}

function delimited(
  name: string,
  description: string,
  endings: readonly string[],
  line: (fields: readonly string[]) => string,
  recognises: (head: FileHead) => boolean,
): DataFormat {
  const write = lineWriters(line, NAMES);
  return {
    name,
    description,
    endings,
    columns: "chosen",
    recognises,
    kindOf: ({ lines }) => kindOfLines(lines),
    ratings: { scan: scanDelimitedRatings, write: write.ratings },
    attributes: { ofItems: () => false, scan: scanDelimitedTriples, write: write.attributes },
    labels: { scan: scanDelimitedLabels, write: write.labels },
  };
}

/** What a table holds, by the names of its columns, or by the third field where there are no names. */
function kindOfLines(lines: readonly string[]): DataKind | undefined {
  const sample = lines.join("\n");
  const delimiter = guessDelimiter(sample, 2);
  if (delimiter === undefined) return undefined;
  const cut = (line: string) =>
    line.split(delimiter === " " ? /[ \t]+/ : delimiter).map((field) =>
      field.replace(/^"(.*)"$/, "$1")
    );
  const named = kindOfColumns(cut(lines[0]));
  if (named !== undefined) return named;
  const third = lines.slice(lines.length > 1 ? 1 : 0).map((line) => cut(line)[2]);
  if (third.every((field) => field !== undefined && parseDecimal(field) !== undefined)) {
    return "ratings";
  }
  return third.every((field) => field !== undefined) && cut(lines[0]).length === 3
    ? "attributes"
    : undefined;
}

/**
 * What a table with such columns holds.
 *
 * @param names The names of its columns.
 * @returns The kind of data, or undefined where the names do not tell.
 */
export function kindOfColumns(names: readonly string[]): DataKind | undefined {
  if (hasKnownNames(names, tripleColumns)) return "attributes";
  if (hasKnownNames(names, ratingColumns)) return "ratings";
  if (hasKnownNames(names, labelColumns)) return "labels";
  return undefined;
}

/** Delimited text whose fields have tabs between them. */
export const tsv: DataFormat = delimited(
  "tsv",
  "text with tabs",
  [".tsv", ".tab"],
  tabbedLine,
  ({ name, lines }) => name.endsWith(".tsv") || guessDelimiter(lines.join("\n"), 2) === "\t",
);

/** Delimited text of any other kind; what no format recognises is taken for it. */
export const csv: DataFormat = delimited(
  "csv",
  "text with commas, semicolons, double colons, bars or spaces",
  [".csv"],
  commaLine,
  () => true,
);

/** Whether the plain names of columns are exactly these, in this order. */
export function hasColumns(line: string | undefined, names: readonly string[]): boolean {
  const fields = line?.replace(/^\ufeff/, "").split(",").map(plainColumnName);
  return fields !== undefined && fields.length === names.length &&
    fields.every((field, k) => field === names[k]);
}
