import type { Command } from "npm:commander@15.1.0";
import { broaderEdges } from "../data/broader_layer.ts";
import { createDataset, type Dataset, type DatasetOptions } from "../data/dataset.ts";
import { type GraphReport, graphReport } from "../data/graph/graph_report.ts";
import { type Interactions, withRatings } from "../data/interactions.ts";
import type { SparseMatrix } from "../data/sparse_matrix.ts";
import { UsageError } from "../errors.ts";
import type { ColumnChoice } from "../formats/columns.ts";
import { readItemLabels } from "../formats/item_labels.ts";
import { readTriples } from "../formats/triples.ts";
import { type RatingsFacts, readRatingParts } from "../formats/ratings.ts";
import {
  addAttributeFileOptions,
  type AttributeFileOptions,
  pathList,
  pathsIn,
  readLink,
} from "./attribute_files.ts";
import { openFile, requireOneInput } from "./files.ts";
import { addGraphOptions, type GraphFlags, loadGraph } from "./graph_options.ts";
import type { Session } from "./session.ts";
import { names, ValueError, wholeNumber } from "./values.ts";

/** What `addDataOptions` makes of the command line. */
export interface DataOptions extends AttributeFileOptions, GraphFlags {
  readonly ratings: string;
  readonly attributes: string;
  readonly items?: string;
  readonly labelLanguage?: string;
  readonly delimiter?: string;
  readonly header?: boolean;
  readonly columns?: readonly string[];
  readonly attributeColumns?: readonly string[];
  readonly broader?: string;
  readonly implicit?: boolean;
  readonly scale?: { readonly min: number; readonly max: number };
  readonly minItemsPerAttribute: number;
  readonly keepUnratedItems?: boolean;
}

/**
 * Adds the options that say which data to read and how.
 *
 * @param command The command.
 * @returns The same command.
 */
export function addDataOptions(command: Command): Command {
  const data = addAttributeFileOptions(command)
    .requiredOption(
      "--ratings <file>",
      "ratings: TSV, CSV, MovieLens, Amazon, LibraryThing, RecBole .inter or Parquet; gzip or plain; - for standard input",
    )
    .requiredOption(
      "--attributes <files>",
      "attributes of items, from one file or several: item, relation, value as TSV or CSV, MovieLens movies and tags, " +
        "RecBole .kg or .item, N-Triples, Turtle or Parquet",
      pathList,
    )
    .option(
      "--attribute-columns <item,relation,value>",
      "names or positions from 1 of the attributes' columns",
      names,
    )
    .option(
      "--broader <file>",
      "value, relation, category triples: what attributes' values are filed under",
    )
    .option(
      "--items <file>",
      "titles of the items: movies.dat, u.item, movies.csv, item and title as TSV or CSV, RecBole .item, RDF or Parquet",
    )
    .option("--label-language <tag>", "RDF: the language of titles (default: en)")
    .option("--delimiter <text>", "what separates the fields of the ratings (default: guessed)")
    .option("--header", "the ratings' first line names the columns (default: guessed)")
    .option("--no-header", "the ratings have no header")
    .option(
      "--columns <user,item,rating,timestamp>",
      "names or positions from 1 of the ratings' columns; the last two may be left out",
      names,
    )
    .option("--implicit", "take every rating as 1")
    .option(
      "--scale <min:max>",
      "bounds of the ratings (default: the lowest and highest seen)",
      scale,
    )
    .option(
      "--min-items-per-attribute <n>",
      "leave out attributes of fewer rated items",
      wholeNumber(1),
      2,
    );
  return addGraphOptions(data);
}

/**
 * Lets a command do without files of ratings and attributes, because it may have a model in their place.
 *
 * @param command A command with data options.
 */
export function letModelReplaceData(command: Command): void {
  for (const option of command.options) {
    if (option.long === "--ratings" || option.long === "--attributes") {
      option.makeOptionMandatory(false);
    }
  }
}

function scale(text: string): { min: number; max: number } {
  const [min, max, ...rest] = text.split(":").map((part) =>
    part.trim() === "" ? NaN : Number(part)
  );
  if (rest.length > 0 || !(min < max)) {
    throw new ValueError("min:max such as 1:5");
  }
  return { min, max };
}

/** A column by position, where it is a number, or by name. */
export function columnChoice(column: string): ColumnChoice {
  return /^\d+$/.test(column) ? Number(column) : column;
}

