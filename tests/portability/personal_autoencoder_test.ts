import { ok } from "node:assert/strict";
import type { Initialisation } from "../../src/model/personal_settings.ts";
import { bundle } from "./_bundle.ts";
import { chromiumTest } from "./_chromium.ts";
import type { compareWithTwin, Trial } from "./_page.ts";

const seed = Number(Deno.env.get("SEMAUTO_TEST_SEED") ?? 1);

/** Users without items, with a few, around the workgroup size of 64, and with everything. */
const SIZES = [0, 1, 2, 7, 63, 64, 65, 90];

const STARTS: Record<string, Initialisation> = {
  constant: { kind: "constant", value: 0.01 },
  xavier: { kind: "xavier", seed: 7 },
};

chromiumTest("src/kernels equal their float64 twins in a browser", async (chromium, t) => {
  chromium.scripts.set("/page.js", await bundle("_page.ts"));
  for (const kernel of ["personal_autoencoder", "personal_autoencoder_large"] as const) {
    for (const [start, initialisation] of Object.entries(STARTS)) {
      await t.step(`${kernel}, ${start} start`, async () => {
        const page = await chromium.newPage();
        const trial: Trial = { kernel, initialisation, seed, sizes: SIZES, epochs: 100 };
        const { weights, profile, loss } = await page.evaluate(
          async ({ script, trial }) => {
            const module: { compareWithTwin: typeof compareWithTwin } = await import(script);
            return await module.compareWithTwin(trial);
          },
          { script: "/page.js", trial },
        );
        await page.close();
        const found = `W2 ${weights}, profile ${profile}, loss ${loss} relative`;
        console.log(`${kernel}, ${start}: ${found}`);
        ok(weights < 1e-5 && profile < 5e-4 && loss < 1e-4, found);
      });
    }
  }
});
