import { deepStrictEqual, rejects, strictEqual, throws } from "node:assert/strict";
import { parse as parseCsv } from "npm:csv-parse@7.0.3/sync";
import fc from "npm:fast-check@4.10.2";
// @ts-types="npm:@types/n3@1.26.4"
import { Parser } from "npm:n3@2.13.12";
import {
  EXPORT_FORMATS,
  exportExplanations,
  type ExportFormatName,
} from "../../../src/explain/exporters/export_explanations.ts";
import { explanationLists, realExplanations, RUNS, textOf, titleOf } from "./_explanations.ts";

const FORMATS = Object.keys(EXPORT_FORMATS) as ExportFormatName[];

/** Explanations that a reader finds in a text of each format; a newcomer without a line here does not compile. */
const COUNTS: Readonly<Record<ExportFormatName, (text: string) => number>> = {
  json: (text) => JSON.parse(text).explanations.length,
  jsonl: (text) => text.split("\n").slice(0, -1).map((line) => JSON.parse(line)).length,
  csv: (text) => new Set(parseCsv(text).slice(1).map((row) => row.slice(0, 3).join("\0"))).size,
  markdown: (text) => text.match(/^### /gm)?.length ?? 0,
  turtle: (text) =>
    new Parser().parse(text).filter(({ object }) => object.value.endsWith("#Explanation")).length,
};

const real = (await realExplanations()).filter(({ reasons }) => reasons.length > 0)
  .map((explanation, k) => ({ ...explanation, rank: k + 1 }));

for (const format of FORMATS) {
  Deno.test(`${format}: the text is complete with none, one and many explanations`, () => {
    for (const n of [0, 1, 2, real.length]) {
      strictEqual(COUNTS[format](textOf(real.slice(0, n), format)), n);
    }
  });

  Deno.test(`${format}: explanations that arrive one after another give the same text`, async () => {
    await fc.assert(
      fc.asyncProperty(explanationLists, async (explanations) => {
        const arriving = async function* () {
          for (const explanation of explanations) yield await Promise.resolve(explanation);
        };
        let text = "";
        for await (const piece of exportExplanations(arriving(), format, { titleOf })) {
          text += piece;
        }
        strictEqual(text, textOf(explanations, format, { titleOf }));
      }),
      { ...RUNS, numRuns: 50 },
    );
  });

  Deno.test(`${format}: the text ends with a line break and is well-formed`, () => {
    fc.assert(
      fc.property(explanationLists, (explanations) => {
        const text = textOf(explanations, format);
        strictEqual(text.isWellFormed(), true);
        strictEqual(text === "" || text.endsWith("\n"), true);
      }),
      { ...RUNS, numRuns: 50 },
    );
  });

  Deno.test(`${format}: an explanation is asked for when the text before it is taken`, () => {
    let made = 0;
    const making = function* () {
      for (const explanation of real) {
        made++;
        yield explanation;
      }
    };
    const pieces = exportExplanations(making(), format);
    for (let taken = 0; taken <= real.length; taken++) {
      pieces.next();
      strictEqual(made, taken);
    }
  });

  Deno.test(`${format}: two streams at once do not disturb each other`, () => {
    const [a, b] = [exportExplanations(real, format), exportExplanations(real.slice(1), format)];
    let first = "", second = "";
    for (let k = 0; k < real.length + 2; k++) {
      first += a.next().value ?? "";
      second += b.next().value ?? "";
    }
    deepStrictEqual([first, second], [textOf(real, format), textOf(real.slice(1), format)]);
  });

  Deno.test(`${format}: a number that is not finite is refused`, async () => {
    const [one] = real, [reason] = one.reasons;
    const wrong = [
      { ...one, score: NaN },
      { ...one, reasons: [{ ...reason, contribution: Infinity }] },
    ];
    for (const explanation of wrong) {
      const expected = {
        name: "UsageError",
        message:
          /^Cannot export explanations: a number of item '.*' for user '.*' is (NaN|Infinity), expected a finite one$/,
      };
      throws(() => textOf([explanation], format), expected);
      const arriving = async function* () {
        yield await Promise.resolve(explanation);
      };
      await rejects(async () => {
        for await (const _ of exportExplanations(arriving(), format));
      }, expected);
    }
  });
}

Deno.test("exportExplanations() throws when the format is unknown", () => {
  for (const format of ["xml", "constructor"]) {
    throws(() => exportExplanations([], format as ExportFormatName), {
      name: "UsageError",
      message:
        `Cannot export explanations: the format is '${format}', expected one of json, jsonl, csv, markdown, turtle`,
    });
  }
});
