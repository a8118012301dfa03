import { throws } from "node:assert/strict";
import { UsageError } from "../../src/errors.ts";
import { epc } from "../../src/metrics/epc.ts";
import { measure } from "../../src/metrics/metric.ts";
import { ann, assertClose, bob, context } from "./_worked.ts";

const discount = (rank: number) => 1 / Math.log2(rank + 1);
const ofFive = [1, 2, 3, 4, 5].reduce((sum, rank) => sum + discount(rank), 0);

Deno.test("epc discounts 1 - popularity of the hits, over the ranks that the list has", () => {
  // 4 and 3 of 10 users know the items at ranks 2 and 4.
  const expected = (0.6 * discount(2) + 0.7 * discount(4)) / ofFive;
  assertClose(epc.ofUser(ann, context), expected);
  assertClose(epc.ofUser(bob, context), 0.1 / (discount(1) + discount(2)));
});

Deno.test("epc says what it lacks", () => {
  const { trainingUsers: _, ...less } = context;
  throws(() => measure(epc, [], less), (error) => {
    return error instanceof UsageError &&
      /epc: the number of training users is missing/.test(error.message);
  });
});