/** Ratings and attributes as read, before any split. */
export interface LoadedData {
  /** All ratings. */
  readonly interactions: Interactions;
  /** Ratings of each file, in the order given. */
  readonly parts: readonly SparseMatrix[];
  /** What was found out about each ratings file. */
  readonly facts: readonly RatingsFacts[];
  /** Ratings that occur in more than one file. */
  readonly shared: number;
  /**
   * Joins some of the ratings with the attributes: of the interactions read, or of what a filter left of them; by the options of the command line, or by what
   * is given in their place.
   */
  readonly join: (
    ratings: SparseMatrix,
    filtered?: Interactions,
    changes?: DatasetOptions,
  ) => Dataset;
  /** What became of the triples on their way into a data set that {@link join} made. */
  readonly reportOf: (dataset: Dataset) => GraphReport;
  /** Lines for people on entities that stand for items; mostly none. */
  readonly links: readonly string[];
  /** Titles of the items of a data set, by index, where a file of titles was given or the graph has labels. */
  readonly labelsOf: (dataset: Dataset) => readonly string[] | undefined;
}

/**
 * Reads what the options name.
 *
 * @param options The command line.
 * @param session For progress, notes and to stop.
 * @param others More ratings files over the same users and items; those undefined are left out.
 * @returns The data.
 */
export async function loadData(
  options: DataOptions,
  session: Pick<Session, "signal" | "onProgress" | "note">,
  ...others: readonly (string | undefined)[]
): Promise<LoadedData> {
  const { signal, onProgress } = session;
  requireOneInput([
    ...[options.ratings, ...others, options.items, options.itemEntities, options.broader],
    ...await pathsIn(options.attributes),
  ]);
  const onNote = (note: string) => session.note(`note         ${note}`);
  const columns = options.columns?.map(columnChoice);
  if (columns && (columns.length < 2 || columns.length > 4)) {
    throw new UsageError(
      `Cannot take '${options.columns}' as --columns, expected user,item,rating,timestamp, or the first two or three of them`,
    );
  }
  const attributeColumns = options.attributeColumns?.map(columnChoice);
  if (attributeColumns && attributeColumns.length !== 3) {
    throw new UsageError(
      `Cannot take '${options.attributeColumns}' as --attribute-columns, expected item,relation,value`,
    );
  }
  const files = [options.ratings, ...others.filter((file) => file !== undefined)];
  const sources = [];
  for (const file of files) sources.push(await openFile(file, onProgress));
  const read = await readRatingParts(sources, {
    delimiter: options.delimiter,
    header: options.header,
    columns: columns && {
      user: columns[0],
      item: columns[1],
      ...(columns.length > 2 ? { rating: columns[2] } : {}),
      ...(columns.length > 3 ? { timestamp: columns[3] } : {}),
    },
    implicit: options.implicit,
    scale: options.scale,
    signal,
    onNote,
  });
  const [item, relation, value] = attributeColumns ?? [];
  const link = await readLink(options, session);
  const { items } = read.interactions;
  const shaped = await loadGraph(await pathsIn(options.attributes), options, {
    layout: {
      columns: attributeColumns && { item, relation, value },
      minTaggings: options.minTaggings,
      signal,
      onNote,
    },
    entities: link?.mapping,
    isItem: (id) => items.indexOf(id) !== undefined,
    onProgress,
  });
  const filed = options.broader === undefined
    ? undefined
    : await readTriples(await openFile(options.broader), { signal });
  const broader = filed && broaderEdges(shaped.knowledge.attributes, filed);
  if (broader && broader.edgeAttribute.length === 0) {
    throw new UsageError(
      `Cannot use ${options.broader}: none of its ${filed.items.ids.length} subjects (such as '${
        filed.items.ids[0]
      }') is the value of an attribute (such as '${
        shaped.knowledge.attributes[0]?.value
      }'), expected the same values in both files`,
    );
  }
  const labels = options.items === undefined
    ? (shaped.titles.size > 0 ? shaped.titles : undefined)
    : await readItemLabels(await openFile(options.items, onProgress), {
      language: options.labelLanguage ?? options.language?.[0],
      link: link?.mapping.itemsOf,
      signal,
    });
  return {
    ...read,
    join: (ratings, filtered = read.interactions, changes = {}) =>
      createDataset(
        withRatings(filtered, ratings),
        broader ? { ...shaped.knowledge, broader } : shaped.knowledge,
        {
          minItemsPerAttribute: options.minItemsPerAttribute,
          maxItemsPerAttribute: options.maxItemsPerAttribute,
          keepUnratedItems: options.keepUnratedItems,
          ...changes,
        },
      ),
    reportOf: (dataset) => graphReport(shaped, dataset, options.minItemsPerAttribute),
    links: link?.lines ?? [],
    labelsOf: ({ interactions }) =>
      labels && interactions.items.ids.map((id) => labels.get(id) ?? id),
  };
}
