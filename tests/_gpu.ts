import { type Gpu, openGpu } from "../src/gpu/device.ts";

const required = Deno.env.get("SEMAUTO_REQUIRE_GPU") === "1";
// Opened as the program does, because not every adapter that answers is taken.
const opened = await openGpu();
opened?.[Symbol.dispose]();
const found = opened !== null;
if (!found) {
  if (required) {
    throw new Error(
      "Cannot run the GPU tests: found no WebGPU adapter, expected one because SEMAUTO_REQUIRE_GPU is 1",
    );
  }
  console.log("GPU tests are skipped: no WebGPU adapter was found");
}

// `deno test --quiet` hides what is printed, so the name says it as well.
const suffix = found ? "[gpu]" : "[gpu: skipped, no adapter]";

/** A test that needs a GPU adapter: skipped aloud where there is none, unless SEMAUTO_REQUIRE_GPU is 1. */
export function gpuTest(name: string, body: (gpu: Gpu) => Promise<void>): void {
  Deno.test({
    name: `${name} ${suffix}`,
    ignore: !found,
    async fn() {
      using gpu = (await openGpu())!;
      await body(gpu);
      gpu.check();
    },
  });
}
