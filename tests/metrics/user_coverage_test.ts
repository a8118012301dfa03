import { strictEqual } from "node:assert/strict";
import { measure } from "../../src/metrics/metric.ts";
import { userCoverage, userCoverageShare } from "../../src/metrics/user_coverage.ts";
import { ann, bob, context } from "./_worked.ts";

Deno.test("user coverage counts the users who are shown anything", () => {
  const lists = [ann, { items: [], relevant: new Map([[1, 1]]) }, bob];
  strictEqual(measure(userCoverage, lists, context), 2);
  strictEqual(measure(userCoverageShare, lists, context), 2 / 3);
});
