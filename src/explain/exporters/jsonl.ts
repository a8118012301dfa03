import { explanationObject } from "./explanation_object.ts";
import type { ExportFormat } from "./exporter.ts";

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
