import { ok, strictEqual } from "node:assert/strict";
import { SCHEDULES } from "../../src/model/shared_settings.ts";
import { scheduledRate } from "../../src/train/learning_rate.ts";

Deno.test("scheduledRate() begins with the full rate and stays above 0, never rising", () => {
  for (const schedule of SCHEDULES) {
    for (const steps of [1, 2, 7, 100]) {
      let before = 0.3;
      for (let step = 0; step < steps; step++) {
        const rate = scheduledRate({ learningRate: 0.3, schedule }, step, steps);
        if (step === 0) strictEqual(rate, 0.3);
        ok(rate > 0 && rate <= before);
        before = rate;
      }
      if (schedule !== "constant" && steps === 100) ok(before < 0.01);
    }
  }
});
