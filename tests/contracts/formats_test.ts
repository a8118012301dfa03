/** What every format of the registry must do: be recognised, give the same however its bytes come, and come back as it was written. */
import { deepStrictEqual, ok, rejects, strictEqual, throws } from "node:assert/strict";
import fc from "npm:fast-check@4.10.2";
import { createInteractionsBuilder } from "../../src/data/interactions.ts";
import { DATA_KINDS, type DataKind } from "../../src/formats/format_options.ts";
import type { DataFormat, Pieces } from "../../src/formats/data_format.ts";
import {
  dataFormats,
  formatFor,
  formatNamed,
  formatOfPath,
} from "../../src/formats/data_formats.ts";
import { type InputSource, readBytes } from "../../src/formats/input_source.ts";
import { readItemLabels } from "../../src/formats/item_labels.ts";
import { iriOf, literalOf, valueOfLiteral } from "../../src/formats/rdf_terms.ts";
import { ratingTable } from "../../src/formats/rating_table.ts";
import { readRatings } from "../../src/formats/ratings.ts";
import { scanTriples } from "../../src/formats/triple_records.ts";
import type { TripleRecord } from "../../src/formats/triple_stream.ts";
import { bytesOf, bytewise, cutSource, gzip, source } from "../formats/_sources.ts";

type Rating = readonly [user: string, item: string, rating: number, timestamp?: number];
type Triple = readonly [subject: string, relation: string, object: string];
type Label = readonly [item: string, label: string];

/** Any kind of data as rows, in the order of the file; ratings in the order of their text. */
async function read(kind: DataKind, input: InputSource, format?: string): Promise<unknown> {
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

const ratingRows = (rows: readonly Rating[], rated = true) => ({
  rows: rows.map((row) => JSON.stringify(row)).sort(),
  rated,
});

async function bytesIn(pieces: Pieces): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const piece of pieces) {
    chunks.push(typeof piece === "string" ? bytesOf(piece) : piece);
  }
  return new Uint8Array(await new Blob(chunks as Uint8Array<ArrayBuffer>[]).arrayBuffer());
}

function tableOf(rows: readonly Rating[], rated = true) {
  const builder = createInteractionsBuilder();
  for (const row of rows) builder.add(...row);
  return { ...ratingTable(builder.build().interactions), rated };
}

