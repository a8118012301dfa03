import { DROP_REASONS, type DropReason } from "../data/graph/fates.ts";
import type { GraphReport } from "../data/graph/graph_report.ts";

/** A whole number for people. */
export function countText(count: number): string {
  return count.toLocaleString("en-US");
}

/**
 * What became of triples, in a few lines.
 *
 * @param report The report.
 * @param links Lines on entities that stand for items.
 * @returns Lines for people.
 */
export function describeGraph(report: GraphReport, links: readonly string[]): string[] {
  const uses = [
    `${countText(report.kept)} kept`,
    ...(report.links > 0 ? [`${countText(report.links)} steps of chains`] : []),
    ...(report.labels > 0 ? [`${countText(report.labels)} labels`] : []),
  ];
  const byChains = report.relations.reduce((sum, row) => sum + (row.derived ? row.kept : 0), 0);
  return [
    `triples      ${countText(report.triples)}: ${uses.join(", ")}`,
    ...(byChains > 0 ? [`  chains     ${countText(byChains)} more edges by way of chains`] : []),
    ...Object.entries(report.dropped).sort(([, a], [, b]) => b - a).map(([reason, count]) =>
      `  dropped    ${countText(count)} ${DROP_REASONS[reason as DropReason]}`
    ),
    ...report.merges.map(({ from, into, why, alike, overlap }) =>
      `  merged     ${from} into ${into}: ` +
      (why === "name" ? "same name, " : why === "asked" ? "as asked, " : "") +
      `overlap ${overlap.toFixed(2)}${alike === into ? "" : ` with ${alike}`}`
    ),
    ...links,
  ];
}

/** The same as an object for `--json`. */
export function graphJson({ triples, kept, labels, links, dropped }: GraphReport) {
  return { triples, kept, labels, links, dropped: everyReason(dropped) };
}

/** Numbers of all reasons, 0 included, so that programs find each key. */
export function everyReason(dropped: GraphReport["dropped"]): Record<DropReason, number> {
  const reasons = Object.keys(DROP_REASONS) as DropReason[];
  return Object.fromEntries(
    reasons.map((reason) => [reason, dropped[reason] ?? 0]),
  ) as Record<DropReason, number>;
}
