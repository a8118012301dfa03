import { InputError } from "../errors.ts";
import { type ColumnOptions, type ColumnRole, findColumns, hasKnownNames } from "./columns.ts";
import type { DataFormat } from "./data_format.ts";
import type { LabelSink } from "./label_stream.ts";
import { kindOfColumns } from "./delimited_format.ts";
import { type InputSource, readBytes } from "./input_source.ts";
import type { ItemLabelsOptions } from "./label_stream.ts";
import { openParquet, type ParquetTable } from "./parquet_table.ts";
import { writeParquetLabels, writeParquetRatings, writeParquetTriples } from "./parquet_writer.ts";
import { checkedId, checkedRating, checkedTime } from "./rating_fields.ts";
import type { RatingsFacts, RatingSink, RatingsOptions } from "./rating_stream.ts";
import { labelColumns, ratingColumns, timestampColumn, tripleColumns } from "./registry.ts";
import { attributeColumns, objectsOf } from "./table_objects.ts";
import type { TripleSink, TriplesOptions } from "./triple_stream.ts";

const MAGIC = [0x50, 0x41, 0x52, 0x31];

/** Parquet, by the names of its columns: ratings, triples, one row an item with a relation in each column, or labels. */
export const parquet: DataFormat = {
  name: "parquet",
  description: "Parquet",
  endings: [".parquet"],
  columns: "chosen",
  recognises: ({ bytes }) => MAGIC.every((byte, k) => bytes[k] === byte),
  async kindOf(head, whole) {
    const { names } = await openParquet(await whole(), head.name);
    return kindOfColumns(names) ??
      (hasKnownNames(names, [labelColumns[0]]) ? "attributes" : undefined);
  },
  ratings: { scan: scanRatings, write: writeParquetRatings },
  attributes: { ofItems: () => false, scan: scanTriples, write: writeParquetTriples },
  labels: { scan: scanLabels, write: writeParquetLabels },
};

/** A cell as text; a moment as the date that it is. */
function textOf(cell: unknown): string {
  if (cell === null || cell === undefined) return "";
  return cell instanceof Date ? cell.toISOString() : String(cell);
}

async function open(source: InputSource, signal?: AbortSignal): Promise<ParquetTable> {
  return await openParquet(await readBytes(source, signal), source.name);
}

/** The columns by name; the options may say otherwise, by name or by position. */
function columnsFor<Role extends string>(
  names: readonly string[],
  roles: readonly ColumnRole<Role>[],
  file: string,
  options: ColumnOptions<Role>,
) {
  return findColumns(names, roles, { file }, { ...options, header: true }).at;
}

async function scanRatings(
  source: InputSource,
  options: RatingsOptions,
  onRating: RatingSink,
): Promise<Omit<RatingsFacts, "replaced">> {
  const file = source.name, { columns, implicit } = options;
  const table = await open(source, options.signal);
  const timed = columns?.timestamp !== undefined ||
    (columns === undefined && hasKnownNames(table.names, [timestampColumn]));
  const at = columnsFor(
    table.names,
    [...ratingColumns, ...(timed ? [timestampColumn] : [])],
    file,
    options,
  );
  const rated = at.rating !== undefined && !implicit;
  if (!rated && (implicit === false || options.scale !== undefined)) {
    throw new InputError({ file }, "there is no rating column, expected one");
  }
  const wanted = [
    at.user!,
    at.item!,
    ...(rated ? [at.rating!] : []),
    ...(timed ? [at.timestamp!] : []),
  ];
  let total = 0;
  for await (const { start, rows, cells } of table.groups(wanted, options.signal)) {
    const [users, items] = cells, times = timed ? cells[cells.length - 1] : undefined;
    const ratings = rated ? cells[2] : undefined;
    for (let k = 0; k < rows; k++) {
      const where = (column: number) => ({ file, line: start + k + 1, column: column + 1 });
      onRating(
        checkedId(textOf(users[k]), "user", where(at.user!)),
        checkedId(textOf(items[k]), "item", where(at.item!)),
        ratings ? checkedRating(textOf(ratings[k]), options.scale, where(at.rating!)) : 1,
        times && checkedTime(textOf(times[k]), where(at.timestamp!)),
      );
    }
    total += rows;
  }
  if (total === 0) throw new InputError({ file }, "there are no rows, expected ratings");
  return { layout: parquet.name, delimiter: "", header: true, rated, timed, rows: total };
}

async function scanTriples(
  source: InputSource,
  options: TriplesOptions,
  onTriple: TripleSink,
): Promise<number> {
  const file = source.name;
  const table = await open(source, options.signal);
  if (options.columns === undefined && !hasKnownNames(table.names, tripleColumns)) {
    return await scanItemRows(table, file, options, onTriple);
  }
  const at = columnsFor(table.names, tripleColumns, file, options);
  const wanted = [at.item!, at.relation!, at.value!];
  let count = 0;
  for await (const { start, rows, cells } of table.groups(wanted, options.signal)) {
    for (let k = 0; k < rows; k++) {
      const [subject, relation] = cells.slice(0, 2).map((column) => textOf(column[k]));
      const objects = objectsOf(cells[2][k]);
      const missing = subject === "" ? 0 : relation === "" ? 1 : objects.length === 0 ? 2 : -1;
      if (missing >= 0) {
        throw new InputError(
          { file, line: start + k + 1, column: wanted[missing] + 1 },
          `the ${tripleColumns[missing].role} is empty, expected some text`,
        );
      }
      for (const object of objects) {
        onTriple({ subject, relation, ...object });
        count++;
      }
    }
  }
  if (count === 0) throw new InputError({ file }, "there are no rows, expected triples");
  return count;
}

/** One row an item, and each other column a relation. */
async function scanItemRows(
  table: ParquetTable,
  file: string,
  options: TriplesOptions,
  onTriple: TripleSink,
): Promise<number> {
  const item = columnsFor(table.names, [labelColumns[0]], file, {}).item!;
  const others = attributeColumns(table.names, item);
  let count = 0;
  for await (const { start, rows, cells } of table.groups([item, ...others], options.signal)) {
    for (let k = 0; k < rows; k++) {
      const subject = checkedId(textOf(cells[0][k]), "item", {
        file,
        line: start + k + 1,
        column: item + 1,
      });
      others.forEach((column, place) => {
        for (const object of objectsOf(cells[place + 1][k])) {
          onTriple({ subject, relation: table.names[column], ...object });
          count++;
        }
      });
    }
  }
  return count;
}

async function scanLabels(
  source: InputSource,
  options: ItemLabelsOptions,
  onLabel: LabelSink,
): Promise<void> {
  const file = source.name;
  const table = await open(source, options.signal);
  const at = columnsFor(table.names, labelColumns, file, options);
  for await (const { start, rows, cells } of table.groups([at.item!, at.label!], options.signal)) {
    for (let k = 0; k < rows; k++) {
      const where = { file, line: start + k + 1, column: at.item! + 1 };
      const item = checkedId(textOf(cells[0][k]), "item", where), label = textOf(cells[1][k]);
      if (label !== "") onLabel(item, label);
    }
  }
}
