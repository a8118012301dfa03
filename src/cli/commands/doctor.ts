import { openGpu } from "../../gpu/device.ts";
import { type BackendChoice, cpuBackend, gpuBackend, openBackend } from "../../model/backend.ts";
import { PROFILE_TOLERANCE, selfCheck } from "../../model/self_check.ts";
import type { CommandDefinition } from "../command.ts";
import { ExitCode } from "../session.ts";
import { addBackendOption } from "../training_options.ts";

/** `doctor`: what this machine offers, what would be used and why, and whether it computes correctly. */
export const doctorCommand: CommandDefinition = {
  name: "doctor",
  summary: "Say what was found on this machine, check that it computes correctly, and how fast",
  examples: ["doctor", "doctor --json", "doctor --backend gpu"],
  addOptions: (command) => addBackendOption(command).option("--json", "print one JSON object"),
  async run(options: { backend: BackendChoice; json?: boolean }, session) {
    using chosen = await openBackend(options.backend);
    using reference = cpuBackend();
    const gpu = await openGpu();
    const checks = [{ backend: "cpu", ...await selfCheck(reference, reference) }];
    if (gpu) {
      using backend = await gpuBackend(gpu);
      checks.push({ backend: "gpu", ...await selfCheck(backend, reference) });
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
      for (const check of checks) {
        session.print(
          `check ${check.backend}    largest profile difference from float64 ${
            check.profileError.toExponential(1)
          } (up to ${PROFILE_TOLERANCE} is right), ${
            Math.round(check.edgeEpochsPerSecond / 1e6)
          } million edge-epochs/s`,
        );
      }
    }
    if (ok) return ExitCode.Done;
    session.note("The backends disagree: results of this machine cannot be trusted");
    return ExitCode.Failed;
  },
};
