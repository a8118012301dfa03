import { deepStrictEqual, strictEqual, throws } from "node:assert/strict";
import { type ColumnOptions, findColumns, plainColumnName } from "../../src/formats/columns.ts";

type Role = "item" | "title" | "year";
const roles = [
  { role: "item", names: ["item", "itemid"], position: 1 },
  { role: "title", names: ["title"], position: 2 },
  { role: "year", names: ["year"], position: 3, optional: true },
] as const;
const find = (first: string[], options: ColumnOptions<Role> = {}) =>
  findColumns<Role>(first, roles, { file: "items.csv", line: 1 }, options);

Deno.test("plainColumnName() makes the spellings of a name equal", () => {
  for (const name of ["userId", "user_id", "User-ID", " USER ID ", "user_id:token"]) {
    strictEqual(plainColumnName(name), "userid");
  }
});

Deno.test("findColumns() takes the usual order when there is no header", () => {
  deepStrictEqual(find(["1", "Heat", "1995"]), {
    header: false,
    at: { item: 0, title: 1, year: 2 },
  });
  deepStrictEqual(find(["1", "Heat"]).at, { item: 0, title: 1, year: undefined });
});

Deno.test("findColumns() takes the names in a header, in any order", () => {
  deepStrictEqual(find(["Year", "Title", "Item_ID"]), {
    header: true,
    at: { item: 2, title: 1, year: 0 },
  });
});

Deno.test("findColumns() takes given names and positions", () => {
  deepStrictEqual(find(["x", "y", "z"], { columns: { item: "z", title: 1, year: 2 } }), {
    header: true,
    at: { item: 2, title: 0, year: 1 },
  });
  deepStrictEqual(find(["a", "b", "c"], { columns: { item: 2, title: 3, year: 1 } }), {
    header: false,
    at: { item: 1, title: 2, year: 0 },
  });
  strictEqual(
    find(["item_id:token", "title:token_seq"], { columns: { item: "item_id" } }).at.item,
    0,
  );
});

Deno.test("findColumns() obeys the caller on whether there is a header", () => {
  strictEqual(find(["item", "title"], { header: false }).header, false);
  strictEqual(find(["Item", "x"], { header: true, columns: { title: 2 } }).header, true);
});

Deno.test("findColumns() says which column it cannot find", () => {
  const cases: [string[], ColumnOptions<Role>, string][] = [
    [
      ["id", "title"],
      { header: true },
      "line 1: no column is named like the item among 'id', 'title', expected such as 'item', or the column to be given",
    ],
    [
      ["item", "itemId", "title"],
      {},
      "line 1: 2 columns are named like the item, 'item' and 'itemId', expected one, or the column to be given",
    ],
    [
      ["item", "title"],
      { columns: { title: "name" } },
      "line 1: no column is named 'name', expected one of 'item', 'title'",
    ],
    [
      ["item", "title", "title"],
      { columns: { title: "title" } },
      "line 1: 2 columns are named 'title', expected one, or the column to be given by its position",
    ],
    [
      ["1", "Heat"],
      { columns: { year: 4 } },
      "line 1, column 4: the line has 2 fields, expected the year in this column",
    ],
  ];
  for (const [first, options, problem] of cases) {
    throws(() => find(first, options), {
      name: "InputError",
      message: `Cannot read items.csv: ${problem}`,
    });
  }
});

Deno.test("findColumns() refuses options that contradict each other", () => {
  const cases: [ColumnOptions<Role>, RegExp][] = [
    [{ header: false, columns: { item: "id" } }, /given as 'id' and the file as having no header/],
    [{ columns: { item: 0 } }, /the item column is 0, expected a name or a position from 1$/],
    [{ columns: { item: 1.5 } }, /the item column is 1.5/],
    [{ columns: { item: 2 } }, /column 2 is both the item and the title/],
  ];
  for (const [options, message] of cases) {
    throws(() => find(["1", "Heat", "1995"], options), { name: "UsageError", message });
  }
});
