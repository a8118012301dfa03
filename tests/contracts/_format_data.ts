import { deepStrictEqual } from "node:assert/strict";
import { createInteractionsBuilder } from "../../src/data/interactions.ts";
import type { DataKind } from "../../src/formats/format_options.ts";
import type { DataFormat, Pieces } from "../../src/formats/data_format.ts";
import type { InputSource } from "../../src/formats/input_source.ts";
import { readItemLabels } from "../../src/formats/item_labels.ts";
import { literalOf } from "../../src/formats/rdf_terms.ts";
import { ratingTable } from "../../src/formats/rating_table.ts";
import { readRatings } from "../../src/formats/ratings.ts";
import { scanTriples } from "../../src/formats/triple_records.ts";
import type { TripleRecord } from "../../src/formats/triple_stream.ts";
import { bytesOf } from "../formats/_sources.ts";

export type Rating = readonly [user: string, item: string, rating: number, timestamp?: number];
export type Triple = readonly [subject: string, relation: string, object: string];
export type Label = readonly [item: string, label: string];

/** Any kind of data as rows, in the order of the file; ratings in the order of their text. */
export async function read(kind: DataKind, input: InputSource, format?: string): Promise<unknown> {
  if (kind === "labels") return [...await readItemLabels(input, { format })];
  if (kind === "attributes") {
    const triples: Triple[] = [];
    await scanTriples(input, { format }, ({ subject, relation, object, literal }) => {
      deepStrictEqual(literalOf(object)?.text ?? literal?.text ?? object, literal?.text ?? object);
      triples.push([subject, relation, object]);
    });
    return triples;
  }
  const { interactions, facts } = await readRatings(input, { format });
  const { users, items, ratings, timestamps } = interactions;
  const rows = users.ids.flatMap((user, u) =>
    [...ratings.indices.keys()].slice(ratings.indptr[u], ratings.indptr[u + 1]).map((k) => [
      ...[user, items.ids[ratings.indices[k]], ratings.values[k]],
      ...timestamps ? [timestamps[k]] : [],
    ])
  );
  return { rows: rows.map((row) => JSON.stringify(row)).sort(), rated: facts.rated };
}

export const ratingRows = (rows: readonly Rating[], rated = true) => ({
  rows: rows.map((row) => JSON.stringify(row)).sort(),
  rated,
});

export async function bytesIn(pieces: Pieces): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const piece of pieces) {
    chunks.push(typeof piece === "string" ? bytesOf(piece) : piece);
  }
  return new Uint8Array(await new Blob(chunks as Uint8Array<ArrayBuffer>[]).arrayBuffer());
}

export function tableOf(rows: readonly Rating[], rated = true) {
  const builder = createInteractionsBuilder();
  for (const row of rows) builder.add(...row);
  return { ...ratingTable(builder.build().interactions), rated };
}

export async function write(
  format: DataFormat,
  kind: DataKind,
  data: unknown,
): Promise<Uint8Array> {
  if (kind === "ratings") {
    return await bytesIn(format.ratings!.write!(data as ReturnType<typeof tableOf>, {}));
  }
  if (kind === "labels") return await bytesIn(format.labels!.write!(data as Label[], {}));
  const triples = (data as Triple[]).map(([subject, relation, object]): TripleRecord => ({
    subject,
    relation,
    object,
  }));
  return await bytesIn(format.attributes!.write!(triples, {}));
}

export interface Sample {
  readonly name: string;
  readonly content: string | (() => Promise<Uint8Array>);
  /** What it holds by itself, undefined where it does not say. */
  readonly kind: DataKind | undefined;
  readonly reads: Partial<Record<DataKind, unknown>>;
}
