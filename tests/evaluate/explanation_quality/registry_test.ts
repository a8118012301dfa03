import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import {
  explanationMeasures,
  QUALITY_PARTS,
  qualityFindings,
  qualityTables,
} from "../../../src/evaluate/explanation_quality/registry.ts";

Deno.test("every measure is a part of the result under its own name", () => {
  for (const [part, { name, description }] of Object.entries(explanationMeasures)) {
    strictEqual(part, name);
    ok(description.length > 20);
  }
  deepStrictEqual(
    QUALITY_PARTS.filter((part) => part !== "plantedTruth").toSorted(),
    Object.keys(explanationMeasures).toSorted(),
  );
});

Deno.test("nothing measured is nothing to show or say", () => {
  deepStrictEqual(qualityTables({}), []);
  deepStrictEqual(qualityFindings({ completeness: undefined }), []);
});
