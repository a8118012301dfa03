import { deepStrictEqual, rejects, strictEqual } from "node:assert/strict";
import fc from "npm:fast-check@4.10.2";
import {
  createKnowledgeGraphBuilder,
  type KnowledgeGraph,
} from "../../src/data/knowledge_graph.ts";
import { addTriples, readTriples, type TriplesOptions } from "../../src/formats/triples.ts";
import { bytewise, sameAtEveryCut, source } from "./_sources.ts";

const list = ({ items, attributes, edgeItem, edgeAttribute }: KnowledgeGraph) =>
  [...edgeItem].map((item, e) => {
    const { relation, value } = attributes[edgeAttribute[e]];
    return [items.ids[item], relation, value];
  });

const read = async (text: string, options: TriplesOptions = {}) =>
  list(await readTriples(source("kg.tsv", text), options));

async function fails(text: string, problem: string, options: TriplesOptions = {}) {
  await rejects(readTriples(source("kg.tsv", text), options), {
    name: "InputError",
    message: `Cannot read kg.tsv: ${problem}`,
  });
}

const iris = [
  ["http://dbpedia.org/resource/+44_(band)", "dct:subject", 'http://x/Category:"Weird_Al",_Jr.'],
  ["http://dbpedia.org/resource/Ocean's_Eleven", "dbo:starring", "http://x/%22Foo%22_&_B::C|D;E"],
  ["http://dbpedia.org/resource/Amélie", "dct:subject", 'http://x/Guns_N"_Roses'],
];

Deno.test("readTriples() lets IRIs through byte for byte, wherever the chunks are cut", async () => {
  const text = iris.map((triple) => triple.join("\t") + "\n").join("");
  deepStrictEqual(await read(text), iris);
  await sameAtEveryCut(
    "kg.tsv",
    text,
    async (input) => list(await readTriples(input)),
    deepStrictEqual,
  );
});

Deno.test("readTriples() lets any text without tabs and line breaks through", async () => {
  const field = fc.string({ unit: "binary", minLength: 1 })
    .filter((field) => !/[\t\n\r\0\ufeff]/.test(field));
  const triples = fc.array(fc.tuple(field, field, field), { minLength: 1 });
  await fc.assert(fc.asyncProperty(triples, async (triples) => {
    const text = triples.map((triple) => triple.join("\t") + "\r\n").join("");
    const options = { delimiter: "\t", header: false };
    deepStrictEqual(list(await readTriples(bytewise("kg.tsv", text), options)), triples);
  }));
});

Deno.test("readTriples() recognises a header only by names for all three columns", async () => {
  const triple = ["Heat", "director", "Michael Mann"];
  const headers = [
    ["item", "relation", "value"],
    ["Head", "Relation", "Tail"],
    ["subject", "predicate", "object"],
    ["head_id:token", "relation_id:token", "tail_id:token"],
  ];
  for (const header of headers) {
    deepStrictEqual(await read(`${header.join(",")}\n${triple.join(",")}\n`), [triple]);
  }
  const near = ["item", "relation", "Heat"];
  deepStrictEqual(await read(`${near.join(",")}\n${triple.join(",")}\n`), [near, triple]);
});

Deno.test("readTriples() finds columns by header, name and position", async () => {
  const expected = [["Heat", "director", "Mann"]];
  deepStrictEqual(await read("value;note;item;relation\nMann;x;Heat;director\n"), expected);
  const names = { item: "a", relation: "b", value: "c" };
  deepStrictEqual(await read("c,b,a\nMann,director,Heat\n", { columns: names }), expected);
  const positions = { item: 3, relation: 2, value: 1 };
  deepStrictEqual(await read("Mann,director,Heat\n", { columns: positions }), expected);
});

Deno.test("addTriples() collects several files into one graph", async () => {
  const builder = createKnowledgeGraphBuilder();
  strictEqual(await addTriples(source("a", "1,genre,Drama\n2,genre,Drama\n"), builder), 2);
  strictEqual(await addTriples(source("b", "1\tgenre\tDrama\n1\tyear\t1995\n"), builder), 2);
  const graph = builder.build();
  deepStrictEqual(graph.items.ids, ["1", "2"]);
  strictEqual(graph.attributes.length, 2);
});

Deno.test("readTriples() says where a field is missing or empty", async () => {
  await fails("1,genre,\n", "line 1, column 3: the value is empty, expected some text");
  await fails("1,genre,a\n1,,b\n", "line 2, column 2: the relation is empty, expected some text");
  await fails(
    "1\tgenre\ta\n1\tgenre\n",
    'line 2, column 3: the line has 2 fields separated by "\\t", expected 3 as in the first line',
  );
});

Deno.test("readTriples() says that there are no triples", async () => {
  await fails("", "the file is empty, expected triples");
  await fails("head,relation,tail\n", "there is a header and nothing else, expected triples");
});

Deno.test("readTriples() throws when more than three columns have no names that it knows", async () => {
  await rejects(readTriples(source("links.csv", "movieId,imdbId,tmdbId,x\n1,2,3,4\n")), {
    name: "InputError",
    message:
      "Cannot read links.csv: line 1: found 4 columns, expected the three of item, relation and value, a header " +
      "with such names, or to be told which columns they are",
  });
});

Deno.test("readTriples() takes chosen columns where it would have known a layout", async () => {
  const tags = source("tags.csv", "userId,movieId,tag,timestamp\n2,60756,Funny,1445714994\n");
  const graph = await readTriples(tags, {
    header: true,
    columns: { item: "movieId", relation: "userId", value: "tag" },
  });
  deepStrictEqual(graph.attributes, [{ relation: "2", value: "Funny" }]);
});

Deno.test("readTriples() puts items in the place of entities, but not where a file speaks of items", async () => {
  const notes: string[] = [];
  const link = new Map([["e1", ["10", "11"]], ["1", ["99"]]]);
  const options = { link, onNote: (note: string) => notes.push(note) };
  deepStrictEqual(await read("e1\tgenre\tx\ne2\tgenre\ty\n", options), [
    ["10", "genre", "x"],
    ["11", "genre", "x"],
  ]);
  deepStrictEqual(notes, ["1 of 2 triples of kg.tsv are about entities that no item is linked to"]);
  deepStrictEqual(await read("1::Heat (1995)::Crime\n", options), [["1", "genre", "Crime"]]);
  deepStrictEqual(await read("item_id:token\tclass:token\n1\tCrime\n", options), [
    ["1", "class", "Crime"],
  ]);
});
