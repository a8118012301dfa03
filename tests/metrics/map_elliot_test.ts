import { mapElliot } from "../../src/metrics/map_elliot.ts";
import { measure } from "../../src/metrics/metric.ts";
import { ann, assertClose, bob, context } from "./_worked.ts";

Deno.test("Elliot's MAP averages precision over all ranks, those of a short list included", () => {
  const expected = (0 + 1 / 2 + 1 / 3 + 2 / 4 + 2 / 5) / 5;
  assertClose(mapElliot.ofUser(ann, context), expected);
  const ofBob = (1 + 1 / 2 + 1 / 3 + 1 / 4 + 1 / 5) / 5;
  assertClose(measure(mapElliot, [ann, bob], context), (expected + ofBob) / 2);
});
