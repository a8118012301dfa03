import type { Pieces } from "./data_format.ts";
import type { RatingTable } from "./rating_table.ts";
import type { TripleRecord } from "./triple_records.ts";

/** A column to write. */
interface Column {
  readonly name: string;
  readonly data: unknown[] | Float32Array | Float64Array | BigInt64Array;
  readonly type: "STRING" | "FLOAT" | "DOUBLE" | "INT64";
}

/** Rows in one group, which readers take whole: enough to be packed well, few enough to be held. */
const GROUP = 1_000_000;

async function* written(columnData: readonly Column[]): AsyncGenerator<Uint8Array, void> {
  const { parquetWriteBuffer } = await import("npm:hyparquet-writer@0.17.0");
  yield new Uint8Array(
    parquetWriteBuffer({
      columnData: columnData.map((column) => ({ ...column, nullable: false })),
      rowGroupSize: GROUP,
      createdBy: "semauto",
    }),
  );
}

/**
 * Ratings as a Parquet file with the columns user, item, rating and timestamp, packed with Snappy. Whole timestamps are written as
 * integers.
 */
export function writeParquetRatings(
  { users, items, user, item, rating, timestamp, rated }: RatingTable,
): Pieces {
  const columns: Column[] = [
    { name: "user", data: Array.from(user, (u) => users.ids[u]), type: "STRING" },
    { name: "item", data: Array.from(item, (i) => items.ids[i]), type: "STRING" },
  ];
  if (rated) columns.push({ name: "rating", data: Float32Array.from(rating), type: "FLOAT" });
  if (timestamp) {
    const name = "timestamp";
    columns.push(
      Array.prototype.every.call(timestamp, Number.isSafeInteger)
        ? { name, data: wholeNumbers(timestamp), type: "INT64" }
        : { name, data: Float64Array.from(timestamp), type: "DOUBLE" },
    );
  }
  return written(columns);
}

/** Triples as a Parquet file with the columns item, relation and value. */
export function writeParquetTriples(triples: Iterable<TripleRecord>): Pieces {
  const item: string[] = [], relation: string[] = [], value: string[] = [];
  for (const triple of triples) {
    item.push(triple.subject);
    relation.push(triple.relation);
    value.push(triple.object);
  }
  return written([
    { name: "item", data: item, type: "STRING" },
    { name: "relation", data: relation, type: "STRING" },
    { name: "value", data: value, type: "STRING" },
  ]);
}

/** Labels as a Parquet file with the columns item and label. */
export function writeParquetLabels(
  labels: Iterable<readonly [item: string, label: string]>,
): Pieces {
  const item: string[] = [], label: string[] = [];
  for (const [id, text] of labels) {
    item.push(id);
    label.push(text);
  }
  return written([
    { name: "item", data: item, type: "STRING" },
    { name: "label", data: label, type: "STRING" },
  ]);
}

function wholeNumbers(values: ArrayLike<number>): BigInt64Array {
  const whole = new BigInt64Array(values.length);
  for (let k = 0; k < values.length; k++) whole[k] = BigInt(values[k]);
  return whole;
}
