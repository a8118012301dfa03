/** The real files in the folder that SEMAUTO_DATA names hold what its README says. */
import { deepStrictEqual, strictEqual } from "node:assert/strict";
import type { InputSource } from "../../src/formats/input_source.ts";
import type { Pieces } from "../../src/formats/data_format.ts";
import { formatNamed } from "../../src/formats/data_formats.ts";
import { readItemLabels } from "../../src/formats/item_labels.ts";
import { readRatingTable } from "../../src/formats/rating_table.ts";
import { readRatingParts, readRatings } from "../../src/formats/ratings.ts";
import { iriOf } from "../../src/formats/rdf_terms.ts";
import { scanTriples } from "../../src/formats/triple_records.ts";
import type { TripleRecord } from "../../src/formats/triple_stream.ts";
import { readTriples } from "../../src/formats/triples.ts";

const folder = Deno.env.get("SEMAUTO_DATA");
if (folder === undefined) {
  console.log("SEMAUTO_DATA is not set: the tests on real data are passed over");
}

function test(name: string, fn: () => Promise<void>): void {
  Deno.test({ name, ignore: folder === undefined, fn });
}

async function open(path: string): Promise<InputSource> {
  return { name: path, stream: (await Deno.open(`${folder}/${path}`)).readable };
}

const ratingFiles = [
  {
    paths: ["movielens-1m-dbpedia/ratings.tsv.gz"],
    layout: "table without header",
    users: 6040,
    items: 3706,
    parts: [1000209],
    scale: { min: 1, max: 5 },
  },
  {
    paths: ["movielens-100k-dbpedia/u.data.gz"],
    layout: "MovieLens 100K u.data",
    users: 943,
    items: 1682,
    parts: [100000],
    scale: { min: 1, max: 5 },
  },
  {
    paths: ["movielens-100k-dbpedia/u1.base.gz", "movielens-100k-dbpedia/u1.test.gz"],
    layout: "MovieLens 100K u.data",
    users: 943,
    items: 1682,
    parts: [80000, 20000],
    scale: { min: 1, max: 5 },
  },
  {
    paths: ["train", "val", "test"].map((part) => `lastfm-hetrec-dbpedia/${part}.tsv.gz`),
    layout: "table without header",
    users: 1865,
    items: 9765,
    parts: [54952, 7872, 15809],
    scale: "implicit",
  },
  {
    paths: ["ml-latest-small/ratings.csv.gz"],
    layout: "MovieLens ratings.csv",
    users: 610,
    items: 9724,
    parts: [100836],
    scale: { min: 0.5, max: 5 },
  },
];

for (const { paths, layout, users, items, parts, scale } of ratingFiles) {
  test(`readRatingParts() finds what the README says in ${paths.join(", ")}`, async () => {
    const read = await readRatingParts(await Promise.all(paths.map(open)));
    strictEqual(read.interactions.users.ids.length, users);
    strictEqual(read.interactions.items.ids.length, items);
    deepStrictEqual(read.parts.map(({ indices }) => indices.length), parts);
    strictEqual(read.interactions.ratings.indices.length, parts.reduce((a, b) => a + b));
    deepStrictEqual(read.interactions.scale, scale);
    deepStrictEqual([read.facts[0].layout, read.facts[0].replaced, read.shared], [layout, 0, 0]);
  });
}

const attributeFiles = [
  { name: "movielens-1m-dbpedia", attributes: 24399, edges: 91966 },
  { name: "movielens-100k-dbpedia", attributes: 11473, edges: 36805 },
  { name: "lastfm-hetrec-dbpedia", attributes: 56160, edges: 130420 },
];

for (const { name, attributes, edges } of attributeFiles) {
  test(`readTriples() finds what the README says in ${name}`, async () => {
    const graph = await readTriples(await open(`${name}/attributes.tsv.gz`));
    strictEqual(graph.attributes.length, attributes);
    strictEqual(graph.edgeItem.length, edges);
  });

  test(`readTriples() lets the IRIs of ${name} through byte for byte`, async () => {
    const path = `${name}/attributes.tsv.gz`;
    const { items, attributes, edgeItem, edgeAttribute } = await readTriples(await open(path));
    const plain = (await open(path)).stream.pipeThrough(
      new DecompressionStream("gzip") as ReadableWritablePair<Uint8Array, Uint8Array>,
    );
    const lines = Array.from(edgeItem, (item, e) => {
      const { relation, value } = attributes[edgeAttribute[e]];
      return `${items.ids[item]}\t${relation}\t${value}\n`;
    });
    strictEqual(lines.join("") === await new Response(plain).text(), true);
  });
}

