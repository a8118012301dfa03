import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict";
import fc from "npm:fast-check@4.10.2";
import MarkdownIt from "npm:markdown-it@15.0.3";
import { markdownText } from "../../../src/explain/exporters/markdown.ts";
import type { RankedExplanation } from "../../../src/explain/exporters/exporter.ts";
import {
  explanationLists,
  realExplanations,
  RUNS,
  textOf,
  texts,
  titleOf,
} from "./_explanations.ts";

// HTML is let through, so that text which came out as a tag would be seen.
const parser = new MarkdownIt({ html: true });

/** What a reader sees: each heading, paragraph and cell as text. Anything but plain text in them fails. */
function seen(markdown: string): [tag: string, text: string][] {
  const blocks: [string, string][] = [];
  let tag = "";
  for (const token of parser.parse(markdown, {})) {
    if (token.nesting === 1) {
      ok(/^(h[123]|p|table|thead|tbody|tr|th|td)$/.test(token.tag), token.tag);
      tag = token.tag;
    }
    if (token.nesting !== 0) continue;
    strictEqual(token.type, "inline", `${token.type}: ${token.content}`);
    for (const child of token.children!) ok(child.type.startsWith("text"), child.type);
    blocks.push([tag, token.children!.map(({ content }) => content).join("")]);
  }
  return blocks;
}

/** Text on one line: white space and control characters are single spaces. */
const plain = (text: string) =>
  // deno-lint-ignore no-control-regex -- they are what is left out.
  text.replace(/[\s\x00-\x1f\x7f-\x9f]+/g, " ").trim();

Deno.test("markdownText() shows as the text that it was made of, in headings, paragraphs and cells", () => {
  fc.assert(
    fc.property(
      fc.array(texts, { minLength: 1, maxLength: 3 }).map((parts) => parts.join(" ")),
      (text) => {
        const shown = plain(text), written = markdownText(text);
        if (shown === "") return;
        const page =
          `### ${written}\n\n${written}\n\n| a | b |\n| --- | --- |\n| ${written} | x |\n`;
        deepStrictEqual(seen(page), [
          ...[["h3", shown], ["p", shown], ["th", "a"], ["th", "b"], ["td", shown], ["td", "x"]],
        ]);
      },
    ),
    { ...RUNS, numRuns: 3000 },
  );
});

/** The blocks of one explanation. */
function expected(
  { rank, item, sentence, score, reasons, broader }: RankedExplanation,
): [string, string][] {
  const title = (id: string) => plain(titleOf(id) ?? id);
  const percent = (share: number) => `${(100 * share).toFixed(0)} %`;
  return [
    ["h3", `${rank === undefined ? "" : `${rank}. `}${title(item)}`.trim()],
    ["p", plain(sentence)],
    ...["part", "reason", "of the item", "your ratings behind it"].map((
      head,
    ): [string, string] => ["th", head]),
    ...reasons.flatMap((reason) => {
      const { kind, label, contribution, ofItem, evidence, biasShare, inference } = reason;
      const ratings = evidence.slice(0, 3).map(({ item, rating, share }) =>
        `${title(item)} (rated ${rating}): ${percent(share)}`
      );
      if (evidence.length > 3) ratings.push(`${evidence.length - 3} more`);
      if (biasShare) ratings.push(`for everyone: ${percent(biasShare)}`);
      if (inference) {
        const tokens = inference.tokens.map(({ label }) => plain(label)).join("; ");
        ratings.push(`none: inferred from people with similar tastes (${tokens})`);
      }
      return [
        ...[contribution.toPrecision(4), plain(label)],
        ...[kind === "other" ? "" : ofItem ? "yes" : "no", ratings.join("; ").trim()],
      ].map((cell): [string, string] => ["td", cell]);
    }),
    ...[score.toPrecision(4), "the score, their sum", "", ""].map((
      cell,
    ): [string, string] => ["td", cell]),
    ...(broader ? expectedBroader(broader, score) : []),
  ];
}

function expectedBroader(
  { exact, sentence, reasons, others }: NonNullable<RankedExplanation["broader"]>,
  score: number,
): [string, string][] {
  const cells = (tag: string, all: string[]) => all.map((cell): [string, string] => [tag, cell]);
  return [
    ["p", plain(sentence)],
    ...cells("th", ["part", `broader category${exact ? "" : ", in proportion"}`, "through"]),
    ...cells("td", [
      ...reasons.flatMap(({ label, contribution, through }) => [
        contribution.toPrecision(4),
        plain(label),
        through.slice(0, 3).map((part) => plain(part.label)).join("; "),
      ]),
      ...[others.contribution.toPrecision(4), `${others.count} others`, ""],
      ...[score.toPrecision(4), "the score, their sum", ""],
    ]),
  ];
}

Deno.test("markdown shows each explanation under its user, whatever the text", () => {
  fc.assert(
    fc.property(explanationLists, (explanations) => {
      const blocks = explanations.flatMap((explanation, k) => [
        ...(k > 0 && explanations[k - 1].user === explanation.user
          ? []
          : [["h2", plain(explanation.user)] as [string, string]]),
        ...expected(explanation),
      ]);
      deepStrictEqual(seen(textOf(explanations, "markdown", { titleOf })), [
        ["h1", "Explanations"],
        ...(blocks.length > 0 ? blocks : [["p", "There are none."] as [string, string]]),
      ]);
    }),
    RUNS,
  );
});

Deno.test("markdown shows parts that sum to the score but for their rounding", async () => {
  for (const explanation of await realExplanations()) {
    // A table, and another one by broader categories.
    const tables = textOf([explanation], "markdown").split("| part |").slice(1);
    strictEqual(tables.length, explanation.broader ? 2 : 1);
    for (const table of tables) {
      const rows = table.split("\n").filter((line) => /^\| -?\d/.test(line));
      const parts = rows.map((row) => Number(row.split("|")[1]));
      const score = parts.pop()!;
      const size = parts.reduce((sum, part) => sum + Math.abs(part), Math.abs(score));
      ok(Math.abs(parts.reduce((sum, part) => sum + part, 0) - score) <= 1e-3 * size);
      match(rows.at(-1)!, /the score, their sum/);
    }
  }
});
