import { deepStrictEqual, rejects } from "node:assert/strict";
import { InputError } from "../../src/errors.ts";
import { readItemEntities } from "../../src/formats/item_entities.ts";
import { realDataTest } from "../_real_data.ts";
import { gzip, source } from "./_sources.ts";

const read = async (text: string) =>
  (await readItemEntities(source("map", text))).map(({ item, entity }) => [item, entity]);

Deno.test("items and IRIs are read from every layout", async () => {
  const heat = "http://dbpedia.org/resource/Heat", il = "http://dbpedia.org/resource/Postino,_Il";
  for (
    const text of [
      `6\t${heat}\n7\t${il}\n`,
      `item\turi\n6\t${heat}\n7\t${il}`,
      `6\tHeat (1995)\t${heat}\r\n7\tPostino, Il\t${il}\r\n`,
      `item_id:token\tentity_id:token\n6\t<${heat}>\n\n7\t<${il}>\n7\t<${il}>\n`,
      `id,title,iri\n6,Heat,${heat}\n7,"Postino, Il","${il}"\n`,
    ]
  ) deepStrictEqual(await read(text), [["6", heat], ["7", il]], text);
  for (const text of [`${heat}\n${il}\n`, `\n<${heat}>\n  <${il}>  \n${heat}`]) {
    deepStrictEqual(await read(text), [[heat, heat], [il, il]], text);
  }
  const packed = await gzip(`6\t${heat}\n`);
  deepStrictEqual(await readItemEntities(source("map.gz", packed)), [{ item: "6", entity: heat }]);
});

Deno.test("what is no such file is refused with the place", async () => {
  for (
    const [text, message] of [
      ["", "the file is empty, expected IRIs"],
      ["\n\n", "the file is empty, expected IRIs"],
      [
        "item\turi\n2\tx y\n",
        "line 2, column 2: 'x y' is no IRI, expected such as http://dbpedia.org/resource/Heat",
      ],
      ["item\turi\n", "there is a header and nothing else, expected items"],
      [
        "1\tm.0abc\n2\tm.0abd\n",
        "line 2: found '2', 'm.0abd', expected an item and, in a later column, its IRI",
      ],
      ["http://e.org/a\t1\n", undefined],
      [
        "1\thttp://e.org/a\n2\thttp://e.org/a b\n",
        "line 2, column 2: the IRI holds a blank, expected it as %20",
      ],
      [
        "1\thttp://e.org/a\n2\tHeat\n",
        "line 2, column 2: 'Heat' is no IRI, expected such as http://dbpedia.org/resource/Heat",
      ],
      [
        "http://e.org/a\nhttp://e.org/{b}\n",
        "line 2, column 1: the IRI holds '{', expected it as %7B",
      ],
      [
        "1\thttp://e.org/a\n\thttp://e.org/b\n",
        "line 2, column 1: the item is empty, expected an id",
      ],
    ] as const
  ) {
    await rejects(
      read(text),
      (error) =>
        error instanceof InputError &&
        (message === undefined || error.message === `Cannot read map: ${message}`),
      text,
    );
  }
});

realDataTest("the mapping of MovieLens 1M to DBpedia is read whole", async (folder) => {
  const path = `${folder}/movielens-1m-dbpedia/item_dbpedia_uri.tsv`;
  const { readable } = await Deno.open(path);
  const items = await readItemEntities({ name: path, stream: readable });
  const lines = (await Deno.readTextFile(path)).trim().split("\n");
  deepStrictEqual(items.map(({ item, entity }) => `${item}\t${entity}`), lines);
});
