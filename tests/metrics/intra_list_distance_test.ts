import { strictEqual } from "node:assert/strict";
import { intraListDistance } from "../../src/metrics/intra_list_distance.ts";
import { ann, assertClose, bob, context } from "./_worked.ts";

Deno.test("intra-list distance is the mean Jaccard distance of all pairs", () => {
  // 0 and 1 share one of two attributes, 0 and 3 one of three, 1 and 3 one of two; the other seven pairs share none.
  assertClose(intraListDistance.ofUser(ann, context), (1 / 2 + 2 / 3 + 1 / 2 + 7) / 10);
  assertClose(intraListDistance.ofUser(bob, context), 1 / 2);
});

Deno.test("intra-list distance is 0 for one item, and for two without attributes", () => {
  const relevant = new Map<number, number>();
  strictEqual(intraListDistance.ofUser({ items: [0], relevant }, context), 0);
  strictEqual(intraListDistance.ofUser({ items: [6, 7], relevant }, context), 0);
});
