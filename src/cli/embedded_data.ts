import { fileURLToPath } from "node:url";
import { attributeLabel } from "../data/labels.ts";
import type { Dataset } from "../data/dataset.ts";
import { readDelimited } from "../formats/delimited.ts";
import { openFile } from "./files.ts";

/** Path of a file of the embedded data set. */
export function embeddedFile(name: string): string {
  return fileURLToPath(new URL(`../../data/${name}`, import.meta.url));
}

/** One planted taste of the embedded data. */
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
 * Reads the tastes that the simulated users were made with.
 *
 * @param dataset The embedded data, for the numbering of users and attributes.
 * @returns All planted tastes.
 */
export async function readPlantedTastes(dataset: Dataset): Promise<EmbeddedTaste[]> {
  const { users } = dataset.interactions;
  const index = new Map(
    dataset.attributes.map(({ relation, value }, f) => [`${relation}\t${value}`, f]),
  );
  const tastes: EmbeddedTaste[] = [];
  const source = await openFile(embeddedFile("planted_tastes.tsv"));
  await readDelimited(source, { of: "planted tastes", minFields: 5 }, (fields, line) => {
    const [id, kind, relation, value, weight] = fields;
    const user = users.indexOf(id);
    if (line === 1 || user === undefined) return;
    tastes.push({
      user,
      kind: kind === "control" ? "control" : "taste",
      attribute: index.get(`${relation}\t${value}`),
      label: attributeLabel({ relation, value }),
      weight: Number(weight),
    });
  });
  return tastes;
}