/** Counted with awk, sort and uniq in the same files. */
const genreFiles = [
  { path: "movielens-1m-dbpedia/movies.dat", triples: 6408, attributes: 18 },
  { path: "movielens-100k-dbpedia/u.item", triples: 2891, attributes: 18 },
  { path: "ml-latest-small/movies.csv.gz", triples: 22041, attributes: 19 },
];

for (const { path, triples, attributes } of genreFiles) {
  test(`readTriples() reads the genres of ${path}`, async () => {
    const graph = await readTriples(await open(path));
    strictEqual(graph.edgeItem.length, triples);
    strictEqual(graph.attributes.length, attributes);
  });
}

test("readTriples() reads the tags of ml-latest-small/tags.csv", async () => {
  const graph = await readTriples(await open("ml-latest-small/tags.csv"));
  strictEqual(graph.edgeItem.length, 3574);
});

test("ratings and attributes come through Parquet, RecBole and RDF as they are", async () => {
  // Not in the order of users or items, which must come back all the same.
  const path = "movielens-100k-dbpedia/u.data.gz";
  const known = await readRatings(await open(path));
  const { table } = await readRatingTable(await open(path));
  for (const name of ["parquet", "recbole"]) {
    const stream = new Response(
      ReadableStream.from(bytes(formatNamed(name).ratings!.write!(table, {}))),
    ).body!;
    const { interactions } = await readRatings({ name, stream });
    deepStrictEqual(interactions.ratings, known.interactions.ratings);
    deepStrictEqual(interactions.timestamps, known.interactions.timestamps);
    deepStrictEqual(interactions.items.ids, known.interactions.items.ids);
  }
  for (const folder of ["lastfm-hetrec-dbpedia", "movielens-100k-dbpedia"]) {
    const triples: TripleRecord[] = [];
    const path = `${folder}/attributes.tsv.gz`;
    await scanTriples(await open(path), {}, (triple) => triples.push(triple));
    // RDF writes prefixed names out; with these written out before, everything must come back.
    const plain = triples.map((triple) => ({ ...triple, relation: iriOf(triple.relation)! }));
    for (const name of ["n-triples", "turtle", "parquet"]) {
      const back: TripleRecord[] = [];
      const pieces = formatNamed(name).attributes!.write!(plain, {});
      const stream = new Response(ReadableStream.from(bytes(pieces))).body!;
      await scanTriples({ name, stream }, {}, ({ subject, relation, object }) => {
        back.push({ subject, relation, object });
      });
      deepStrictEqual(back, plain);
    }
  }
});

async function* bytes(pieces: Pieces): AsyncGenerator<Uint8Array, void> {
  for await (const piece of pieces) {
    yield typeof piece === "string" ? new TextEncoder().encode(piece) : piece;
  }
}

const labelFiles = [
  {
    path: "movielens-1m-dbpedia/movies.dat",
    count: 3883,
    id: "73",
    label: "Misérables, Les (1995)",
  },
  {
    path: "movielens-100k-dbpedia/u.item",
    count: 1682,
    id: "1233",
    label: "Nénette et Boni (1996)",
  },
  {
    path: "ml-latest-small/movies.csv.gz",
    count: 9738,
    id: "284",
    label: "New York Cop (Nyû Yôku no koppu) (1993)",
  },
  {
    path: "movielens-1m-dbpedia/item_dbpedia_uri.tsv",
    count: 3301,
    id: "2",
    label: "http://dbpedia.org/resource/Jumanji",
  },
];

for (const { path, count, id, label } of labelFiles) {
  test(`readItemLabels() reads ${path}`, async () => {
    const labels = await readItemLabels(await open(path));
    strictEqual(labels.size, count);
    strictEqual(labels.get(id), label);
  });
}

test("readRatings() stops at the first line of a file that holds no ratings", async () => {
  for (const path of ["ml-latest-small/tags.csv", "movielens-1m-dbpedia/movies.dat"]) {
    const error = await readRatings(await open(path)).catch((error) => error);
    strictEqual(error.name, "InputError");
    deepStrictEqual(error.position, { file: path, line: 1, column: 3 });
  }
});
