import { ok } from "node:assert/strict";
import { bundle } from "./_bundle.ts";
import { chromiumTest } from "./_chromium.ts";
import type { compareDeep, DeepTrial } from "./_deep_page.ts";

const seed = Number(Deno.env.get("SEMAUTO_TEST_SEED") ?? 1);

chromiumTest("deep_autoencoder.wgsl equals its float64 twin in a browser", async (chromium, t) => {
  chromium.scripts.set("/deep.js", await bundle("_deep_page.ts"));
  for (const tiers of [[0, 1, 2], [2]]) {
    for (const kind of ["constant", "xavier"] as const) {
      await t.step(`memory ${tiers}, ${kind} start`, async () => {
        const page = await chromium.newPage();
        const trial: DeepTrial = {
          initialisation: kind === "constant" ? { kind, value: 0.1 } : { kind, seed: 7 },
          seed,
          sizes: [0, 1, 2, 7, 63, 64, 65, 90],
          tiers,
        };
        const difference = await page.evaluate(
          async ({ script, trial }) => {
            const module: { compareDeep: typeof compareDeep } = await import(script);
            return await module.compareDeep(trial);
          },
          { script: "/deep.js", trial },
        );
        await page.close();
        // NaN is not below a bound.
        ok(difference < 1e-5, `${difference}`);
      });
    }
  }
});
