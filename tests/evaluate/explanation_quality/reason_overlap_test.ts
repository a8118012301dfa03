import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import {
  jaccard,
  overlapsWithOthers,
  reasonOverlap,
} from "../../../src/evaluate/explanation_quality/reason_overlap.ts";
import { contextOf, handWorld, recommenderOf, rowsOf } from "./_worlds.ts";

const world = handWorld();
const context = contextOf(world, recommenderOf(world, "attribute-sum"));

Deno.test("jaccard() is what is shared over what either has", () => {
  strictEqual(jaccard([1, 2], [3, 4]), 0);
  strictEqual(jaccard([1, 2], [2, 1]), 1);
  strictEqual(jaccard([1], [1, 2, 3]), 1 / 3);
  strictEqual(jaccard([], []), 1);
  strictEqual(jaccard([], [1]), 0);
});

Deno.test("overlapsWithOthers() keeps pairs with the same item apart", () => {
  const users = [
    { item: 0, reasons: [1, 2] },
    { item: 0, reasons: [1, 2] },
    { item: 1, reasons: [1, 3] },
  ];
  const { any, apart, sameItemShare } = overlapsWithOthers(users);
  deepStrictEqual(any, [(1 + 1 / 3) / 2, (1 + 1 / 3) / 2, (1 / 3 + 1 / 3) / 2]);
  deepStrictEqual(apart, [1 / 3, 1 / 3, 1 / 3]);
  strictEqual(sameItemShare, 1 / 3);
});

Deno.test("overlap is what was worked by hand", async () => {
  // ann's top item has a, b and c, bob's a.
  const found = reasonOverlap.result(await rowsOf(reasonOverlap, context), context)!;
  strictEqual(found.otherUsers.mean, 1 / 3);
  strictEqual(found.otherItems!.mean, 1 / 3);
  strictEqual(found.sameItemShare, 0);
  deepStrictEqual(reasonOverlap.findings(found), []);
});

Deno.test("reasons that are the same for everyone are a finding", () => {
  const rows = new Map([0, 1, 2].map((user) => [user, { item: user, reasons: [1, 2] }]));
  const [finding] = reasonOverlap.findings(reasonOverlap.result(rows, context)!);
  ok(!finding.asHoped && finding.text.includes("Jaccard index of 1.00"));
});

Deno.test("overlap needs two users, and has none between items when all have the same one", () => {
  strictEqual(reasonOverlap.result(new Map([[0, { item: 0, reasons: [1] }]]), context), undefined);
  const same = new Map([0, 1].map((user) => [user, { item: 5, reasons: [1] }]));
  const found = reasonOverlap.result(same, context)!;
  deepStrictEqual([found.otherItems, found.sameItemShare], [undefined, 1]);
});
