import { deepStrictEqual, rejects } from "node:assert/strict";
import { type ItemEntityOptions, readItemEntities } from "../../src/formats/item_entities.ts";
import { realDataTest } from "../_real_data.ts";
import { gzip, sameAtEveryCut, source } from "./_sources.ts";

const read = async (text: string | Uint8Array, options?: ItemEntityOptions) =>
  (await readItemEntities(source("map", text), options)).pairs
    .map(({ item, entity }) => [item, entity]);

const heat = "http://dbpedia.org/resource/Heat", il = "http://dbpedia.org/resource/Postino,_Il";

Deno.test("readItemEntities() reads two columns with a header in any order, or without one", async () => {
  const expected = [["1", "m.0abc"], ["2", "m.0abc"], ["2", "dbr:Ali"]];
  const rows = "1\tm.0abc\n2\tm.0abc\n2\tdbr:Ali\n2\tdbr:Ali\n";
  for (const header of ["", "item_id:token\tentity_id:token\n", "movieId\turi\n"]) {
    deepStrictEqual(await read(header + rows), expected);
  }
  const turned = "entity_id:token,item_id:token\nm.0abc,1\nm.0abc,2\ndbr:Ali,2\n";
  deepStrictEqual(await read(turned), expected);
  const columns = { item: 3, entity: 1 };
  deepStrictEqual(await read("m.0abc,x,1\nm.0abc,x,2\ndbr:Ali,x,2\n", { columns }), expected);
  deepStrictEqual(await read("1\tm.0abc\n"), [["1", "m.0abc"]]);
});

Deno.test("readItemEntities() reads the same layouts whether it asks for IRIs or not", async () => {
  const bare = [["6", heat], ["7", il]];
  for (
    const text of [
      `6\t${heat}\n7\t${il}\n`,
      `item\turi\n6\t${heat}\n7\t${il}`,
      `my film\tDBpedia\n6\t${heat}\n7\t${il}`,
      `6\tHeat (1995)\t${heat}\r\n7\tPostino, Il\t${il}\r\n`,
      `id,title,iri\n6,Heat,${heat}\n7,"Postino, Il","${il}"\n`,
      `\nitem_id:token\tentity_id:token\n6\t${heat}\n\n7\t${il}\n7\t${il}\n`,
    ]
  ) {
    deepStrictEqual(await read(text), bare, text);
    deepStrictEqual(await read(text, { iris: true }), bare, text);
  }
  for (const text of [`${heat}\n${il}\n`, `\n<${heat}>\n  <${il}>  \n${heat}`]) {
    deepStrictEqual(await read(text), [[heat, heat], [il, il]], text);
  }
  for (const options of [{}, { iris: true }]) {
    deepStrictEqual(await read(`wd:Q1,${heat}\n`, options), [["wd:Q1", heat]]);
  }
  deepStrictEqual(await read("wd:Q1,m.0abc\nwd:Q2,m.0abd\n"), [
    ["wd:Q1", "m.0abc"],
    ["wd:Q2", "m.0abd"],
  ]);
  deepStrictEqual(await read(`${il}\n${heat}\n`, { iris: true }), [[il, il], [heat, heat]]);
  deepStrictEqual(await read(await gzip(`6\t${heat}\n`)), [["6", heat]]);
});

Deno.test("readItemEntities() makes IRIs of names and of what stands in brackets, where they are to be looked up", async () => {
  const text = `6\tdbr:Heat\n7\t<${il}>\n`;
  deepStrictEqual(await read(text), [["6", "dbr:Heat"], ["7", `<${il}>`]]);
  deepStrictEqual(await read(text, { iris: true }), [["6", heat], ["7", il]]);
});

Deno.test("readItemEntities() reads the same wherever the chunks are cut", async () => {
  for (const text of ["item,entity\r\n1,é\r\n2,ü\r\n", "http://e.org/é\r\nhttp://e.org/ü"]) {
    await sameAtEveryCut("m", text, readItemEntities, deepStrictEqual);
  }
});

Deno.test("readItemEntities() says what is wrong, and where", async () => {
  const cases: [text: string, options: ItemEntityOptions, problem: string][] = [
    ["", {}, "the file is empty, expected items and entities"],
    ["\n\n", {}, "the file is empty, expected items and entities"],
    ["item,entity\n", {}, "there is a header and nothing else, expected items and entities"],
    ["1,a\n2,\n", {}, "line 2, column 2: the entity is empty, expected an IRI or an id"],
    ["1,a\n,b\n", {}, "line 2, column 1: the item is empty, expected an id"],
    [
      "1,a,b\n",
      {},
      "line 1: found 3 columns and no IRIs in them, expected the two of item and entity, or a header with such names",
    ],
    [
      `6\tdbo:director\t${heat}\n`,
      {},
      "line 1: found 3 columns and IRIs in several, expected the two of item and entity, or a header with such names",
    ],
    [
      "item\turi\n2\tx y\n",
      { iris: true },
      "line 2, column 2: 'x y' is no IRI, expected such as http://dbpedia.org/resource/Heat",
    ],
    [
      "1\tm.0abc\n2\tm.0abd\n",
      { iris: true },
      "line 1, column 2: 'm.0abc' is no IRI, expected such as http://dbpedia.org/resource/Heat",
    ],
    [
      "http://e.org/a\t1\n",
      { iris: true },
      "line 1, column 2: '1' is no IRI, expected such as http://dbpedia.org/resource/Heat",
    ],
    [
      "1\thttp://e.org/a\n2\thttp://e.org/a b\n",
      { iris: true },
      "line 2, column 2: the IRI holds a blank, expected it as %20",
    ],
    [
      "http://e.org/a\nhttp://e.org/{b}\n",
      {},
      "line 2, column 1: the IRI holds '{', expected it as %7B",
    ],
  ];
  for (const [text, options, problem] of cases) {
    await rejects(
      read(text, options),
      { name: "InputError", message: `Cannot read map: ${problem}` },
      text,
    );
  }
});

realDataTest("the mapping of MovieLens 1M to DBpedia is read whole", async (folder) => {
  const path = `${folder}/movielens-1m-dbpedia/item_dbpedia_uri.tsv`;
  const { readable } = await Deno.open(path);
  const { pairs } = await readItemEntities({ name: path, stream: readable }, { iris: true });
  const lines = (await Deno.readTextFile(path)).trim().split("\n");
  deepStrictEqual(pairs.map(({ item, entity }) => `${item}\t${entity}`), lines);
});
