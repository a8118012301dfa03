/** Answers of a Worker that serves a pool. */
type Answer<Result> =
  | { readonly result: Result }
  | { readonly error: { readonly name: string; readonly message: string } };

/** Some Workers that take jobs from one queue. */
export interface WorkerPool<Job, Result> extends Disposable {
  /**
   * Runs all jobs; a Worker takes the next one as soon as it is free, so that none idles while there is work.
   *
   * @param jobs The jobs, in the order in which they are begun. Taken one by one, so they may be made as they are needed.
   * @param onResult Called with each result and its job, in the order in which they arrive; where it returns a promise, the
   * Worker waits for it before it takes its next job, which bounds what is in flight.
   * @param signal Begins no further job; those begun are still finished and handed over.
   * @throws The first error of a Worker, of `jobs` or of `onResult`.
   */
  run(
    jobs: Iterable<Job>,
    onResult: (result: Result, job: Job) => void | Promise<void>,
    signal?: AbortSignal,
  ): Promise<void>;
}

/**
 * Starts module Workers that each answer the messages of {@link serveJobs}.
 *
 * @param module URL of the Worker's module.
 * @param threads How many Workers, at least 1.
 * @param setup Sent once to each Worker before its first job.
 * @param buffersOf Buffers of a job that may be moved instead of copied.
 * @returns The pool; dispose of it, or the Workers keep the process alive.
 */
export function createWorkerPool<Setup, Job, Result>(
  module: URL,
  threads: number,
  setup: Setup,
  buffersOf: (job: Job) => Transferable[] = () => [],
): WorkerPool<Job, Result> {
  const workers = Array.from({ length: threads }, () => {
    const worker = new Worker(module, { type: "module" });
    worker.postMessage({ setup });
    return worker;
  });
  return {
    async run(jobs, onResult, signal) {
      const queue = jobs[Symbol.iterator]();
      await Promise.all(workers.map(async (worker) => {
        while (!signal?.aborted) {
          const next = queue.next();
          if (next.done) return;
          const result = await ask<Job, Result>(worker, next.value, buffersOf(next.value));
          await onResult(result, next.value);
        }
      }));
    },
    [Symbol.dispose]() {
      for (const worker of workers) worker.terminate();
    },
  };
}

function ask<Job, Result>(worker: Worker, job: Job, buffers: Transferable[]): Promise<Result> {
  return new Promise((resolve, reject) => {
    worker.onmessage = ({ data }: MessageEvent<Answer<Result>>) => {
      if ("result" in data) return resolve(data.result);
      const error = new Error(data.error.message);
      error.name = data.error.name;
      reject(error);
    };
    worker.onerror = (event) => {
      event.preventDefault();
      reject(new Error(`Cannot go on in a Worker: ${event.message}`));
    };
    worker.postMessage({ job }, buffers);
  });
}

/**
 * The Worker's side of a pool: call it once at the top of the Worker's module.
 *
 * @param start Receives what the pool was set up with and returns what does one job.
 * @param buffersOf Buffers of a result that may be moved instead of copied.
 */
export function serveJobs<Setup, Job, Result>(
  start: (setup: Setup) => Promise<(job: Job) => Result | Promise<Result>>,
  buffersOf: (result: Result) => Transferable[] = () => [],
): void {
  const scope = globalThis as unknown as {
    onmessage: (event: MessageEvent<{ setup: Setup } | { job: Job }>) => void;
    postMessage(message: Answer<Result>, transfer?: Transferable[]): void;
  };
  let work: Promise<(job: Job) => Result | Promise<Result>>;
  scope.onmessage = async ({ data }) => {
    if ("setup" in data) {
      work = Promise.resolve(data.setup).then(start);
      // Its failure is the answer to the first job.
      work.catch(() => {});
      return;
    }
    try {
      const result = await (await work)(data.job);
      scope.postMessage({ result }, buffersOf(result));
    } catch (cause) {
      const { name, message } = cause as Error;
      scope.postMessage({ error: { name, message } });
    }
  };
}
