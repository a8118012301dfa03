import { deepStrictEqual, rejects } from "node:assert/strict";
import { itemsByEntity, type MappingOptions, readMapping } from "../../src/formats/mapping.ts";
import { sameAtEveryCut, source } from "./_sources.ts";

const read = (text: string, options: MappingOptions = {}) =>
  readMapping(source("items.link", text), options);

Deno.test("readMapping() reads two columns with a header in any order, or without one", async () => {
  const expected = [{ item: "1", entity: "dbr:Heat" }, { item: "2", entity: "dbr:Ali" }];
  deepStrictEqual(await read("1\tdbr:Heat\n2\tdbr:Ali\n"), expected);
  deepStrictEqual(
    await read("entity_id:token\titem_id:token\ndbr:Heat\t1\ndbr:Ali\t2\n"),
    expected,
  );
  deepStrictEqual(await read("movieId,uri\n1,dbr:Heat\n2,dbr:Ali\n"), expected);
  const columns = { item: 3, entity: 1 };
  deepStrictEqual(await read("dbr:Heat,x,1\ndbr:Ali,x,2\n", { columns }), expected);
});

Deno.test("readMapping() reads the same wherever the chunks are cut", async () => {
  await sameAtEveryCut("m", "item,entity\r\n1,é\r\n2,ü\r\n", readMapping, deepStrictEqual);
});

Deno.test("readMapping() says what is wrong, and where", async () => {
  const cases: [string, string][] = [
    ["", "the file is empty, expected items and entities"],
    [
      "item,entity\n",
      "there is a header and nothing else, expected items and entities",
    ],
    ["1,a\n2,\n", "line 2, column 2: the entity is empty, expected some text"],
    [
      "1,a,b\n",
      "line 1: found 3 columns, expected the two of item and entity, a header with such names, or to be told which " +
      "columns they are",
    ],
  ];
  for (const [text, problem] of cases) {
    await rejects(read(text), { message: `Cannot read items.link: ${problem}` });
  }
});

Deno.test("itemsByEntity() lists each item of an entity once", () => {
  const pairs = [["1", "e"], ["2", "e"], ["1", "e"], ["1", "f"]];
  deepStrictEqual(
    [...itemsByEntity(pairs.map(([item, entity]) => ({ item, entity })))],
    [["e", ["1", "2"]], ["f", ["1"]]],
  );
});
