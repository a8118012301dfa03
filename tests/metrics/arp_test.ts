import { arp } from "../../src/metrics/arp.ts";
import { measure } from "../../src/metrics/metric.ts";
import { ann, assertClose, bob, context } from "./_worked.ts";

Deno.test("arp is the mean number of training ratings", () => {
  assertClose(arp.ofUser(ann, context), (9 + 4 + 4 + 3 + 2) / 5);
  assertClose(measure(arp, [ann, bob], context), (4.4 + 5.5) / 2);
});
