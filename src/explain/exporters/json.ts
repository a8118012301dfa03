import type { ExportFormat, ExportOptions, RankedExplanation } from "./exporter.ts";

/** What the published schema of an explanation is called; a change that breaks readers gets another number. */
export const EXPLANATION_SCHEMA = "https://w3id.org/semauto/schema/explanation/1";

/** The explanation as an object of the published schema. */
function explanationObject(explanation: RankedExplanation, { titleOf }: ExportOptions) {
  const { user, rank, item, ...rest } = explanation;
  return {
    user,
    ...(rank === undefined ? {} : { rank }),
    item,
    label: titleOf?.(item) ?? item,
    ...rest,
  };
}

/** One JSON document: `$schema` and the list `explanations`, one a line. */
export const json: ExportFormat = {
  description: "one JSON document",
  ending: ".json",
  mediaType: "application/json",
  open(options) {
    let first = true;
    return {
      begin: () => `{"$schema":${JSON.stringify(EXPLANATION_SCHEMA)},"explanations":[`,
      write(explanation) {
        const separator = first ? "\n" : ",\n";
        first = false;
        return separator + JSON.stringify(explanationObject(explanation, options));
      },
      end: () => first ? "]}\n" : "\n]}\n",
    };
  },
};

/** JSON Lines: one explanation a line. */
export const jsonl: ExportFormat = {
  description: "JSON Lines, one explanation a line",
  ending: ".jsonl",
  mediaType: "application/jsonl",
  open: (options) => ({
    begin: () => "",
    write: (explanation) => `${JSON.stringify(explanationObject(explanation, options))}\n`,
    end: () => "",
  }),
};
