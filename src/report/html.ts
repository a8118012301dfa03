/** A piece of HTML that may be put into a page as it is. */
export interface Html {
  /** The markup. */
  readonly html: string;
}

/** What a template can hold: text is escaped, pieces of HTML are not, lists are joined, and nothing is left out. */
export type HtmlValue = string | number | Html | undefined | false | readonly HtmlValue[];

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/**
 * Text as it must stand in HTML, between tags or in a quoted attribute. Control characters, which HTML forbids, become U+FFFD.
 *
 * @param text Any text.
 * @returns The same for readers of the page.
 *
 * @example
 * ```ts
 * import { strictEqual } from "node:assert/strict";
 *
 * strictEqual(escapeHtml(`<b title="x">&</b>`), "&lt;b title=&quot;x&quot;&gt;&amp;&lt;/b&gt;");
 * ```
 */
export function escapeHtml(text: string): string {
  return text.toWellFormed().replace(/[&<>"']/g, (sign) => ENTITIES[sign])
    // deno-lint-ignore no-control-regex -- these are the ones to be rid of
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/g, "\ufffd");
}

/**
 * A template for HTML, in which every text is escaped.
 *
 * @param parts The markup between the values.
 * @param values What to put in.
 * @returns The piece.
 *
 * @example
 * ```ts
 * import { strictEqual } from "node:assert/strict";
 *
 * const titles = ["Heat", "<Ali>"];
 * strictEqual(markup`<ul>${titles.map((title) => markup`<li>${title}`)}</ul>`.html, "<ul><li>Heat<li>&lt;Ali&gt;</ul>");
 * ```
 */
export function markup(parts: TemplateStringsArray, ...values: readonly HtmlValue[]): Html {
  return { html: parts.reduce((all, part, k) => all + written(values[k - 1]) + part) };
}

/** Markup that is known to be safe, such as what a plotting library drew. */
export function rawHtml(text: string): Html {
  return { html: text };
}

function written(value: HtmlValue): string {
  if (value === undefined || value === false) return "";
  if (typeof value === "string") return escapeHtml(value);
  if (typeof value === "number") return String(value);
  if ("html" in value) return value.html;
  return value.map(written).join("");
}
