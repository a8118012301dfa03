import { deepStrictEqual, ok } from "node:assert/strict";
import type { Page } from "npm:playwright-core@1.65.1";
import { chromiumTest } from "./_chromium.ts";

const folder = new URL("../../shaders/", import.meta.url);

/** Deno's wgpu accepts this, and browsers do not: some lanes of a workgroup would wait for others that never come. */
const NOT_UNIFORM = `
@group(0) @binding(0) var<storage, read_write> out: array<u32>;
@compute @workgroup_size(64)
fn main(@builtin(local_invocation_index) lane: u32) {
  if (lane < 32u) {
    workgroupBarrier();
  }
  out[lane] = lane;
}`;

/** What Chromium holds against a shader: errors and warnings of the compiler, then of the pipeline. */
async function complaints(page: Page, code: string): Promise<string[]> {
  return await page.evaluate(async (code) => {
    const adapter = await navigator.gpu.requestAdapter();
    // No limits are asked for: with the defaults of its override constants a shader runs on every WebGPU device.
    const device = await adapter!.requestDevice();
    const module = device.createShaderModule({ code });
    const { messages } = await module.getCompilationInfo();
    const found = messages.filter(({ type }) => type !== "info")
      .map(({ type, lineNum, linePos, message }) => `${type} at ${lineNum}:${linePos}: ${message}`);
    if (found.length === 0) {
      await device.createComputePipelineAsync({
        layout: "auto",
        compute: { module, entryPoint: "main" },
      }).catch((error) => found.push(`pipeline: ${error.message}`));
    }
    device.destroy();
    return found;
  }, code);
}

const shaders: string[] = [];
for await (const { name } of Deno.readDir(folder)) {
  if (name.endsWith(".wgsl")) shaders.push(name);
}

chromiumTest("every shader compiles in a browser", async (chromium, t) => {
  ok(shaders.length > 0);
  const page = await chromium.newPage();
  for (const name of shaders.sort()) {
    await t.step(name, async () => {
      deepStrictEqual(await complaints(page, await Deno.readTextFile(new URL(name, folder))), []);
    });
  }
  await t.step("and a barrier in non-uniform control flow does not", async () => {
    const found = await complaints(page, NOT_UNIFORM);
    ok(found.some((complaint) => /must only be called from uniform control flow/.test(complaint)));
  });
});
