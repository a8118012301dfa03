import { ok, rejects, strictEqual } from "node:assert/strict";
import { measureCost } from "../../src/cli/cost_meter.ts";

Deno.test("measureCost() hands the result over and sees memory that the work has taken", async () => {
  const { result, cost } = await measureCost(async () => {
    const taken = new Uint8Array(256e6).fill(1);
    await new Promise((resolve) => setTimeout(resolve, 30));
    return taken.length;
  });
  strictEqual(result, 256e6);
  ok(cost.peakBytes > 100e6, `${cost.peakBytes}`);
  ok(cost.seconds >= 0.03);
});

Deno.test("measureCost() hands errors over, and stops looking", async () => {
  await rejects(measureCost(() => Promise.reject(new Error("no"))), /no/);
});
