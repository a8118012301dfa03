import { EXPLANATION_SCHEMA, explanationObject } from "./explanation_object.ts";
import type { ExportFormat } from "./exporter.ts";

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
