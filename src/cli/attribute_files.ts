import { type Command, Option } from "npm:commander@15.1.0";
import { type ItemEntities, itemEntities } from "../data/graph/item_entities.ts";
import { UsageError } from "../errors.ts";
import { readItemEntities } from "../formats/item_entities.ts";
import type { EntityLinks } from "../formats/link_review.ts";
import { openFile } from "./files.ts";
import { countText } from "./graph_lines.ts";
import type { Session } from "./session.ts";
import { share, wholeNumber } from "./values.ts";

/** What `addAttributeFileOptions` makes of the command line. */
export interface AttributeFileOptions {
  readonly itemEntities?: string;
  readonly minLinkScore?: number;
  readonly minTaggings?: number;
}

/** Several files are named with commas between them, or by the option again. */
export function pathList(text: string, previous?: string): string {
  return previous === undefined ? text : `${previous},${text}`;
}

/** The paths in a list; a path that holds commas itself is found where it stands alone. */
export async function pathsIn(list: string): Promise<string[]> {
  if (!list.includes(",")) return [list];
  const whole = await Deno.stat(list).catch(() => undefined);
  return whole ? [list] : list.split(",").map((path) => path.trim()).filter((path) => path !== "");
}

/**
 * Adds the options that say how files of attributes are read.
 *
 * @param command The command.
 * @returns The same command.
 */
export function addAttributeFileOptions(command: Command): Command {
  return command
    .option(
      "--item-entities <file>",
      "item, entity pairs, where triples are about entities: TSV, CSV, RecBole .link, or what link proposed",
    )
    .addOption(minLinkScore("--item-entities"))
    .option(
      "--min-taggings <n>",
      "MovieLens tags: how many users must have given an item a tag (default: 1)",
      wholeNumber(1),
    );
}

/**
 * The option by which links that nobody has reviewed are taken.
 *
 * @param file The option that names the file of links.
 * @returns The option.
 */
export function minLinkScore(file: string): Option {
  return new Option(
    "--min-link-score <score>",
    `take links of ${file} that nobody has reviewed from this score on`,
  ).argParser(share);
}

/** Which entities stand for which items, and lines for people on it. */
export interface Link {
  readonly mapping: ItemEntities;
  readonly lines: readonly string[];
}

/**
 * The items that entities stand for.
 *
 * @param options The command line.
 * @param session For progress and to stop.
 * @returns The mapping, or undefined where no file is named.
 */
export async function readLink(
  { itemEntities: file, minLinkScore: minScore }: AttributeFileOptions,
  { signal, onProgress }: Pick<Session, "signal" | "onProgress">,
): Promise<Link | undefined> {
  if (file === undefined) {
    if (minScore === undefined) return undefined;
    throw new UsageError(
      "Cannot take --min-link-score without links, expected --item-entities too",
    );
  }
  const links = await readItemEntities(await openFile(file, onProgress), {
    minScore,
    signal,
  });
  const mapping = itemEntities(links.pairs);
  return { mapping, lines: describeLinks(mapping, links) };
}

function describeLinks(
  { items, itemsOf, itemsWithSeveral, sharedEntities }: ItemEntities,
  links: EntityLinks,
): string[] {
  const parts = [
    `${countText(itemsOf.size)} stand for ${countText(items)} items`,
    ...(itemsWithSeveral > 0 ? [`${countText(itemsWithSeveral)} items have several`] : []),
    ...(sharedEntities > 0 ? [`${countText(sharedEntities)} stand for several items`] : []),
    ...leftOut(links),
  ];
  return [`entities     ${parts.join("; ")}`];
}

/**
 * What of a file of links was not taken.
 *
 * @param links The links.
 * @returns Clauses, none where every row was taken.
 */
export function leftOut({ empty, belowScore, undecided }: EntityLinks): string[] {
  return [
    ...(empty > 0 ? [`${countText(empty)} rows name none`] : []),
    ...(belowScore > 0 ? [`${countText(belowScore)} links scored too low`] : []),
    ...(undecided > 0 ? [`${countText(undecided)} ambiguous links were not taken`] : []),
  ];
}
