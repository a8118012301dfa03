import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict";
import { parse } from "npm:csv-parse@7.0.3/sync";
import fc from "npm:fast-check@4.10.2";
import { CSV_COLUMNS } from "../../../src/explain/exporters/csv.ts";
import type { RankedExplanation } from "../../../src/explain/exporters/exporter.ts";
import { explanationLists, realExplanations, RUNS, textOf, titleOf } from "./_explanations.ts";

/** The cells that a reader should find; text as it is in the data, and where each stands. */
function expected(explanations: readonly RankedExplanation[]): string[][] {
  const title = (item: string) => titleOf(item) ?? item;
  return explanations.flatMap(({ user, rank, item, score, reasons }) =>
    reasons.map((reason, k) => {
      const other = reason.kind === "other", [first] = reason.evidence;
      return [
        ...[user, rank ?? "", item, title(item), score, k + 1, reason.kind],
        ...[reason.relation, reason.value, reason.label, reason.contribution],
        ...[other ? "" : reason.weight, other ? "" : reason.ofItem, reason.count ?? 1],
        reason.evidence.length,
        ...(first ? [first.item, title(first.item), first.rating, first.share] : ["", "", "", ""]),
        other ? "" : reason.inferred === true,
        (reason.inference?.tokens ?? []).map(({ label }) => label).join("; "),
      ].map(String);
    })
  );
}

/** csv-parse takes a line that ends in CR for ended by CR alone unless it is told. */
const read = (text: string): string[][] => parse(text, { record_delimiter: "\r\n" });

const TEXT_COLUMNS = [
  ...["user", "item", "item_label", "relation", "value", "label"],
  ...["strongest_item", "strongest_label", "inferred_from"],
];

Deno.test("csv reads back to the same cells, whatever the text", () => {
  fc.assert(
    fc.property(explanationLists, (explanations) => {
      const [header, ...rows] = read(textOf(explanations, "csv", { titleOf, spreadsheet: false }));
      deepStrictEqual(header, [...CSV_COLUMNS]);
      deepStrictEqual(rows, expected(explanations));
    }),
    RUNS,
  );
});

Deno.test("csv has no text that a spreadsheet takes for a formula, and loses none", () => {
  let harmless = 0;
  fc.assert(
    fc.property(explanationLists, (explanations) => {
      const rows = read(textOf(explanations, "csv", { titleOf })).slice(1);
      const back = rows.map((row) =>
        row.map((cell, column) => {
          if (!TEXT_COLUMNS.includes(CSV_COLUMNS[column])) {
            match(cell, /^(-?\d.*|true|false|attribute|fans|popularity|other|)$/);
            return cell;
          }
          ok(!/^[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]/.test(cell));
          if (cell.startsWith("'")) harmless++;
          return cell.replace(/^'/, "");
        })
      );
      deepStrictEqual(back, expected(explanations));
    }),
    RUNS,
  );
  ok(harmless > 100);
});

Deno.test("csv makes halves of surrogate pairs U+FFFD", async () => {
  const [one] = await realExplanations();
  const text = textOf([{ ...one, user: "a\udc00b" }], "csv");
  ok(text.isWellFormed());
  strictEqual(read(text)[1][0], "a\ufffdb");
});

Deno.test("csv has contributions that sum to the score", async () => {
  const sums = new Map<string, { sum: number; size: number; score: number }>();
  const real = await realExplanations();
  // Numbered, because a user and an item come more than once here.
  const numbered = real.map((one, k) => ({ ...one, rank: k + 1 }));
  for (const row of read(textOf(numbered, "csv")).slice(1)) {
    const cell = (name: typeof CSV_COLUMNS[number]) => row[CSV_COLUMNS.indexOf(name)];
    const one = sums.get(cell("rank")) ?? { sum: 0, size: 0, score: Number(cell("score")) };
    const contribution = Number(cell("contribution"));
    sums.set(cell("rank"), {
      ...one,
      sum: one.sum + contribution,
      size: one.size + Math.abs(contribution),
    });
  }
  strictEqual(sums.size, real.filter(({ reasons }) => reasons.length > 0).length);
  for (const { sum, size, score } of sums.values()) ok(Math.abs(sum - score) <= 1e-9 * size);
});

Deno.test("every column of csv is documented, in order", () => {
  const readme = Deno.readTextFileSync(
    new URL("../../../src/explain/exporters/README.md", import.meta.url),
  );
  const section = readme.split("## CSV")[1].split("## ")[0];
  deepStrictEqual([...section.matchAll(/^\| `(\w+)`/gm)].map(([, name]) => name), [...CSV_COLUMNS]);
});
