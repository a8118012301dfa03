import { ok } from "node:assert/strict";
import { formatNamed } from "../../src/formats/data_formats.ts";
import { bytesOf } from "../formats/_sources.ts";
import { type Rating, ratingRows, type Sample, tableOf, write } from "./_format_data.ts";

export const someRatings: Rating[] = [["ann", "Heat", 5, 978300760], [
  "bob",
  "Ali",
  2.5,
  978302109,
]];
export const integer = "http://www.w3.org/2001/XMLSchema#integer";
export const double = "http://www.w3.org/2001/XMLSchema#double";

export const SAMPLES: Readonly<Record<string, readonly Sample[]>> = {
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

export const contentOf = async ({ content }: Sample): Promise<Uint8Array> =>
  typeof content === "string" ? bytesOf(content) : await content();
