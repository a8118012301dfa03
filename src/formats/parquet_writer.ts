import type { Pieces, RatingTable } from "./data_format.ts";
import type { TripleRecord } from "./triple_records.ts";

/** A column to write. */
interface Column {
  readonly name: string;
  readonly data: unknown[] | Float32Array | Float64Array;
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
  { users, items, ratings, timestamps, rated }: RatingTable,
): Pieces {
  const entries = ratings.indices.length;
  const user: string[] = new Array(entries), item: string[] = new Array(entries);
  for (let u = 0; u < ratings.rows; u++) {
    user.fill(users.ids[u], ratings.indptr[u], ratings.indptr[u + 1]);
  }
  for (let k = 0; k < entries; k++) item[k] = items.ids[ratings.indices[k]];
  const columns: Column[] = [
    { name: "user", data: user, type: "STRING" },
    { name: "item", data: item, type: "STRING" },
  ];
  if (rated) columns.push({ name: "rating", data: ratings.values, type: "FLOAT" });
  if (timestamps) {
    const name = "timestamp";
    columns.push(
      timestamps.every(Number.isSafeInteger)
        ? { name, data: Array.from(timestamps, BigInt), type: "INT64" }
        : { name, data: timestamps, type: "DOUBLE" },
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
