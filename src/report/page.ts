import { type Html, markup, rawHtml } from "./html.ts";
import { joinModules } from "./join_modules.ts";
import style from "./page/report.css" with { type: "text" };
import { countOf } from "./number_text.ts";
import { PAGE_ENTRY, PAGE_MODULES } from "./page_modules.ts";

/** One part of a report. */
export interface Section {
  /** Its place in addresses. */
  readonly id: string;
  /** Its heading. */
  readonly title: string;
  /** What is in it. */
  readonly content: Html;
}

/** What a page is made of. */
export interface PageContent {
  /** Heading. */
  readonly title: string;
  /** The parts, in order. */
  readonly sections: readonly Section[];
  /** The explorer's content, packed as base64. */
  readonly data: string;
  /** Number of users whose ratings are in the page. */
  readonly users: number;
}

/**
 * Puts a page together: style, script and data are in it, and its policy lets nothing else in. Style and script are allowed by their hashes, so that
 * markup that slipped in with a title could neither run nor load anything.
 *
 * @param content What to show.
 * @returns The whole HTML file.
 */
export async function page({ title, sections, data, users }: PageContent): Promise<string> {
  const script = joinModules(PAGE_MODULES, PAGE_ENTRY);
  if (/<\/script|<!--/i.test(script)) {
    throw new Error("Cannot make the page: its script would end early, expected no closing tag");
  }
  const policy = [
    "default-src 'none'",
    `script-src ${await hashOf(script)}`,
    `style-src ${await hashOf(style)}`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join("; ");
  const links = sections.map(({ id, title }) => markup`<li><a href="#${id}">${title}</a></li>`);
  const parts = sections.map(({ id, title, content }) =>
    markup`
    <section id="${id}" aria-labelledby="${id}-heading">
    <h2 id="${id}-heading">${title}</h2>
    ${content}
    </section>`
  );
  // The hashes in the policy are of everything between the tags of style and script.
  return markup`<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta http-equiv="Content-Security-Policy" content="${policy}">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="color-scheme" content="light dark">
    <meta name="referrer" content="no-referrer">
    <meta name="generator" content="Semauto">
    <title>${title}</title>
    <style>${rawHtml(style)}</style>
  </head>
  <body>
    <a class="skip" href="#main">Skip to the content</a>
    <header>
      <h1>${title}</h1>
      <nav aria-label="Sections"><ul>${links}</ul></nav>
    </header>
    <main id="main">${parts}
    </main>
    <footer>
      <p>Made by Semauto (MIT licence), whose code runs in this page; charts drawn by Observable Plot 0.6.17 (ISC licence). This file contains the ratings of ${
    countOf(users, "users")
  }: pass it on only as their data may be.</p>
    </footer>
    <script type="text/plain" id="explorer-data">${rawHtml(data)}</script>
    <script type="module">${rawHtml(script)}</script>
  </body>
</html>
`.html;
}

/** A source of a content security policy: the SHA-256 of a text. */
async function hashOf(text: string): Promise<string> {
  const digest = new Uint8Array(
    await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text)),
  );
  return `'sha256-${btoa(String.fromCharCode(...digest))}'`;
}
