import { openGpu } from "../gpu/device.ts";
import type { Recommender } from "../recommend/recommender.ts";
import type { Session } from "./session.ts";

/**
 * Lets a recommender prepare its work for all users, on the GPU where one trains and is real: a software adapter takes many
 * times as long as the CPU's own kernel.
 *
 * @param recommender The recommender; it has a `prepare`.
 * @param backend Where the models were trained.
 * @param threads CPU cores to use (default: all).
 * @param session Progress and abort signal.
 * @returns A line on how it was done.
 */
export async function prepare(
  recommender: Recommender,
  backend: "cpu" | "gpu",
  threads: number | undefined,
  session: Session,
): Promise<string> {
  using gpu = backend === "gpu" ? await openGpu() : null;
  const started = performance.now();
  const facts = await recommender.prepare!(
    { threads, gpu: gpu && !gpu.facts.software ? gpu : undefined },
    session,
  );
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  return `${recommender.name}  neighbours of all users in ${seconds} s: ${facts.method}, ` +
    `${facts.threads} ${facts.threads === 1 ? "thread" : "threads"}, ${
      Math.ceil(facts.bytes / 1e6)
    } MB`;
}
