import { fileURLToPath } from "node:url";
import { attributeLabel } from "../data/labels.ts";
import type { Dataset } from "../data/dataset.ts";
import { InputError } from "../errors.ts";
import { readDelimited } from "../formats/delimited.ts";
import type { DataOptions } from "./data_options.ts";
import { parseDecimal } from "../formats/number.ts";
import { openFile } from "./files.ts";

/** Path of a file of the embedded data set. */
function embeddedFile(name: string): string {
  return fileURLToPath(new URL(`../../data/${name}`, import.meta.url));
}

/** The options that read the embedded data. */
export const EMBEDDED_DATA: DataOptions = {
  ratings: embeddedFile("ratings.tsv"),
  attributes: embeddedFile("attributes.tsv"),
  items: embeddedFile("items.tsv"),
  broader: embeddedFile("broader.tsv"),
  minItemsPerAttribute: 2,
};

/** One planted taste. */
export interface EmbeddedTaste {
  /** Index of the user. */
  readonly user: number;
  /** Whether the user rates by taste, or is a control whose ratings were shuffled. */
  readonly kind: "taste" | "control";
  /** Index of the attribute; undefined where too few films have it to be kept. */
  readonly attribute: number | undefined;
  /** The attribute in words. */
  readonly label: string;
  /** Points that it adds to the user's ratings; negative for a dislike. */
  readonly weight: number;
}

/**
 * Reads the tastes that simulated users were made with.
 *
 * @param dataset The data, for the numbering of users and attributes.
 * @param file Tab separated with a header: user, kind (`taste` or `control`), relation, value, weight (default: the embedded data's).
 * @returns All planted tastes of users of the data.
 * @throws {InputError} Where the file cannot be read or a weight is no number.
 */
export async function readPlantedTastes(
  dataset: Dataset,
  file = embeddedFile("planted_tastes.tsv"),
): Promise<EmbeddedTaste[]> {
  const { users } = dataset.interactions;
  const index = new Map(
    dataset.attributes.map(({ relation, value }, f) => [`${relation}\t${value}`, f]),
  );
  const tastes: EmbeddedTaste[] = [];
  const source = await openFile(file);
  await readDelimited(source, { of: "planted tastes", minFields: 5 }, (fields, line) => {
    const [id, kind, relation, value, weight] = fields;
    const user = users.indexOf(id);
    if (line === 1) return;
    const points = parseDecimal(weight);
    if (points === undefined) {
      throw new InputError(
        { file: source.name, line, column: 5 },
        `the weight is '${weight}', expected a number`,
      );
    }
    if (user === undefined) return;
    tastes.push({
      user,
      kind: kind === "control" ? "control" : "taste",
      attribute: index.get(`${relation}\t${value}`),
      label: attributeLabel({ relation, value }),
      weight: points,
    });
  });
  return tastes;
}
