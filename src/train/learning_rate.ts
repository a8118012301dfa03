import type { GradientSettings } from "../model/shared_settings.ts";

/**
 * The learning rate of a step: constant, or from the full rate at the first step towards 0 after the last, along half a cosine
 * (Loshchilov and Hutter 2017, arXiv 1608.03983, without restarts) or a line.
 *
 * @param settings The full rate and how it changes.
 * @param step The step, from 0.
 * @param steps Steps in all; the last is `steps` - 1.
 * @returns The rate of this step, above 0.
 *
 * @example
 * ```ts
 * import { strictEqual } from "node:assert/strict";
 *
 * const rate = (schedule: "constant" | "cosine" | "linear", step: number) =>
 *   scheduledRate({ learningRate: 0.5, schedule }, step, 4);
 * strictEqual(rate("constant", 3), 0.5);
 * strictEqual(rate("linear", 1), 0.375);
 * strictEqual(rate("cosine", 2).toFixed(9), "0.250000000");
 * ```
 */
export function scheduledRate(
  { learningRate, schedule }: Pick<GradientSettings, "learningRate" | "schedule">,
  step: number,
  steps: number,
): number {
  const share = step / steps;
  switch (schedule) {
    case "constant":
      return learningRate;
    case "linear":
      return learningRate * (1 - share);
    case "cosine":
      return learningRate * (1 + Math.cos(Math.PI * share)) / 2;
  }
}
