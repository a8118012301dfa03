import type { ExportOptions, RankedExplanation } from "./exporter.ts";

/** What the published schema of an explanation is called; a change that breaks readers gets another number. */
export const EXPLANATION_SCHEMA = "urn:semauto:schema:explanation:1";

/**
 * The explanation as an object of the published schema, explanation.schema.json.
 *
 * @param explanation The explanation.
 * @param options Titles of items.
 * @returns The object, to be written as JSON.
 */
export function explanationObject(explanation: RankedExplanation, { titleOf }: ExportOptions) {
  const { user, rank, item, ...rest } = explanation;
  return {
    user,
    ...(rank === undefined ? {} : { rank }),
    item,
    label: titleOf?.(item) ?? item,
    ...rest,
  };
}
