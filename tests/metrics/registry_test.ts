import { deepStrictEqual, throws } from "node:assert/strict";
import { UsageError } from "../../src/errors.ts";
import { findMetrics, metrics } from "../../src/metrics/registry.ts";

Deno.test("findMetrics() finds every metric of the registry", () => {
  deepStrictEqual(findMetrics(metrics.map((metric) => metric.name)), metrics);
});

Deno.test("findMetrics() knows what else a number is called", () => {
  deepStrictEqual(findMetrics(["aggregate-diversity"]), findMetrics(["item-coverage"]));
});

Deno.test("findMetrics() names the known metrics when the name is unknown", () => {
  throws(() => findMetrics(["ndgc"]), (error) => {
    return error instanceof UsageError && /'ndgc', expected one of .*ndcg/.test(error.message);
  });
});
