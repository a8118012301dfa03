import { errIa } from "../../src/metrics/err_ia.ts";
import { ann, assertClose, context } from "./_worked.ts";

Deno.test("err-ia satisfies half of those who still want an attribute", () => {
  // Attribute 1 at ranks 2 and 4, attribute 2 at rank 4, attribute 3 nowhere.
  assertClose(errIa.ofUser(ann, context), ((1 / 2) / 2 + (1 / 4) / 4 + (1 / 2) / 4) / 3);
});
