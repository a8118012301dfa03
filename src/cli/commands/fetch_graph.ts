import { InputError, UsageError } from "../../errors.ts";
import { formatOfPath } from "../../formats/data_formats.ts";
import { tsv } from "../../formats/delimited_format.ts";
import { readItemEntities } from "../../formats/item_entities.ts";
import { nTriples } from "../../formats/rdf.ts";
import { type FetchedGraph, type FetchedItem, fetchGraph } from "../../remote/fetch_graph.ts";
import { graphAsNTriples, graphAsTsv, itemTriples } from "../../remote/graph_text.ts";
import { folderCache } from "../answer_cache.ts";
import { leftOut, minLinkScore } from "../attribute_files.ts";
import type { CommandDefinition } from "../command.ts";
import { bytesOf } from "../conversion.ts";
import { addFetchOptions, type FetchFlags, fetchOptions } from "../fetch_options.ts";
import { openFile, requireFolderOf, requireOtherFile, writeFile } from "../files.ts";
import { requireNetwork } from "../network.ts";
import { duration } from "../progress.ts";
import { ExitCode } from "../session.ts";
import { oneOf } from "../values.ts";

interface Options extends FetchFlags {
  readonly items: string;
  readonly minLinkScore?: number;
  readonly out: string;
  readonly format?: "tsv" | "nt";
  readonly missingOut?: string;
  readonly cache?: string;
  readonly refresh?: boolean;
  readonly json?: boolean;
}

/** `fetch-graph`: the triples of items from a SPARQL endpoint. */
export const fetchGraphCommand: CommandDefinition = {
  name: "fetch-graph",
  summary: "Fetch what a SPARQL endpoint (DBpedia, Wikidata, any other) says of the items",
  examples: [
    "fetch-graph --preset dbpedia --items item_dbpedia_uri.tsv --out attributes.tsv --contact me@example.org",
    "fetch-graph --preset dbpedia --items uris.txt --relations dbo:director,dct:subject --follow dct:subject/skos:broader --out a.tsv",
    "fetch-graph --preset wikidata --items mapping.csv --labels en --missing-out missing.tsv --out attributes.tsv",
  ],
  addOptions(command) {
    addFetchOptions(
      command
        .requiredOption(
          "--items <file>",
          "item, IRI pairs: TSV, CSV, RecBole .link, what link proposed, or one IRI a line",
        )
        .addOption(minLinkScore("--items"))
        .requiredOption("--out <file>", "where to write the triples"),
    )
      .option(
        "--format <name>",
        "tsv (item, relation, value: what train takes as --attributes) or nt (N-Triples) (default: by the ending of --out; .gz behind it packs it)",
        oneOf(["tsv", "nt"]),
      )
      .option(
        "--missing-out <file>",
        "where to list the items of which triples are missing, and why",
      )
      .option(
        "--cache <folder>",
        "where answers are kept, so that the same command asks nothing twice (default: --out with .cache behind it)",
      )
      .option("--refresh", "ask anew what is in the cache")
      .option("--json", "print one JSON object on what was fetched");
  },
  async run(options: Options, session) {
    const { out, missingOut, json } = options;
    const format = options.format ?? formatByEnding(out);
    const asked = fetchOptions(options);
    // Wrong options and places must not be found out after the work.
    await requireFolderOf(out);
    if (missingOut) await requireFolderOf(missingOut);
    await requireOtherFile(out, [options.items]);
    await requireOtherFile(missingOut, [options.items, out]);
    const links = await readItemEntities(await openFile(options.items), {
      iris: true,
      minScore: options.minLinkScore,
      signal: session.signal,
    });
    const items = links.pairs, others = leftOut(links);
    rejectTabs(items, options.items);
    if (others.length > 0) session.note(`note         ${others.join("; ")}`);
    await requireNetwork(asked.endpoint);
    if (options.preset === "wikidata" && options.contact === undefined) {
      session.note(
        "note         Wikidata asks every program for a contact: --contact <mail or page>",
      );
    }
    const graph = await fetchGraph(items, {
      ...asked,
      cache: folderCache(options.cache ?? `${out}.cache`),
      refresh: options.refresh,
      signal: session.signal,
      onProgress: session.onProgress,
      onRetry: ({ error, wait }) =>
        session.note(`waiting      ${duration(wait / 1000)}: ${error.message}`),
    });
    const whole = graph.end === "complete";
    // Nobody must take part of a graph for the whole of it, and a whole one from before stays.
    const ending = whole ? "" : ".partial";
    const text = format === "nt" ? graphAsNTriples(graph) : graphAsTsv(graph);
    const counts = summarise(graph);
    const written = whole || counts.triples > 0;
    // What was fetched is written after Ctrl-C, too: no signal stops it.
    if (written) await writeFile(out + ending, bytesOf(text, out.endsWith(".gz")));
    if (missingOut) await writeFile(missingOut + ending, missingLines(graph));
    for (const path of whole ? [out, missingOut ?? out] : []) {
      await Deno.remove(`${path}.partial`).catch(() => {});
    }
    const summary = {
      out: written ? out + ending : null,
      format,
      endpoint: asked.endpoint,
      ...counts,
    };
    if (json) {
      session.print(JSON.stringify({ command: "fetch-graph", version: 1, ...summary }));
    } else {
      for (const line of describe(summary, missingOut && missingOut + ending)) session.print(line);
    }
    const again = `the same command${
      options.refresh ? " without --refresh" : ""
    } goes on from here`;
    if (graph.failure) {
      session.note(`T${again.slice(1)}`);
      throw graph.failure;
    }
    if (!whole) {
      session.note(
        `Interrupted: ${summary.items.unasked} items were not asked for; ${again}`,
      );
      return ExitCode.Interrupted;
    }
    if (summary.items.found === 0) {
      throw new InputError(
        { file: options.items },
        `${asked.endpoint} has no such triples of any of its ${items.length} items, expected IRIs that it knows`,
      );
    }
    return ExitCode.Done;
  },
};

