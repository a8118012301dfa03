/** Every name in the real data, held against the parser of each format. */
import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { parse as parseCsv } from "npm:csv-parse@7.0.3/sync";
import MarkdownIt from "npm:markdown-it@15.0.3";
// @ts-types="npm:@types/n3@1.26.4"
import { Parser } from "npm:n3@2.13.12";
import type { Attribute } from "../../../src/data/attribute.ts";
import { attributeLabel } from "../../../src/data/labels.ts";
import { CSV_COLUMNS } from "../../../src/explain/exporters/csv.ts";
import type { RankedExplanation } from "../../../src/explain/exporters/exporter.ts";
import { readItemLabels } from "../../../src/formats/item_labels.ts";
import { readTriples } from "../../../src/formats/triples.ts";
import { realDataTest } from "../../_real_data.ts";
import { textOf } from "./_explanations.ts";

const SETS = [
  { folder: "movielens-1m-dbpedia", titles: "movies.dat", least: 24_000 },
  { folder: "movielens-100k-dbpedia", titles: "u.item", least: 10_000 },
  { folder: "lastfm-hetrec-dbpedia", titles: undefined, least: 10_000 },
];

async function open(path: string) {
  return { name: path, stream: (await Deno.open(path)).readable };
}

/** One explanation for each item that has a title, and all attributes as reasons of one. */
function explanationsOf(
  attributes: readonly Attribute[],
  items: readonly string[],
): RankedExplanation[] {
  const explanation = {
    user: "1",
    score: 1,
    error: 0,
    evidence: "exact" as const,
    sentence: "It is.",
    reasons: [],
  };
  const reasons = attributes.map((attribute) => ({
    kind: "attribute" as const,
    ...attribute,
    label: attributeLabel(attribute),
    contribution: 1,
    weight: 1,
    ofItem: true,
    evidence: [],
  }));
  return [
    { ...explanation, item: items[0], reasons },
    ...items.map((item) => ({ ...explanation, item, reasons: reasons.slice(0, 1) })),
  ];
}

for (const { folder, titles, least } of SETS) {
  realDataTest(`every name of ${folder} comes back from every format`, async (data) => {
    const graph = await readTriples(await open(`${data}/${folder}/attributes.tsv.gz`));
    const labels = titles === undefined
      ? new Map<string, string>()
      : await readItemLabels(await open(`${data}/${folder}/${titles}`));
    const { attributes, items: { ids } } = graph;
    ok(attributes.length > least);
    const explanations = explanationsOf(attributes, ids);
    const titleOf = (item: string) => labels.get(item);
    const words = attributes.map(attributeLabel);
    const named = ids.map((id) => labels.get(id) ?? id);

    const lines = textOf(explanations, "jsonl", { titleOf }).trimEnd().split("\n")
      .map((line) => JSON.parse(line));
    deepStrictEqual(lines[0].reasons, explanations[0].reasons);
    deepStrictEqual(lines.slice(1).map(({ label }) => label), named);

    const rows = parseCsv(textOf(explanations, "csv", { titleOf })).slice(1);
    const column = (name: typeof CSV_COLUMNS[number], from: number, to?: number) =>
      rows.slice(from, to).map((row) => row[CSV_COLUMNS.indexOf(name)].replace(/^'/, ""));
    deepStrictEqual(
      column("relation", 0, words.length).map((relation, k) => ({
        relation,
        value: column("value", k, k + 1)[0],
      })),
      attributes.map(({ relation, value }) => ({ relation, value })),
    );
    deepStrictEqual(column("label", 0, words.length), words);
    deepStrictEqual(column("item_label", words.length), named);

    const seen = new MarkdownIt({ html: true }).parse(
      textOf(explanations, "markdown", { titleOf }),
      {},
    )
      .filter(({ type }) => type === "inline")
      .map(({ children }) => {
        ok(children!.every(({ type }) => type.startsWith("text")));
        return children!.map(({ content }) => content).join("");
      });
    const oneLine = (text: string) => text.replace(/\s+/g, " ").trim();
    const shown = new Set(seen);
    for (const text of [...words, ...named]) ok(shown.has(oneLine(text)), text);

    const quads = new Parser().parse(textOf(explanations, "turtle", { titleOf }));
    const objects = (predicate: string, from: number, to: number) =>
      quads.filter((quad) => quad.predicate.value.endsWith(`#${predicate}`)).slice(from, to)
        .map(({ object }) => object);
    const values = objects("value", 0, attributes.length);
    deepStrictEqual(values.map(({ value }) => value), attributes.map(({ value }) => value));
    const iris = values.filter(({ termType }) => termType === "NamedNode").length;
    strictEqual(
      iris,
      attributes.filter(({ value }) => /^https?:\/\/[^ "<>\\^`{|}]+$/.test(value)).length,
    );
    ok(
      objects("relation", 0, attributes.length).every(({ termType, value }) =>
        (termType === "NamedNode") === /^http/.test(value)
      ),
    );
    const labelled = new Set(objects("label", 0, quads.length).map(({ value }) => value));
    for (const text of [...words, ...named.filter((_, k) => labels.has(ids[k]))]) {
      ok(labelled.has(text));
    }
  });
}
