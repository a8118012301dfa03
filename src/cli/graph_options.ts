import type { Command } from "npm:commander@15.1.0";
import type { ShareOfItems } from "../data/dataset.ts";
import type { GraphOptions, MergeOptions, RelationBins } from "../data/graph/graph_options.ts";
import { DEFAULT_MERGE_OVERLAP } from "../data/graph/graph_options.ts";
import type { ItemEntities } from "../data/graph/item_entities.ts";
import { comparableName } from "../data/prefixes.ts";
import { createGraphShaper, type ShapedGraph } from "../data/graph/shape_graph.ts";
import { UsageError } from "../errors.ts";
import { formatFor } from "../formats/data_formats.ts";
import { blankLabelOf } from "../formats/rdf_terms.ts";
import type { TriplesOptions } from "../formats/triple_stream.ts";
import { openFile } from "./files.ts";
import type { Session } from "./session.ts";
import { names, share, ValueError, wholeNumber } from "./values.ts";

/** What `addGraphOptions` makes of the command line. */
export interface GraphFlags {
  readonly relations?: readonly string[];
  readonly excludeRelations?: readonly string[];
  readonly literals?: readonly string[];
  readonly decades?: readonly string[];
  readonly bins?: readonly RelationBins[];
  readonly chain?: readonly string[];
  readonly mergeRelations?: true | NonNullable<MergeOptions["pairs"]>;
  readonly mergeOverlap?: number;
  readonly maxItemsPerAttribute?: number | ShareOfItems;
  readonly language?: readonly string[];
}

/** The options that `addGraphOptions` adds. */
export const GRAPH_ONLY: readonly (keyof GraphFlags)[] = [
  ...["relations", "excludeRelations", "literals", "decades", "bins", "chain"] as const,
  ...["mergeRelations", "mergeOverlap", "maxItemsPerAttribute", "language"] as const,
];

/**
 * Adds the options that say what to make of the triples of a knowledge graph.
 *
 * @param command The command.
 * @returns The same command.
 */
export function addGraphOptions(command: Command): Command {
  return command
    .option(
      "--max-items-per-attribute <n>",
      "leave out attributes of more rated items, or of more than a share of them such as 50%",
      countOrShare,
    )
    .option(
      "--relations <list>",
      "relations to use, such as dbo:director,dct:* (default: all)",
      names,
    )
    .option("--exclude-relations <list>", "relations to leave out", names)
    .option(
      "--literals <list>",
      "relations whose literals are attributes (default: none of RDF, all of TSV and CSV)",
      names,
    )
    .option("--decades <list>", "relations of dates and years, to be turned into decades", names)
    .option(
      "--bins <relation=n,...>",
      "relations of numbers, to be cut into n bins of equal size",
      bins,
    )
    .option(
      "--chain <list>",
      "chains of two relations, such as dct:subject/skos:broader; one that --exclude-relations names too tells what is broader " +
        "than attributes, not items",
      names,
    )
    .option(
      "--merge-relations [into=from,...]",
      "make relations one: those named, or those of like name or like pairs",
      pairs,
    )
    .option(
      "--merge-overlap <share>",
      `share of common pairs from which relations are alike (default: ${DEFAULT_MERGE_OVERLAP})`,
      share,
    )
    .option("--language <list>", "languages of labels and literals, the best first: en,de", names);
}

function countOrShare(text: string): number | ShareOfItems {
  const percent = /^(\d+(?:\.\d+)?)%$/.exec(text.trim());
  if (percent !== null && Number(percent[1]) > 0 && Number(percent[1]) <= 100) {
    return { share: Number(percent[1]) / 100 };
  }
  try {
    return wholeNumber(1)(text);
  } catch {
    throw new ValueError("a whole number from 1, or a share such as 50%");
  }
}

function bins(text: string): RelationBins[] {
  return names(text).map((part) => {
    const at = part.lastIndexOf("=");
    const count = Number(part.slice(at + 1));
    if (at < 1 || !Number.isInteger(count) || count < 2) {
      throw new ValueError("relation=n with at least 2 bins, such as dbo:runtime=10");
    }
    return { relation: part.slice(0, at), count };
  });
}

