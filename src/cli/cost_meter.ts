/** What some work cost. */
export interface Cost {
  /** Wall-clock seconds. */
  readonly seconds: number;
  /** Most resident memory of the process while the work went on, less that before it, bytes. Memory that earlier work freed is not seen again. */
  readonly peakBytes: number;
}

/** Milliseconds between two looks at the memory. */
const EVERY = 20;

/**
 * Does some work and measures it. Memory is looked at whenever the event loop has its turn, so that a peak between two turns may go unseen.
 *
 * @param work The work.
 * @returns Its result and its cost.
 */
export async function measureCost<T>(work: () => Promise<T>): Promise<{ result: T; cost: Cost }> {
  const before = Deno.memoryUsage().rss, started = performance.now();
  let peak = before;
  const look = () => {
    peak = Math.max(peak, Deno.memoryUsage().rss);
  };
  const timer = setInterval(look, EVERY);
  try {
    const result = await work();
    look();
    const seconds = (performance.now() - started) / 1000;
    return { result, cost: { seconds, peakBytes: peak - before } };
  } finally {
    clearInterval(timer);
  }
}
