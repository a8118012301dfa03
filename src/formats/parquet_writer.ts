import type { Pieces } from "./data_format.ts";
import type { RatingTable } from "./rating_stream.ts";
import type { TripleRecord } from "./triple_stream.ts";

/** A column to write. */
interface Column {
  readonly name: string;
  readonly type: "STRING" | "FLOAT" | "DOUBLE" | "INT64";
  /** The cell in a row. */
  readonly cell: (row: number) => string | number | bigint;
}

/** Rows in one group: enough to be packed well, few enough to be held by whoever reads or writes. */
const GROUP = 100_000;

/** A file of columns that lack nothing, packed with Snappy, group of rows by group. */
async function* written(
  columns: readonly Column[],
  rows: number,
): AsyncGenerator<Uint8Array, void> {
  const { ByteWriter, ParquetWriter, schemaFromColumnData } = await import(
    "npm:hyparquet-writer@0.17.0"
  );
  const writer = new ByteWriter();
  const part = (start: number, end: number) =>
    columns.map(({ name, type, cell }) => ({
      name,
      type,
      nullable: false,
      data: Array.from({ length: end - start }, (_, k) => cell(start + k)),
    }));
  const file = new ParquetWriter({
    writer,
    schema: schemaFromColumnData({ columnData: part(0, 0) }),
    createdBy: "semauto",
  });
  for (let start = 0; start < rows; start += GROUP) {
    const end = Math.min(start + GROUP, rows);
    await file.write({
      columnData: part(start, end).map(({ name, data }) => ({ name, data })),
      rowGroupSize: GROUP,
    });
    yield writer.getBytes().slice();
    writer.index = 0;
  }
  await file.finish();
  yield writer.getBytes().slice();
}

/**
 * Ratings as a Parquet file with the columns user, item, rating and timestamp. Whole timestamps are written as integers.
 */
export function writeParquetRatings(
  { users, items, user, item, rating, timestamp, rated }: RatingTable,
): Pieces {
  const columns: Column[] = [
    { name: "user", type: "STRING", cell: (row) => users.ids[user[row]] },
    { name: "item", type: "STRING", cell: (row) => items.ids[item[row]] },
  ];
  if (rated) columns.push({ name: "rating", type: "FLOAT", cell: (row) => rating[row] });
  if (timestamp) {
    const name = "timestamp";
    columns.push(
      Array.prototype.every.call(timestamp, Number.isSafeInteger)
        ? { name, type: "INT64", cell: (row) => BigInt(timestamp[row]) }
        : { name, type: "DOUBLE", cell: (row) => timestamp[row] },
    );
  }
  return written(columns, user.length);
}

/** Triples as a Parquet file with the columns item, relation and value. */
export function writeParquetTriples(triples: Iterable<TripleRecord>): Pieces {
  const all = [...triples];
  return written([
    { name: "item", type: "STRING", cell: (row) => all[row].subject },
    { name: "relation", type: "STRING", cell: (row) => all[row].relation },
    { name: "value", type: "STRING", cell: (row) => all[row].object },
  ], all.length);
}

/** Labels as a Parquet file with the columns item and label. */
export function writeParquetLabels(
  labels: Iterable<readonly [item: string, label: string]>,
): Pieces {
  const all = [...labels];
  return written([
    { name: "item", type: "STRING", cell: (row) => all[row][0] },
    { name: "label", type: "STRING", cell: (row) => all[row][1] },
  ], all.length);
}
