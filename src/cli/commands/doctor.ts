import { openGpu } from "../../gpu/device.ts";
import {
  type Backend,
  type BackendChoice,
  cpuBackend,
  gpuBackend,
  openBackend,
} from "../../model/backend.ts";
import { PROFILE_TOLERANCE, selfCheck } from "../../model/self_check.ts";
import type { CommandDefinition } from "../command.ts";
import { ExitCode } from "../session.ts";
import { table } from "../table.ts";
import { addBackendOption } from "../training_options.ts";

/** `doctor`: what this machine offers, what would be used and why, and whether it computes correctly. */
export const doctorCommand: CommandDefinition = {
  name: "doctor",
  summary: "Say what was found on this machine, check that it computes correctly, and how fast",
  examples: ["doctor", "doctor --json", "doctor --backend gpu"],
  addOptions: (command) => addBackendOption(command).option("--json", "print one JSON object"),
  async run(options: { backend: BackendChoice; threads?: number; json?: boolean }, session) {
    using chosen = await openBackend(options.backend, options);
    using reference = await cpuBackend({ kernel: "typescript", threads: 1 });
    const check = async (name: string, backend: Backend) => ({
      backend: name,
      ...await selfCheck(backend, reference),
    });
    const checks = [await check("one core, TypeScript float64", reference)];
    using one = await cpuBackend({ threads: 1 });
    checks.push(await check("one core, WebAssembly float32", one));
    const threads = options.threads ?? navigator.hardwareConcurrency;
    if (threads > 1) {
      using all = await cpuBackend({ threads });
      checks.push(await check(`${threads} cores, WebAssembly float32`, all));
    }
    const gpu = await openGpu();
    if (gpu) {
      using backend = await gpuBackend(gpu);
      checks.push(await check("GPU, float32", backend));
    }
    const ok = checks.every(({ profileError }) => profileError <= PROFILE_TOLERANCE);
    const { deno, v8 } = Deno.version;
    if (options.json) {
      session.print(JSON.stringify({
        command: "doctor",
        version: 1,
        ok,
        deno,
        v8,
        cores: navigator.hardwareConcurrency,
        adapter: gpu?.facts ?? null,
        chosen: { backend: chosen.kind, why: chosen.description },
        checks,
      }));
    } else {
      session.print(`deno         ${deno}, V8 ${v8}, ${navigator.hardwareConcurrency} cores`);
      session.print(
        gpu
          ? `adapter      ${gpu.facts.name}${
            gpu.facts.software ? ", computes in software" : ""
          }; ` +
            `${gpu.facts.workgroupBytes / 1024} KiB of workgroup memory, ` +
            `${Math.floor(gpu.facts.bindingBytes / 2 ** 20)} MiB per binding`
          : "adapter      none",
      );
      session.print(`chosen       ${chosen.description}`);
      session.print("");
      table(
        ["self-test", "largest difference from float64", "million edge-epochs/s"],
        checks.map(({ backend, profileError, edgeEpochsPerSecond }) => [
          backend,
          profileError.toExponential(1),
          String(Math.round(edgeEpochsPerSecond / 1e6)),
        ]),
      ).forEach(session.print);
      session.print(
        `Profiles that differ by up to ${PROFILE_TOLERANCE} are the same within float32 rounding.`,
      );
    }
    if (ok) return ExitCode.Done;
    session.note("The backends disagree: results of this machine cannot be trusted");
    return ExitCode.Failed;
  },
};