/** The format that an ending stands for; one of another format must not be given to TSV. */
function formatByEnding(out: string): "tsv" | "nt" {
  const found = formatOfPath(out);
  if (found === nTriples) return "nt";
  if (found === undefined || found === tsv) return "tsv";
  throw new UsageError(
    `Cannot write ${out} as ${found.name}, expected a name that ends with .tsv or .nt, or --format; convert makes others of them`,
  );
}

type Summary = ReturnType<typeof summarise> & {
  readonly out: string | null;
  readonly format: string;
  readonly endpoint: string;
};

function summarise(graph: FetchedGraph) {
  const count = (state: FetchedItem["state"]) =>
    graph.items.filter((item) => item.state === state).length;
  let triples = 0;
  const values = new Set<string>();
  for (const { value } of itemTriples(graph)) {
    triples++;
    values.add(JSON.stringify(value));
  }
  return {
    end: graph.end,
    items: {
      asked: graph.items.length,
      found: count("found"),
      missing: count("missing"),
      failed: count("failed"),
      unasked: count("unasked"),
      redirected: graph.items.filter(({ entity, subject }) => entity !== subject).length,
    },
    triples,
    values: values.size,
    labels: graph.labels.size,
    cutShort: graph.cutShort.length,
    failedValues: graph.failedValues.length,
    requests: graph.requests,
    retries: graph.retries,
    cached: graph.cached,
  };
}

function* describe(summary: Summary, missingOut?: string): Generator<string> {
  const number = (value: number) => value.toLocaleString("en-US");
  const { items } = summary;
  const states = [
    `${number(items.found)} found`,
    ...items.redirected > 0 ? [`${number(items.redirected)} by another IRI`] : [],
    `${number(items.missing)} without such triples there`,
    ...items.failed > 0 ? [`${number(items.failed)} failed each time`] : [],
    ...items.unasked > 0 ? [`${number(items.unasked)} not asked for`] : [],
  ];
  yield `items        ${number(items.asked)}: ${states.join(", ")}`;
  if (missingOut) yield `listed       ${missingOut}`;
  yield `triples      ${number(summary.triples)}, of ${number(summary.values)} values` +
    (summary.labels > 0 ? `, ${number(summary.labels)} with a label` : "");
  if (summary.cutShort > 0) {
    yield `cut short    ${number(summary.cutShort)} have more triples than the endpoint gives`;
  }
  if (summary.failedValues > 0) {
    yield `failed       ${number(summary.failedValues)} values on the way`;
  }
  yield `requests     ${number(summary.requests)}, of which ${
    number(summary.retries)
  } repeated one; ` +
    `${number(summary.cached)} answers were in the cache`;
  if (summary.out) yield `written      ${summary.out}`;
}

function* missingLines(graph: FetchedGraph): Generator<string> {
  const cutShort = new Set(graph.cutShort);
  yield "item\tiri\tstate\n";
  for (const { item, entity, subject, state } of graph.items) {
    if (state !== "found") yield `${item}\t${entity}\t${state}\n`;
    else if (cutShort.has(subject)) yield `${item}\t${entity}\tcut short\n`;
  }
}

/** An item's id becomes a field of the tab-separated output. */
function rejectTabs(items: readonly { readonly item: string }[], file: string): void {
  const bad = items.find(({ item }) => /[\t\r\n]/.test(item));
  if (bad) {
    throw new UsageError(
      `Cannot write items of ${file}: the id ${
        JSON.stringify(bad.item)
      } holds a tab or a line break, expected none`,
    );
  }
}
