import { ok } from "node:assert/strict";
import { ACTIVATIONS } from "../../src/kernels/activation.ts";
import { BATCH_LOSSES } from "../../src/kernels/batch_loss_cpu.ts";
import { bundle } from "./_bundle.ts";
import { chromiumTest } from "./_chromium.ts";
import type { compareSharedStep, SharedTrial } from "./_shared_page.ts";

const seed = Number(Deno.env.get("SEMAUTO_TEST_SEED") ?? 1);

chromiumTest("a shared step equals its reference in a browser", async (chromium, t) => {
  chromium.scripts.set("/page.js", await bundle("_shared_page.ts"));
  for (const [k, loss] of BATCH_LOSSES.entries()) {
    for (const [plain, deep] of [[false, false], [true, false], [k === 0, true]]) {
      const activation = ACTIVATIONS[(2 * k + Number(plain)) % ACTIVATIONS.length];
      await t.step(`${loss}, ${activation}${deep ? ", two layers" : ""}`, async () => {
        const page = await chromium.newPage();
        const excludeOwnPath = deep || !plain;
        const trial: SharedTrial = { seed, plain, deep, loss, activation, excludeOwnPath };
        const { gradient, loss: ofLoss } = await page.evaluate(
          async ({ script, trial }) => {
            const module: { compareSharedStep: typeof compareSharedStep } = await import(script);
            return await module.compareSharedStep(trial);
          },
          { script: "/page.js", trial },
        );
        await page.close();
        const found = `gradient ${gradient}, loss ${ofLoss} relative`;
        console.log(`${loss}, ${activation}: ${found}`);
        ok(gradient < 1e-5 && ofLoss < 1e-5, found);
      });
    }
  }
});
