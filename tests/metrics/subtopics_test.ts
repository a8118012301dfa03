import { ok, strictEqual, throws } from "node:assert/strict";
import { UsageError } from "../../src/errors.ts";
import { alphaNdcg } from "../../src/metrics/alpha_ndcg.ts";
import { errIa } from "../../src/metrics/err_ia.ts";
import { measure } from "../../src/metrics/metric.ts";
import { metrics } from "../../src/metrics/registry.ts";
import { subtopicRecall, subtopicRecallElliot } from "../../src/metrics/subtopic_recall.ts";
import { ann, context } from "./_worked.ts";

Deno.test("metrics of diversity are 0 where relevant items have no attribute", () => {
  const list = { items: [6, 2], relevant: new Map([[6, 1], [7, 1]]) };
  for (const metric of [alphaNdcg, errIa, subtopicRecall, subtopicRecallElliot]) {
    strictEqual(metric.ofUser(list, context), 0);
  }
});

Deno.test("metrics of diversity say what they lack", () => {
  const { graph: _, ...less } = context;
  const needy = metrics.filter(({ needs }) => needs?.includes("graph"));
  ok(needy.length >= 5);
  for (const metric of needy) {
    throws(() => measure(metric, [ann], less), (error) => {
      return error instanceof UsageError &&
        /graph of items and attributes is missing/.test(error.message);
    });
  }
});
