import type { ExplanationQuality } from "../evaluate/explanation_quality/explanation_quality.ts";
import { qualityTables } from "../evaluate/explanation_quality/registry.ts";
import { type Html, markup } from "./html.ts";
import { countOf } from "./number_text.ts";
import { tableHtml } from "./report_table.ts";

/**
 * How good the explanations are: what the numbers say in words, what is not as hoped first, then the numbers beside their controls.
 *
 * @param quality What was measured.
 * @returns The content of the section.
 */
export function qualitySection(quality: ExplanationQuality): Html {
  const { recommender, users, usersWithoutReasons, listLength, seed, findings } = quality;
  const who = `${countOf(users, "users")}, drawn at random with seed ${seed}`;
  const others = usersWithoutReasons > 0
    ? ` ${countOf(usersWithoutReasons, "more users")} had nothing to explain.`
    : "";
  const first = findings.filter(({ asHoped }) => !asHoped);
  const last = findings.filter(({ asHoped }) => asHoped);
  const item = (kind: string, text: string) => markup`<li><strong>${kind}:</strong> ${text}</li>`;
  return markup`
    <p>The explanations of ${recommender} were measured on the first ${listLength} recommendations of ${who}.${others}</p>
    <ul class="findings">${[
    first.map(({ text }) => item("Not as hoped", text)),
    last.map(({ text }) => item("As hoped", text)),
  ]}</ul>
    <details><summary>The measures</summary>${qualityTables(quality).map(tableHtml)}</details>
  `;
}
