import { deepStrictEqual, rejects, strictEqual } from "node:assert/strict";
import { linkItems } from "../../src/data/link/link_items.ts";
import { readEntityLabels } from "../../src/formats/entity_label_file.ts";
import { type EntityLinkOptions, readEntityLinks } from "../../src/formats/entity_links.ts";
import { linkRows } from "../../src/formats/link_rows.ts";

const source = (text: string, name = "links.tsv") => ({ name, stream: new Blob([text]).stream() });
const read = (text: string, options?: EntityLinkOptions) => readEntityLinks(source(text), options);

Deno.test("readEntityLinks() reads plain mappings, with and without a header, several on either side", async () => {
  const expected = [["1", "dbr:Heat"], ["2", "dbr:Heat"], ["2", "dbr:Ali"]];
  const rows = expected.map((row) => row.join("\t")).join("\n");
  for (const header of ["", "item_id:token\tentity_id:token\n", "movieId\turi\n"]) {
    deepStrictEqual((await read(header + rows)).pairs, expected);
  }
});

const HEADER = "item\ttitle\tentity\tentity label\tscore\tstatus\treason\n";
const row = (item: string, entity: string, score: number, status: string) =>
  `${item}\ttitle\t${entity}\tlabel\t${score}\t${status}\twhy\n`;

Deno.test("readEntityLinks() takes what a person decided, and decides by score only where it is told to", async () => {
  const reviewed = HEADER + row("1", "a", 1, "proposed") + row("2", "b", 0.1, "accepted") +
    row("3", "c", 1, "rejected") + row("4", "", 0.3, "none");
  deepStrictEqual(await read(reviewed), {
    pairs: [["1", "a"], ["2", "b"]],
    ...{ empty: 2, belowScore: 0, undecided: 0 },
  });
  const open = reviewed + row("5", "e", 0.9, "ambiguous") + row("5", "f", 0.85, "ambiguous") +
    row("6", "g", 0.9, "ambiguous") + row("6", "h", 0.9, "ambiguous") +
    row("7", "i", 0.8, "proposed");
  await rejects(read(open), {
    name: "InputError",
    message:
      /^Cannot read links.tsv: line 6, column 6: the status is 'ambiguous', expected a person's choice/,
  });
  deepStrictEqual(await read(open, { minScore: 0.85 }), {
    pairs: [["1", "a"], ["2", "b"], ["5", "e"]],
    ...{ empty: 2, belowScore: 1, undecided: 3 },
  });
});

Deno.test("readEntityLinks() says where a file is wrong", async () => {
  const wrong: [text: string, options: EntityLinkOptions, RegExp][] = [
    ["1\ta\tb\n", {}, /line 1: found 3 columns, expected the two of item and entity/],
    ["item\tentity\n", {}, /a header and nothing else/],
    ["item\tentity\n1\t\n", {}, /line 2, column 2: the entity is empty/],
    ["item\tentity\n\ta\n", {}, /line 2, column 1: the item is empty/],
    [
      HEADER + row("1", "a", 1, "perhaps"),
      {},
      /column 6: the status is 'perhaps', expected one of proposed/,
    ],
    [HEADER + "1\tt\ta\tl\thigh\tproposed\tr\n", {}, /column 5: the score is 'high'/],
    ["1\ta\n", { minScore: 0.5 }, /links.tsv by their score: it has no column 'score'/],
  ];
  for (const [text, options, message] of wrong) await rejects(read(text, options), { message });
});

Deno.test("linkRows() writes what readEntityLinks() reads", async () => {
  const links = linkItems([{ id: "1", title: "Heat\t(1995)" }, { id: "2", title: "Ran" }], [
    { id: "dbr:Heat_(1995_film)", labels: [] },
  ]);
  const { pairs, empty } = await read([...linkRows(links)].join(""));
  deepStrictEqual(pairs, [["1", "dbr:Heat_(1995_film)"]]);
  strictEqual(empty, 1);
});

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
