import { deepStrictEqual, rejects } from "node:assert/strict";
import { readEntityLabels } from "../../src/formats/entity_label_file.ts";
import { source as named } from "./_sources.ts";

const source = (text: string) => named("labels.tsv", text);

Deno.test("readEntityLabels() reads tables and triples, in the languages that are wanted", async () => {
  const tables = [
    "dbr:Heat\tHeat\n",
    "entity\tlabel\ndbr:Heat\tHeat\n",
    "label,uri\nHeat,dbr:Heat\n",
  ];
  for (const text of tables) {
    deepStrictEqual(await readEntityLabels(source(text)), [{ id: "dbr:Heat", labels: ["Heat"] }]);
  }
  deepStrictEqual(await readEntityLabels(source("entity\tlabel\tyear\nQ1\tHeat\t1995-12-15\n")), [
    { id: "Q1", labels: ["Heat"], year: 1995 },
  ]);
  const triples =
    'Q1\trdfs:label\t"Hitze"@de\nQ1\trdfs:label\t"Chaleur"@fr\nQ1\tfoaf:name\t"Heat"@en\nQ1\tp\t1995\n';
  deepStrictEqual(
    await readEntityLabels(source(triples), { languages: ["en", "de"], years: ["p"] }),
    [{ id: "Q1", labels: ["Heat", "Hitze"], year: 1995 }],
  );
  await rejects(
    readEntityLabels(source(triples), { languages: ["it"] }),
    /there are no labels in the languages/,
  );
  await rejects(
    readEntityLabels(source("a\tb\tc\td\n")),
    /found 4 columns, expected entity and label/,
  );
});

Deno.test("labels in the first column and entities in the second are not taken for the other way round", async () => {
  for (const entity of ["http://dbpedia.org/resource/Heat", "dbr:Heat", "<http://e.org/x>"]) {
    await rejects(readEntityLabels(source(`949\t${entity}\n`)), {
      name: "InputError",
      message: new RegExp(`line 1, column 2: the label is '${entity}', expected the entity first`),
    });
    deepStrictEqual(await readEntityLabels(source(`label\tentity\nHeat\t${entity}\n`)), [
      { id: entity, labels: ["Heat"] },
    ]);
  }
});
