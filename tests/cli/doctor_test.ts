import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict";
import { openGpu } from "../../src/gpu/device.ts";
import { PROFILE_TOLERANCE } from "../../src/model/self_check.ts";
import { keyPaths, run, runJson } from "./_program.ts";

const gpu = await openGpu();
const facts = gpu?.facts;
gpu?.[Symbol.dispose]();

/** Has Deno look for a kind of adapter that this system cannot have, so that it finds none. */
const WITHOUT_ADAPTER = { DENO_WEBGPU_BACKEND: Deno.build.os === "darwin" ? "dx12" : "metal" };

Deno.test("doctor --json prints one object with stable keys, and why the CPU is chosen when there is no adapter", async () => {
  const json = await runJson(["doctor"], WITHOUT_ADAPTER);
  deepStrictEqual(keyPaths(json), [
    "adapter",
    "checks[].backend",
    "checks[].edgeEpochsPerSecond",
    "checks[].profileError",
    "chosen.backend",
    "chosen.why",
    "command",
    "cores",
    "deno",
    "ok",
    "v8",
    "version",
  ]);
  deepStrictEqual([json.command, json.version, json.ok, json.adapter], ["doctor", 1, true, null]);
  strictEqual(json.chosen.backend, "cpu");
  match(json.chosen.why, /no GPU adapter was found/);
  deepStrictEqual([json.deno, json.v8], [Deno.version.deno, Deno.version.v8]);
});

Deno.test("doctor says which adapter was found and checks every backend of the machine", async () => {
  const json = await runJson(["doctor"]);
  deepStrictEqual(json.adapter, facts ?? null);
  strictEqual(json.chosen.backend, facts && !facts.software ? "gpu" : "cpu");
  const checked = json.checks.map(({ backend }: { backend: string }) => backend);
  strictEqual(checked.some((name: string) => /gpu/i.test(name)), facts !== undefined);
  for (const { profileError, edgeEpochsPerSecond } of json.checks) {
    ok(profileError >= 0 && profileError <= PROFILE_TOLERANCE);
    ok(edgeEpochsPerSecond > 0);
  }
});

Deno.test("doctor prints what was found, chosen and checked, and nothing on standard error", async () => {
  const { code, stdout, stderr } = await run(["doctor", "--backend", "cpu"], WITHOUT_ADAPTER);
  deepStrictEqual([code, stderr], [0, ""]);
  match(stdout, RegExp(`^deno {9}${Deno.version.deno}, V8 .* cores$`, "m"));
  match(stdout, /^adapter {6}none$/m);
  match(stdout, /^chosen {7}CPU \(.*as asked\)$/m);
  match(stdout, /^self-test +largest difference from float64 +million edge-epochs\/s$/m);
});

Deno.test("the program exits with 1 when the GPU is asked for and there is no adapter", async () => {
  const { code, stdout, stderr } = await run(["doctor", "--backend", "gpu"], WITHOUT_ADAPTER);
  deepStrictEqual([code, stdout], [1, ""]);
  strictEqual(
    stderr,
    "error: Cannot open the GPU backend: found no WebGPU adapter, expected a GPU driver or software Vulkan; " +
      "use --backend cpu to go on without\n",
  );
});