async function write(format: DataFormat, kind: DataKind, data: unknown): Promise<Uint8Array> {
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

interface Sample {
  readonly name: string;
  readonly content: string | (() => Promise<Uint8Array>);
  /** What it holds by itself, undefined where it does not say. */
  readonly kind: DataKind | undefined;
  readonly reads: Partial<Record<DataKind, unknown>>;
}

const someRatings: Rating[] = [["ann", "Heat", 5, 978300760], ["bob", "Ali", 2.5, 978302109]];
const integer = "http://www.w3.org/2001/XMLSchema#integer";
const double = "http://www.w3.org/2001/XMLSchema#double";

const SAMPLES: Readonly<Record<string, readonly Sample[]>> = {
  parquet: [
    {
      name: "ratings.parquet",
      content: () => write(formatNamed("parquet"), "ratings", tableOf(someRatings)),
      kind: "ratings",
      reads: { ratings: ratingRows(someRatings) },
    },
    {
      name: "films.parquet",
      async content() {
        const { parquetWriteBuffer } = await import("npm:hyparquet-writer@0.17.0");
        const { compressors } = await import("npm:hyparquet-compressors@1.1.2");
        ok(compressors.ZSTD);
        return new Uint8Array(parquetWriteBuffer({
          columnData: [
            { name: "movieId", data: [1, 2], type: "INT32" },
            { name: "title", data: ["Heat", "Ali"], type: "STRING" },
            { name: "genre", data: ["crime", null], type: "STRING", nullable: true },
            { name: "year", data: [1995n, 2001n], type: "INT64" },
            { name: "score", data: [7.5, 6.5], type: "DOUBLE" },
          ],
        }));
      },
      kind: "labels",
      reads: {
        labels: [["1", "Heat"], ["2", "Ali"]],
        attributes: [
          ["1", "genre", "crime"],
          ["1", "year", `"1995"^^<${integer}>`],
          ["1", "score", `"7.5"^^<${double}>`],
          ["2", "year", `"2001"^^<${integer}>`],
          ["2", "score", `"6.5"^^<${double}>`],
        ],
      },
    },
  ],
  "n-triples": [{
    name: "kg.nt",
    content:
      '# films\n<http://x/Heat> <http://www.w3.org/2000/01/rdf-schema#label> "Hitze"@de .\n' +
      '<http://x/Heat> <http://www.w3.org/2000/01/rdf-schema#label> "H\\u0065at\\"s"@en .\n' +
      `<http://x/Heat> <http://x/year> "1995"^^<${integer}> .\n` +
      '_:b0 <http://x/genre> "crime" . # plain\n<http://x/Ali> <http://x/like> <http://x/Héat> .\n',
    kind: "attributes",
    reads: {
      labels: [["http://x/Heat", 'Heat"s']],
      attributes: [
        ["http://x/Heat", "http://www.w3.org/2000/01/rdf-schema#label", '"Hitze"@de'],
        ["http://x/Heat", "http://www.w3.org/2000/01/rdf-schema#label", '"Heat\\"s"@en'],
        ["http://x/Heat", "http://x/year", `"1995"^^<${integer}>`],
        ["_:b0", "http://x/genre", "crime"],
        ["http://x/Ali", "http://x/like", "http://x/Héat"],
      ],
    },
  }],
  turtle: [{
    name: "kg.ttl",
    content: "@prefix x: <http://x/> .\n" +
      '@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .\nx:Heat a x:Film ;\n  rdfs:label "Heat" ;\n' +
      "  x:genre x:Crime, x:Drama ; x:year 1995 .\n",
    kind: "attributes",
    reads: {
      labels: [["http://x/Heat", "Heat"]],
      attributes: [
        ["http://x/Heat", "http://www.w3.org/1999/02/22-rdf-syntax-ns#type", "http://x/Film"],
        ["http://x/Heat", "http://www.w3.org/2000/01/rdf-schema#label", "Heat"],
        ["http://x/Heat", "http://x/genre", "http://x/Crime"],
        ["http://x/Heat", "http://x/genre", "http://x/Drama"],
        ["http://x/Heat", "http://x/year", `"1995"^^<${integer}>`],
      ],
    },
  }],
  recbole: [
    {
      name: "ml.inter",
      content: "user_id:token\titem_id:token\trating:float\ttimestamp:float\n" +
        "ann\tHeat\t5\t978300760\nbob\tAli\t2.5\t978302109\n",
      kind: "ratings",
      reads: { ratings: ratingRows(someRatings) },
    },
    {
      name: "ml.kg",
      content: "head_id:token\trelation_id:token\ttail_id:token\nm.01\tfilm.genre\tm.02\n",
      kind: "attributes",
      reads: { attributes: [["m.01", "film.genre", "m.02"]] },
    },
    {
      name: "ml.item",
      content:
        "item_id:token\tmovie_title:token_seq\tclass:token_seq\tcountry:token\tyear:float\n" +
        "1\tToy Story\tAnimation Comedy\tUS\t1995\n2\tHeat\t\tUS\t\n",
      kind: "attributes",
      reads: {
        labels: [["1", "Toy Story"], ["2", "Heat"]],
        attributes: [
          ["1", "class", "Animation"],
          ["1", "class", "Comedy"],
          ["1", "country", "US"],
          ["1", "year", `"1995"^^<${double}>`],
          ["2", "country", "US"],
        ],
      },
    },
  ],
  reviews: [
    {
      name: "reviews.txt",
      content:
        "reviews[(u'Heat', u'ann')] = {'stars': 5.0, 'unixtime': 978300760, 'work': 'Heat', 'flags': [], " +
        "'user': 'ann', 'time': 'Dec 31, 2000', 'comment': u'It\\'s \"good\", \\xe9h?'}\n" +
        "reviews[(u'Ali', u'ann')] = {'unixtime': 1, 'work': 'Ali', 'user': 'ann', 'comment': ''}\n" +
        "reviews[(u'Ali', u'bob')] = {'stars': 2.5, 'unixtime': 978302109, 'work': 'Ali', 'user': 'bob'}\n",
      kind: "ratings",
      reads: { ratings: ratingRows(someRatings) },
    },
    {
      name: "Books_5.json",
      content:
        '{"reviewerID": "ann", "asin": "Heat", "overall": 5.0, "helpful": [0, 1], "verified": true, ' +
        '"unixReviewTime": 978300760, "reviewTime": "12 31, 2000"}\n' +
        '{"reviewerID": "bob", "asin": "Ali", "overall": 2.5, "unixReviewTime": 978302109}\n',
      kind: "ratings",
      reads: { ratings: ratingRows(someRatings) },
    },
  ],
  "movielens-movies": [
    {
      name: "movies.dat",
      content: "1::Toy Story (1995)::Animation|Children's\n2::Heat, Part 1: x (1995)::Crime\n",
      kind: "attributes",
      reads: {
        labels: [["1", "Toy Story (1995)"], ["2", "Heat, Part 1: x (1995)"]],
        attributes: [
          ["1", "genre", "Animation"],
          ["1", "genre", "Children's"],
          ["2", "genre", "Crime"],
        ],
      },
    },
    {
      name: "movies.csv",
      content: 'movieId,title,genres\n1,"American President, The (1995)",Comedy|Drama\n' +
        "2,Heat (1995),(no genres listed)\n",
      kind: "attributes",
      reads: {
        labels: [["1", "American President, The (1995)"], ["2", "Heat (1995)"]],
        attributes: [["1", "genre", "Comedy"], ["1", "genre", "Drama"]],
      },
    },
    {
      name: "u.item",
      content:
        "1|Toy Story (1995)|01-Jan-1995||http://x/?a|0|0|0|1|1|1|0|0|0|0|0|0|0|0|0|0|0|0|0\n" +
        "267|unknown||||1|0|0|0|0|0|0|0|0|0|0|0|0|0|0|0|0|0|0\n",
      kind: "attributes",
      reads: {
        labels: [["1", "Toy Story (1995)"], ["267", "unknown"]],
        attributes: [
          ["1", "genre", "Animation"],
          ["1", "genre", "Children's"],
          ["1", "genre", "Comedy"],
        ],
      },
    },
  ],
  "movielens-tags": [
    {
      name: "tags.csv",
      content: "userId,movieId,tag,timestamp\n2,60,Funny,1445714994\n3,60,  funny ,1445714995\n" +
        '3,60,"dark, really",1445714996\n',
      kind: "attributes",
      reads: { attributes: [["60", "tag", "funny"], ["60", "tag", "dark, really"]] },
    },
    {
      name: "tags.dat",
      content: "15::4973::excellent!::1215184630\n20::1747::1984::1188263867\n",
      kind: "attributes",
      reads: { attributes: [["4973", "tag", "excellent!"], ["1747", "tag", "1984"]] },
    },
  ],
  tsv: [
    {
      name: "ratings.tsv",
      content: "ann\tHeat\t5\t978300760\nbob\tAli\t2.5\t978302109\n",
      kind: "ratings",
      reads: { ratings: ratingRows(someRatings) },
    },
    {
      name: "attributes.tsv",
      content: 'Heat\tdbo:director\tdbr:Mann\nHeat\tlabel\t"Heat"@en\n',
      kind: "attributes",
      reads: {
        attributes: [["Heat", "dbo:director", "dbr:Mann"], ["Heat", "label", '"Heat"@en']],
      },
    },
    {
      name: "titles.tsv",
      content: "1\tHeat (1995)\n2\tAli (2001)\n",
      kind: undefined,
      reads: { labels: [["1", "Heat (1995)"], ["2", "Ali (2001)"]] },
    },
  ],
  csv: [
    {
      name: "ratings_Books.csv",
      content: "ann,Heat,5.0,978300760\nbob,Ali,2.5,978302109\n",
      kind: "ratings",
      reads: { ratings: ratingRows(someRatings) },
    },
    {
      name: "ratings.dat",
      content: "ann::Heat::5::978300760\nbob::Ali::2.5::978302109\n",
      kind: "ratings",
      reads: { ratings: ratingRows(someRatings) },
    },
    {
      name: "kg.csv",
      content: 'item,relation,value\nHeat,director,"Mann, Michael"\n',
      kind: "attributes",
      reads: { attributes: [["Heat", "director", "Mann, Michael"]] },
    },
    {
      name: "titles.csv",
      content: 'item;title\n1;"Heat; or: ""hot"""\n',
      kind: "labels",
      reads: { labels: [["1", 'Heat; or: "hot"']] },
    },
  ],
};

const contentOf = async ({ content }: Sample): Promise<Uint8Array> =>
  typeof content === "string" ? bytesOf(content) : await content();

Deno.test("every format has samples, a name and a description of its own", () => {
  deepStrictEqual(Object.keys(SAMPLES), dataFormats.map(({ name }) => name));
  strictEqual(new Set(dataFormats.map(({ description }) => description)).size, dataFormats.length);
  for (const { name, ...format } of dataFormats) {
    ok(/^[a-z]+(-[a-z]+)*$/.test(name));
    const kinds = DATA_KINDS.filter((kind) => format[kind]);
    ok(kinds.length > 0);
    for (const kind of kinds) {
      ok(SAMPLES[name].some(({ reads }) => reads[kind]), `${name}: ${kind}`);
    }
    const written = kinds.some((kind) => format[kind]?.write);
    strictEqual(format.endings.length > 0, written);
    for (const ending of format.endings) strictEqual(formatOfPath(`a/B${ending}.gz`)?.name, name);
  }
});

for (const format of dataFormats) {
  for (const sample of SAMPLES[format.name]) {
    Deno.test(`${format.name}: ${sample.name} is recognised by its name and without, and says what it holds`, async () => {
      const content = await contentOf(sample);
      for (const name of [sample.name, "standard input"]) {
        for (const bytes of [content, await gzip(content)]) {
          const { format: found, head, input } = await formatFor(
            source(name, bytes),
            undefined,
            {},
          );
          strictEqual(found.name, format.name);
          strictEqual(await found.kindOf(head, () => readBytes(input)), sample.kind);
        }
      }
    });

    Deno.test(`${format.name}: ${sample.name} is read, the same at any chunk boundary, packed or not`, async () => {
      const content = await contentOf(sample);
      for (const [kind, expected] of Object.entries(sample.reads) as [DataKind, unknown][]) {
        deepStrictEqual(await read(kind, source(sample.name, content)), expected);
        deepStrictEqual(await read(kind, bytewise(sample.name, content)), expected);
        deepStrictEqual(await read(kind, source(sample.name, await gzip(content))), expected);
        const step = Math.max(1, Math.floor(content.length / 50));
        for (let cut = 1; cut < content.length; cut += step) {
          deepStrictEqual(await read(kind, cutSource(sample.name, content, cut)), expected);
        }
        if (typeof sample.content !== "string") continue;
        const text = sample.content;
        for (const other of [text.replaceAll("\n", "\r\n"), text.slice(0, -1), `\ufeff${text}`]) {
          deepStrictEqual(await read(kind, source(sample.name, other)), expected);
        }
      }
    });
  }
}

/** Text that survives in any format: one line, not empty. */
const text = fc.string({ unit: "binary", minLength: 1, maxLength: 12 })
  .filter((text) => !/[\p{Cc}\ufeff]/u.test(text) && text.trim() !== "");
const word = fc.oneof(
  { weight: 3, arbitrary: text },
  fc.constantFrom(
    "1",
    "007",
    "a b",
    'say "x"',
    "a,b",
    "a;b",
    "a|b",
    "a::b",
    "http://x/a?b=c#d",
    "été",
    "-5",
    "# no",
    "<a>",
    "\\n",
  ),
  fc.constantFrom(
    "urn:semauto:item/1",
    "urn:isbn:1",
    "_:b0",
    "_:a.b",
    "{'a': 1}",
    "%41",
    "//",
    "a:b",
  ),
);
const value = fc.oneof(
  word,
  fc.record({ text: word }).map(valueOfLiteral),
  fc.record({ text: fc.string(), language: fc.constantFrom("en", "pt-br") }).map(valueOfLiteral),
  fc.record({ text: word, datatype: fc.constant(integer) }).map(valueOfLiteral),
).filter((value) => literalOf(value) === undefined || valueOfLiteral(literalOf(value)!) === value);
/** Names with a usual prefix are written to RDF as IRIs, on purpose; the others come back. */
const name = word.filter((word) => (iriOf(word) ?? word) === word);

const ARBITRARY = {
  ratings: fc.tuple(
    fc.uniqueArray(
      fc.tuple(word, word, fc.float({ noNaN: true, noDefaultInfinity: true }), fc.nat()),
      {
        selector: ([user, item]) => JSON.stringify([user, item]),
        minLength: 1,
        maxLength: 8,
      },
    ),
    fc.boolean(),
    fc.boolean(),
  ).map(([rows, rated, timed]) => {
    const kept = rows.map(([user, item, rating, time]): Rating => [
      ...[user, item, rated ? Math.fround(rating) + 0 : 1] as const,
      ...(timed ? [time] : []) as [number?],
    ]);
    return { data: tableOf(kept, rated), expected: ratingRows(kept, rated) };
  }),
  attributes: fc.array(fc.tuple(name, name, value.filter((v) => (iriOf(v) ?? v) === v)), {
    minLength: 1,
    maxLength: 8,
  }).map((rows) => ({ data: rows, expected: rows })),
  labels: fc.uniqueArray(fc.tuple(name, word), {
    selector: ([item]) => item,
    minLength: 1,
    maxLength: 8,
  }).map((rows) => ({ data: rows, expected: rows })),
};

for (const format of dataFormats) {
  for (const kind of DATA_KINDS.filter((kind) => format[kind]?.write)) {
    Deno.test(`${format.name}: ${kind} come back as they were written`, async () => {
      const property = fc.asyncProperty(
        ARBITRARY[kind] as fc.Arbitrary<{ data: unknown; expected: unknown }>,
        fc.boolean(),
        async ({ data, expected }, packed) => {
          const bytes = await write(format, kind, data);
          const input = source(`x${format.endings[0]}`, packed ? await gzip(bytes) : bytes);
          deepStrictEqual(await read(kind, input), expected);
        },
      );
      await fc.assert(property, { numRuns: 150 });
    });
  }
}

/** A broken file of each format, and what its error says. */
const BROKEN: Readonly<
  Record<string, readonly [kind: DataKind, content: string, message: RegExp]>
> = {
  "n-triples": [
    "attributes",
    "<http://x/a> <http://x/b> <http://x/c> .\n<http://x/a> <http://x/b> oops .\n",
    /^Cannot read x: line 2, column 26: unexpected "oops/,
  ],
  turtle: [
    "attributes",
    "@prefix x: <http://x/> .\nx:a x:b y:c .\n",
    /^Cannot read x: line 2, column 9: undefined prefix "y:", expected RDF$/,
  ],
  recbole: [
    "attributes",
    "item_id:token\tyear:float\n1\t1995\n2\tsoon\n",
    /^Cannot read x: line 3, column 2: the value is 'soon', expected a number$/,
  ],
  reviews: [
    "ratings",
    "{'user': 'a', 'work': 'b', 'stars': 5}\n{'user': 'a', 'work': 'c', 'stars': }\n",
    /^Cannot read x: line 2, column 37: found '\}', expected a value$/,
  ],
  "movielens-movies": [
    "attributes",
    `1|Heat (1995)|||x${"|0".repeat(19)}\n2|Ali (2001)|||x|2${"|0".repeat(18)}\n`,
    /^Cannot read x: line 2, column 6: the flag of unknown is '2', expected 0 or 1$/,
  ],
  "movielens-tags": [
    "attributes",
    "userId,movieId,tag,timestamp\n1,2,fun,3\n1,,fun,3\n",
    /^Cannot read x: line 3, column 2: the movie is empty, expected an id$/,
  ],
  tsv: [
    "ratings",
    "a\tb\t1\nc\td\tx\n",
    /^Cannot read x: line 2, column 3: rating is 'x', expected a number$/,
  ],
  csv: [
    "attributes",
    "item,relation,value\na,b,\n",
    /^Cannot read x: line 2, column 3: the value is empty, expected some text$/,
  ],
};

for (const [name, [kind, content, message]] of Object.entries(BROKEN)) {
  Deno.test(`${name}: a broken file is told with its name, line and column, however its bytes come`, async () => {
    for (
      const input of [
        source("x", content),
        bytewise("x", content),
        source("x", await gzip(content)),
      ]
    ) {
      strictEqual((await formatFor(source("x", content), kind, {})).format.name, name);
      await rejects(read(kind, input), { name: "InputError", message });
    }
  });
}

Deno.test("parquet: a broken file or row is told with its place", async () => {
  const { parquetWriteBuffer } = await import("npm:hyparquet-writer@0.17.0");
  const columnData = [
    { name: "user", data: ["a", "b"] },
    { name: "rating", data: ["1", "x"] },
    { name: "item", data: ["c", "d"] },
  ].map((column) => ({ ...column, type: "STRING" as const }));
  const bytes = new Uint8Array(parquetWriteBuffer({ columnData }));
  await rejects(read("ratings", source("x", bytes)), {
    message: "Cannot read x: line 2, column 2: rating is 'x', expected a number",
  });
  for (const damaged of [bytes.slice(0, 60), bytes.map((byte, k) => k > 4 && k < 40 ? 7 : byte)]) {
    await rejects(read("ratings", source("x", damaged)), {
      name: "InputError",
      message: /^Cannot read x: the Parquet data are damaged \(.+\), expected intact data$/,
    });
  }
});

Deno.test("formats refuse what they cannot hold, and say what could", async () => {
  await rejects(write(formatNamed("tsv"), "labels", [["1", "a\tb"]]), {
    name: "UsageError",
    message: /a field is "a\\tb", expected text without tabs/,
  });
  await rejects(write(formatNamed("csv"), "labels", [["1", "a\0b"]]), { name: "UsageError" });
  await rejects(write(formatNamed("csv"), "labels", [["", "a"]]), /the item is empty/);
  await rejects(read("ratings", source("kg.nt", SAMPLES["n-triples"][0].content as string)), {
    name: "UsageError",
    message:
      "Cannot read ratings from kg.nt: it is N-Triples, which holds attributes and labels, expected a file of another " +
      "format, or the format to be given",
  });
  throws(
    () => formatNamed("xml"),
    /Cannot use the format 'xml', expected one of parquet, n-triples/,
  );
});
