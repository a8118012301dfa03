import { measure } from "../../src/metrics/metric.ts";
import { shannonEntropy } from "../../src/metrics/shannon_entropy.ts";
import { ann, assertClose, bob, context } from "./_worked.ts";

Deno.test("shannon entropy is that of the items shown, in bits", () => {
  // Item 0 in 2 of 7 places, five others in one each.
  const expected = 2 / 7 * Math.log2(7 / 2) + 5 / 7 * Math.log2(7);
  assertClose(measure(shannonEntropy, [ann, bob], context), expected);
});

Deno.test("shannon entropy is log2 of the catalogue when every item is shown equally often", () => {
  const relevant = new Map([[0, 1]]);
  const lists = [0, 1, 2, 3, 4, 5, 6, 7].map((item) => ({ items: [item], relevant }));
  assertClose(measure(shannonEntropy, lists, context), 3);
});
