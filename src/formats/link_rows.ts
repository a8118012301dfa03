import type { LinkProposal } from "../data/link/link_items.ts";
import { tabbedLine } from "./delimited_format.ts";

/**
 * Proposed links as a table for review, tab separated with a header: item, title, entity, label, score, status and reason.
 * `readItemEntities` reads it again.
 *
 * @param links The links.
 * @returns Line after line.
 * @throws {UsageError} Where an id holds a tab or a line break.
 *
 * @example
 * ```ts
 * import { strictEqual } from "node:assert/strict";
 *
 * const link = { item: "6", title: "Heat (1995)", entity: "dbr:Heat", label: "Heat", score: 0.97 };
 * const rows = [...linkRows([{ ...link, status: "proposed", reason: "same title" }])];
 * strictEqual(rows[1], "6\tHeat (1995)\tdbr:Heat\tHeat\t0.97\tproposed\tsame title\n");
 * ```
 */
export function* linkRows(links: readonly LinkProposal[]): Generator<string, void> {
  yield "item\ttitle\tentity\tentity label\tscore\tstatus\treason\n";
  for (const { item, title, entity, label, score, status, reason } of links) {
    // What people read may change its blanks; ids must be found again.
    const plain = (text: string) => text.replace(/\s+/g, " ");
    yield tabbedLine(
      [item, plain(title), entity, plain(label), String(score), status, plain(reason)],
    );
  }
}
