import { deepStrictEqual, rejects } from "node:assert/strict";
import type { ItemLabelsOptions } from "../../src/formats/label_stream.ts";
import { readItemLabels } from "../../src/formats/item_labels.ts";
import { bytesOf, sameAtEveryCut, source } from "./_sources.ts";

const read = async (content: string | Uint8Array, options: ItemLabelsOptions = {}) => [
  ...await readItemLabels(source("items", content), options),
];
const latin1 = (text: string) => Uint8Array.from(text, (letter) => letter.charCodeAt(0));

const expected = [["73", "Misérables, Les (1995)"], ["949", "Heat (1995)"]];

Deno.test("readItemLabels() reads movies.dat in latin-1", async () => {
  const text = "73::Misérables, Les (1995)::Drama|Musical\n949::Heat (1995)::Action|Crime\n";
  deepStrictEqual(await read(latin1(text)), expected);
  deepStrictEqual(await read(bytesOf(text)), expected);
});

Deno.test("readItemLabels() reads u.item in latin-1, wherever the chunks are cut", async () => {
  const text = "73|Misérables, Les (1995)|01-Jan-1995||http://x/Les%20M|0|1\n" +
    "949|Heat (1995)|01-Jan-1995||http://x/Heat|1|0\n\n";
  deepStrictEqual(await read(latin1(text)), expected);
  await sameAtEveryCut("u.item", latin1(text), readItemLabels, deepStrictEqual);
});

Deno.test("readItemLabels() reads movies.csv with its header and quotes", async () => {
  const text = 'movieId,title,genres\n73,"Misérables, Les (1995)",Drama\n949,Heat (1995),Action\n';
  deepStrictEqual(await read(text), expected);
});

Deno.test("readItemLabels() reads a plain table, with columns by name or position", async () => {
  deepStrictEqual(await read("73\tMisérables, Les (1995)\n949\tHeat (1995)\n"), expected);
  const text = "Misérables, Les (1995)\tfilm\t73\nHeat (1995)\tfilm\t949\n";
  deepStrictEqual(await read(text, { columns: { item: 3, label: 1 } }), expected);
  const columns = { item: "key", label: "text" };
  deepStrictEqual(await read("text;key\nHeat;949\n", { columns }), [["949", "Heat"]]);
});

Deno.test("readItemLabels() leaves items with an empty label out and keeps the last of several", async () => {
  deepStrictEqual(await read("1,Heat\n2,\n1,Heat (1995)\n"), [["1", "Heat (1995)"]]);
});

Deno.test("readItemLabels() says where an item is empty, or that the file is", async () => {
  await rejects(read("1,Heat\n,Ali\n"), {
    name: "InputError",
    message: "Cannot read items: line 2, column 1: the item is empty, expected an id",
  });
  await rejects(read(""), {
    message: "Cannot read items: the file is empty, expected item labels",
  });
});

Deno.test("readItemLabels() takes the label in the language that is wanted, else in none, else a variant, else any", async () => {
  const label = "<http://www.w3.org/2000/01/rdf-schema#label>";
  const text = [
    ...['<x:1> L "Hitze"@de .', '<x:1> L "Heat"@en .', '<x:1> L "Heat (film)"@en-GB .'],
    ...['<x:2> L "Ali (plain)" .', '<x:2> L "Ali"@fr .', '<x:3> L "Ran"@ja .', '<x:4> P "no" .'],
  ].join("\n").replaceAll(" L ", ` ${label} `).replaceAll(" P ", " <x:p> ");
  const read = async (options: ItemLabelsOptions) =>
    Object.fromEntries(await readItemLabels(source("kg.nt", text), options));
  deepStrictEqual(await read({}), { "x:1": "Heat", "x:2": "Ali (plain)", "x:3": "Ran" });
  deepStrictEqual(await read({ language: "fr" }), {
    "x:1": "Heat (film)",
    "x:2": "Ali",
    "x:3": "Ran",
  });
  const notes: string[] = [];
  const link = new Map([["x:1", ["10", "11"]]]);
  deepStrictEqual(await read({ language: "DE", link, onNote: (note) => notes.push(note) }), {
    ...{ "10": "Hitze", "11": "Hitze" },
  });
  await read({ onNote: (note) => notes.push(note) });
  deepStrictEqual(notes, ["3 labels of kg.nt gave way to others of the same items"]);
});
