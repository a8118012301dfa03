import type { Reason } from "../explanation.ts";
import type { ExportFormat, RankedExplanation } from "./exporter.ts";

/** Ratings that a line names at most. */
const MOST_RATINGS = 3;

/** Markdown for people: a heading for each user and each item, the sentence, and a table of reasons whose column sums to the score. */
export const markdown: ExportFormat = {
  description: "Markdown for people, with a table for each item",
  ending: ".md",
  mediaType: "text/markdown",
  open({ titleOf }) {
    let user: string | undefined;
    const title = (item: string) => markdownText(titleOf?.(item) ?? item);
    return {
      begin: () => "# Explanations\n",
      write(explanation) {
        const heading = explanation.user === user ? "" : `\n## ${markdownText(explanation.user)}\n`;
        user = explanation.user;
        return heading + section(explanation, title);
      },
      end: () => user === undefined ? "\nThere are none.\n" : "",
    };
  },
};

function section(explanation: RankedExplanation, title: (item: string) => string): string {
  const { rank, item, sentence, score, reasons, broader } = explanation;
  const place = rank === undefined ? "" : `${rank}. `;
  const rows = reasons.map((reason) =>
    `| ${reason.contribution.toPrecision(4)} | ${markdownText(reason.label)} | ${
      ofItem(reason)
    } | ${ratings(reason, title)} |\n`
  );
  return `\n### ${place}${title(item)}\n\n${markdownText(sentence)}\n\n` +
    "| part | reason | of the item | your ratings behind it |\n| ---: | --- | --- | --- |\n" +
    `${rows.join("")}| ${score.toPrecision(4)} | the score, their sum | | |\n` +
    (broader ? broaderSection(broader, score) : "");
}

function broaderSection(
  { sentence, reasons, others, exact }: NonNullable<RankedExplanation["broader"]>,
  score: number,
): string {
  const rows = reasons.map(({ label, contribution, through }) =>
    `| ${contribution.toPrecision(4)} | ${markdownText(label)} | ${
      through.slice(0, MOST_RATINGS).map((part) => markdownText(part.label)).join("; ")
    } |\n`
  );
  return `\n${markdownText(sentence)}\n\n` +
    `| part | broader category${
      exact ? "" : ", in proportion"
    } | through |\n| ---: | --- | --- |\n${rows.join("")}` +
    `| ${others.contribution.toPrecision(4)} | ${others.count} others | |\n` +
    `| ${score.toPrecision(4)} | the score, their sum | |\n`;
}

function ofItem({ kind, ofItem }: Reason): string {
  return kind === "other" ? "" : ofItem ? "yes" : "no";
}

function ratings(reason: Reason, title: (item: string) => string): string {
  const { evidence, biasShare = 0, inference } = reason;
  if (inference) {
    const tokens = inference.tokens.map(({ label }) => markdownText(label)).join("; ");
    return `none: inferred from people with similar tastes (${tokens})`;
  }
  const named = evidence.slice(0, MOST_RATINGS).map(({ item, rating, share }) =>
    `${title(item)} (rated ${rating}): ${percent(share)}`
  );
  const more = evidence.length - named.length;
  if (more > 0) named.push(`${more} more`);
  if (biasShare !== 0) named.push(`for everyone: ${percent(biasShare)}`);
  return named.join("; ");
}

const percent = (share: number) => `${(100 * share).toFixed(0)} %`;

/**
 * Text that Markdown shows as it is, on one line: line breaks and other control characters become spaces, and what Markdown would
 * take for markup, HTML or the end of a table's cell gets a backslash.
 *
 * @param text Any text.
 * @returns Markdown.
 *
 * @example
 * ```ts
 * import { strictEqual } from "node:assert/strict";
 *
 * strictEqual(markdownText("Heat | <b>*1995*</b>"), "Heat \\| \\<b\\>\\*1995\\*\\</b\\>");
 * ```
 */
export function markdownText(text: string): string {
  return text.toWellFormed()
    // deno-lint-ignore no-control-regex -- they would break the line or vanish.
    .replace(/[\s\x00-\x1f\x7f-\x9f]+/g, " ").trim()
    .replace(/[\\`*_[\]<>|~&#$]/g, "\\$&")
    // At the beginning of a line these make a list or a rule.
    .replace(/^(?=[-+=])/, "\\")
    .replace(/^(\d+)(?=[.)])/, "$1\\");
}
