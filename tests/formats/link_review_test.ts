import { deepStrictEqual, rejects, strictEqual, throws } from "node:assert/strict";
import { linkItems } from "../../src/data/link/link_items.ts";
import { type ItemEntityOptions, readItemEntities } from "../../src/formats/item_entities.ts";
import { linkRows } from "../../src/formats/link_rows.ts";
import { source } from "./_sources.ts";

const read = async (text: string, options?: ItemEntityOptions) => {
  const { pairs, ...counts } = await readItemEntities(source("links.tsv", text), options);
  return { pairs: pairs.map(({ item, entity }) => [item, entity]), ...counts };
};

const HEADER = "item\ttitle\tentity\tentity label\tscore\tstatus\treason\n";
const row = (item: string, entity: string, score: number, status: string) =>
  `${item}\ttitle\t${entity}\tlabel\t${score}\t${status}\twhy\n`;

Deno.test("links are taken that a person decided on, and by their score only where it is told to decide", async () => {
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

Deno.test("a status counts under a header that names item and entity in other words", async () => {
  const text = "film\tpage\tStatus\n1\thttp://e.org/a\taccepted\n2\thttp://e.org/b\trejected\n";
  const { pairs, empty } = await read(text.replace("film", "my film"));
  deepStrictEqual([pairs, empty], [[["1", "http://e.org/a"]], 1]);
});

Deno.test("what is wrong in a file of links is said with its place", async () => {
  const wrong: [text: string, options: ItemEntityOptions, RegExp][] = [
    [
      HEADER + row("1", "a", 1, "perhaps"),
      {},
      /line 2, column 6: the status is 'perhaps', expected one of proposed/,
    ],
    [HEADER + "1\tt\ta\tl\thigh\tproposed\tr\n", {}, /column 5: the score is 'high'/],
    ["1\ta\n", { minScore: 0.5 }, /links.tsv by their score: it has no column 'score'/],
    [
      "http://e.org/a\n",
      { minScore: 0.5 },
      /no delimiter fits its first lines/,
    ],
  ];
  for (const [text, options, message] of wrong) await rejects(read(text, options), { message });
});

Deno.test("linkRows() writes what readItemEntities() reads", async () => {
  const links = linkItems([{ id: "1", title: "Heat\t(1995)" }, { id: "2", title: "Ran" }], [
    { id: "dbr:Heat_(1995_film)", labels: [] },
  ]);
  const text = [...linkRows(links)].join("");
  const { pairs, empty } = await read(text);
  deepStrictEqual(pairs, [["1", "dbr:Heat_(1995_film)"]]);
  strictEqual(empty, 1);
  deepStrictEqual((await read(text, { iris: true })).pairs, [
    ["1", "http://dbpedia.org/resource/Heat_(1995_film)"],
  ]);
});

Deno.test("linkRows() keeps ids as they are, whatever blanks they hold", async () => {
  const entities = [{ id: "kg:the  heat ", labels: ["Heat"] }];
  const links = linkItems([{ id: " a  b\u00a0", title: "Heat" }], entities);
  const { pairs } = await read([...linkRows(links)].join(""));
  deepStrictEqual(pairs, [[" a  b\u00a0", "kg:the  heat "]]);
  throws(
    () => [...linkRows(linkItems([{ id: "a\tb", title: "Heat" }], entities))],
    { name: "UsageError", message: /a field is "a\\tb", expected text without tabs/ },
  );
});