function pairs(text: string): NonNullable<MergeOptions["pairs"]> {
  return names(text).map((part) => {
    const [into, from, ...rest] = part.split("=").map((name) => name.trim());
    if (!into || !from || rest.length > 0) {
      throw new ValueError("pairs such as dbo:director=dbp:director, or nothing");
    }
    return { into, from };
  });
}

/**
 * What was made of the graph, to be remembered beside a model.
 *
 * @param flags The command line.
 * @returns The options that were given, as text; undefined where there were none.
 */
export function graphNote(flags: GraphFlags): string | undefined {
  const given = GRAPH_ONLY.filter((name) => flags[name] !== undefined)
    .map((name) => `${name} ${JSON.stringify(flags[name])}`);
  return given.length === 0 ? undefined : given.join(", ");
}

/** A knowledge graph, and what items are called in it. */
export interface LoadedGraph extends ShapedGraph {
  /** Title of each item, by id, where labels say it. */
  readonly titles: ReadonlyMap<string, string>;
}

/** What is known of the files and the items before triples are read. */
export interface GraphInput {
  /** How the files are read. */
  readonly layout: TriplesOptions;
  /** Which entities stand for which items. */
  readonly entities?: ItemEntities;
  /** Whether an id is one of an item of the ratings. */
  readonly isItem: (id: string) => boolean;
  /** Told of progress. */
  readonly onProgress: Session["onProgress"];
}

/**
 * Reads files of triples into one graph.
 *
 * @param files Where.
 * @param flags What to make of them.
 * @param input What is known.
 * @returns The graph.
 */
export async function loadGraph(
  files: readonly string[],
  flags: GraphFlags,
  { layout, entities, isItem, onProgress }: GraphInput,
): Promise<LoadedGraph> {
  if (flags.mergeOverlap !== undefined && flags.mergeRelations !== true) {
    throw new UsageError(
      "Cannot take --merge-overlap alone or with named relations, expected --merge-relations without names",
    );
  }
  const shaper = createGraphShaper({ ...graphOptions(flags), itemEntities: entities, isItem });
  for (const [place, file] of files.entries()) {
    const source = await openFile(file, onProgress);
    const { format, head, input } = await formatFor(source, "attributes", layout);
    const ofItem = format.attributes!.ofItems(head);
    // Only RDF tells literals from names for certain; elsewhere leaving literals out would leave out some by chance.
    const plain = format.columns !== "none" && flags.literals === undefined;
    // A blank node has its name in its file alone: `_:b0` of another file is another one.
    const node = (name: string) =>
      place > 0 && format.columns === "none" && blankLabelOf(name) !== undefined
        ? `_:f${place}.${name.slice(2)}`
        : name;
    await format.attributes!.scan(input, layout, (triple) => {
      const subject = node(triple.subject), object = node(triple.object);
      shaper.add({ ...triple, subject, object, ofItem, plain });
    });
  }
  const graph = shaper.build();
  if (entities === undefined) return { ...graph, titles: graph.labels };
  const labels = new Map(Array.from(graph.labels, ([id, label]) => [comparableName(id), label]));
  const titles = [...entities.itemsOf].flatMap(([entity, items]) => {
    const label = labels.get(entity);
    return label === undefined ? [] : items.map((item): [string, string] => [item, label]);
  });
  return { ...graph, titles: new Map(titles) };
}

function graphOptions(flags: GraphFlags): GraphOptions {
  const { mergeRelations: merge } = flags;
  return {
    relations: flags.relations,
    excludeRelations: flags.excludeRelations,
    literals: flags.literals,
    decades: flags.decades,
    bins: flags.bins,
    chains: flags.chain,
    languages: flags.language,
    merge: merge === undefined ? undefined : {
      overlap: flags.mergeOverlap,
      ...(merge === true ? { similar: true } : { pairs: merge }),
    },
  };
}
