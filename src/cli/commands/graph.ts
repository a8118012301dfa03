import type { Dataset } from "../../data/dataset.ts";
import type { DropReason } from "../../data/graph/fates.ts";
import { DROP_REASONS } from "../../data/graph/fates.ts";
import type { GraphReport } from "../../data/graph/graph_report.ts";
import { attributeTriples } from "../../formats/attribute_triples.ts";
import { formatOfPath } from "../../formats/data_formats.ts";
import { tsv } from "../../formats/delimited_format.ts";
import { pathsIn } from "../attribute_files.ts";
import type { CommandDefinition } from "../command.ts";
import { bytesOf } from "../conversion.ts";
import { addDataOptions, type DataOptions, loadData } from "../data_options.ts";
import { describeDataset, describeDoubts } from "../describe_data.ts";
import { requireFolderOf, requireOtherFile, writeFile } from "../files.ts";
import { countText, describeGraph, everyReason, graphJson } from "../graph_lines.ts";
import { ExitCode } from "../session.ts";
import { table } from "../table.ts";

interface Options extends DataOptions {
  readonly out?: string;
  readonly json?: boolean;
}

/** `graph`: what the options make of a knowledge graph, before anything is trained on it. */
export const graphCommand: CommandDefinition = {
  name: "graph",
  summary: "Show what becomes of a knowledge graph: relations kept, and what was dropped and why",
  examples: [
    "graph --ratings ratings.tsv --attributes attributes.tsv.gz --max-items-per-attribute 50%",
    "graph --ratings u.data --attributes films.nt --item-entities links.tsv --relations dbo:director,dct:subject",
    "graph --ratings u.data --attributes films.nt,categories.nt --chain dct:subject/skos:broader --out attributes.tsv",
    "graph --ratings plays.tsv --attributes artists.nt --merge-relations --decades dbo:activeYearsStartYear --json",
  ],
  addOptions(command) {
    addDataOptions(command)
      .option("--keep-unrated-items", "keep items that have attributes but no rating, as new ones")
      .option(
        "--out <file>",
        "write the attributes that were kept as item, relation, value, in the format that its ending stands for (default: TSV)",
      )
      .option("--json", "print one JSON object");
  },
  async run(options: Options, session) {
    const { out, attributes, ratings, items, itemEntities, broader } = options;
    // An ending that stands for no format is as good as none: this is a file of attributes for train.
    const format = formatOfPath(out ?? "") ?? tsv;
    if (out !== undefined) {
      await requireFolderOf(out);
      const inputs = [ratings, items, itemEntities, broader, ...await pathsIn(attributes)];
      await requireOtherFile(out, inputs);
    }
    const data = await loadData(options, session);
    describeDoubts(data).forEach(session.note);
    const dataset = data.join(data.interactions.ratings);
    const report = data.reportOf(dataset);
    if (out !== undefined) {
      const onNote = (note: string) => session.note(`note         ${note}`);
      const pieces = format.attributes!.write!(attributeTriples(dataset), { onNote });
      await writeFile(out, bytesOf(pieces, out.endsWith(".gz"), session.signal), session.signal);
    }
    if (options.json) {
      const { relations, merges, examples } = report;
      session.print(JSON.stringify({
        ...{ command: "graph", version: 1, out: out ?? null },
        data: dataset.statistics,
        graph: { ...graphJson(report), broaderEdges: broaderEdges(dataset) },
        relations: relations.map((row) => ({ ...row, dropped: everyReason(row.dropped) })),
        merges,
        examples,
      }));
      return ExitCode.Done;
    }
    describeDataset(dataset).forEach(session.print);
    describeGraph(report, data.links).forEach(session.print);
    for (const line of ["", ...relationTable(report), "", ...exampleLines(report)]) {
      session.print(line);
    }
    if (out !== undefined) session.print(`attributes   ${out}`);
    return ExitCode.Done;
  },
};

function broaderEdges({ broader }: Dataset): number {
  return broader?.graph.itemAttributes.length ?? 0;
}

/** One line a relation; reasons that dropped nothing have no column. */
function relationTable({ relations }: GraphReport): string[] {
  const reasons = (Object.keys(DROP_REASONS) as DropReason[])
    .filter((reason) => relations.some(({ dropped }) => dropped[reason]));
  const has = (key: "links" | "labels") => relations.some((row) => row[key] > 0);
  const columns: [name: string, of: (row: GraphReport["relations"][number]) => number][] = [
    ["triples", (row) => row.triples],
    ["items", (row) => row.items],
    ["attributes", (row) => row.attributes],
    ["kept", (row) => row.kept],
    ...(has("links") ? [["steps", (row) => row.links] as typeof columns[number]] : []),
    ...(has("labels") ? [["labels", (row) => row.labels] as typeof columns[number]] : []),
    ...reasons.map((reason): typeof columns[number] => [
      reason,
      (row) => row.dropped[reason] ?? 0,
    ]),
  ];
  return table(
    ["relation", ...columns.map(([name]) => name)],
    relations.map((row) => [
      row.relation + (row.mergedInto === undefined ? "" : ` (in ${row.mergedInto})`),
      ...columns.map(([, of]) => countText(of(row))),
    ]),
  );
}

function exampleLines({ examples, dropped, relations }: GraphReport): string[] {
  const reasons = (Object.keys(DROP_REASONS) as DropReason[])
    .filter((reason) => examples.some((example) => example.reason === reason));
  const total = (reason: DropReason) =>
    (dropped[reason] ?? 0) +
    relations.reduce((sum, row) => sum + (row.derived ? row.dropped[reason] ?? 0 : 0), 0);
  return reasons.flatMap((reason) => [
    `${reason.padEnd(12)} ${countText(total(reason))} ${DROP_REASONS[reason]}, such as`,
    ...examples.filter((example) => example.reason === reason).map((
      { subject, relation, object },
    ) => `  ${subject}  ${relation}  ${object}`),
  ]);
}
