import type { Command } from "npm:commander@15.1.0";
import { createKnowledgeGraphBuilder, type KnowledgeGraph } from "../data/knowledge_graph.ts";
import { itemsByEntity, readMapping } from "../formats/mapping.ts";
import { addTriples, type AttributesOptions } from "../formats/triples.ts";
import { openFile } from "./files.ts";
import type { Session } from "./session.ts";
import { wholeNumber } from "./values.ts";

/** What `addAttributeFileOptions` makes of the command line. */
export interface AttributeFileOptions {
  readonly attributeLink?: string;
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
      "--attribute-link <file>",
      "item, entity pairs (RecBole .link, TSV or CSV), where triples are about entities",
    )
    .option(
      "--min-taggings <n>",
      "MovieLens tags: how many users must have given an item a tag (default: 1)",
      wholeNumber(1),
    );
}

/**
 * The items that entities stand for.
 *
 * @param options The command line.
 * @param session For progress and to stop.
 * @returns Items by entity, or undefined where no file of links is named.
 */
export async function readLink(
  { attributeLink }: AttributeFileOptions,
  { signal, onProgress }: Pick<Session, "signal" | "onProgress">,
): Promise<Map<string, string[]> | undefined> {
  if (attributeLink === undefined) return undefined;
  return itemsByEntity(await readMapping(await openFile(attributeLink, onProgress), { signal }));
}

/**
 * Reads files of attributes into one graph.
 *
 * @param list Their paths, as {@link pathsIn} takes them.
 * @param options How they are read.
 * @param session For progress and notes.
 * @returns The graph.
 */
export async function readAttributeFiles(
  list: string,
  options: AttributesOptions,
  { onProgress }: Pick<Session, "onProgress">,
): Promise<KnowledgeGraph> {
  const builder = createKnowledgeGraphBuilder();
  for (const path of await pathsIn(list)) {
    await addTriples(await openFile(path, onProgress), builder, options);
  }
  return builder.build();
}
