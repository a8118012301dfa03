import { errorOfResponse, RemoteError } from "./remote_error.ts";

/** Time, as something that can be replaced. */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
  /** Waits, and rejects with the signal's reason where it aborts meanwhile. */
  wait(milliseconds: number, signal?: AbortSignal): Promise<void>;
}

/** A wait before a request is sent again. */
export interface RetryEvent {
  /** Why the last one failed. */
  readonly error: RemoteError;
  /** Which attempt failed, from 1. */
  readonly attempt: number;
  /** Milliseconds until the next. */
  readonly wait: number;
}

/** How to treat a server. */
export interface PoliteOptions {
  /** Sends requests; by default the runtime's own. */
  readonly fetch?: typeof fetch;
  /** Least milliseconds from the start of one request to that of the next (default 0). */
  readonly interval?: number;
  /** How often a request is sent again before giving up (default 5). */
  readonly retries?: number;
  /** Milliseconds after which an answer that is not there in full is given up (default 120,000). */
  readonly timeout?: number;
  /** Longest `Retry-After` that is waited for, milliseconds (default 600,000); beyond it the server is given up. */
  readonly longestWait?: number;
  /** Called before each wait. */
  readonly onRetry?: (event: RetryEvent) => void;
  /** Stops requests and waits. */
  readonly signal?: AbortSignal;
  /** Time; by default the real one. */
  readonly clock?: Clock;
}

/** What to send. */
export interface PoliteRequest {
  /** Where. */
  readonly url: string;
  /** How, as `fetch` takes it. */
  readonly init?: RequestInit;
  /** Whether a smaller question can be put instead: then a heavy one is tried twice only. */
  readonly divisible?: boolean;
}

/** Sends requests one after another. */
export interface PoliteClient {
  /** Requests sent so far. */
  readonly requests: number;
  /** Those of them that repeated a failed one. */
  readonly retries: number;
  /**
   * Sends a request, again where it failed in a way that may pass.
   *
   * @param request What to send, made anew for each attempt.
   * @param read Reads a response that is OK, and throws a {@link RemoteError} where it is of no use; each call of `alive` lets the time of
   * the timeout begin anew.
   * @param accepts Other status codes that `read` takes.
   * @returns What `read` made of it.
   * @throws {RemoteError} Where it gave up.
   * @throws The signal's reason.
   */
  send<T>(
    request: () => PoliteRequest,
    read: (response: Response, alive: () => void) => Promise<T>,
    accepts?: readonly number[],
  ): Promise<T>;
}

/** First wait after a failure, and the longest, milliseconds; it doubles each time. */
const FIRST_WAIT = 1000, LONGEST_BACK_OFF = 60_000;

/**
 * Makes a client that keeps a distance between requests, waits as long as `Retry-After` says, or ever longer, after failures,
 * and gives up in the end.
 *
 * @param options How to treat the server.
 * @returns The client; one request at a time.
 *
 * @example
 * ```ts
 * import { deepStrictEqual } from "node:assert/strict";
 *
 * const waits: number[] = [];
 * const client = createPoliteClient({
 *   fetch: () => Promise.resolve(new Response("yes", { status: waits.length < 2 ? 503 : 200 })),
 *   clock: { now: () => 0, wait: (ms) => (waits.push(ms), Promise.resolve()) },
 * });
 * const answer = await client.send(() => ({ url: "https://example.org/" }), (response) => response.text());
 * deepStrictEqual([answer, waits, client.requests], ["yes", [1000, 2000], 3]);
 * ```
 */
export function createPoliteClient(options: PoliteOptions = {}): PoliteClient {
  const { interval = 0, retries = 5, longestWait = 600_000, signal, clock = realClock } = options;
  let requests = 0, repeated = 0, last = -Infinity;

  const keepDistance = async () => {
    const early = last + interval - clock.now();
    if (early > 0) await clock.wait(early, signal);
    last = clock.now();
  };
  return {
    get requests() {
      return requests;
    },
    get retries() {
      return repeated;
    },
    async send(request, read, accepts = []) {
      for (let attempt = 1;; attempt++) {
        await keepDistance();
        requests++;
        if (attempt > 1) repeated++;
        const sent = request();
        try {
          return await attemptOnce(sent, read, accepts, options);
        } catch (error) {
          if (signal?.aborted) throw signal.reason;
          if (!(error instanceof RemoteError)) throw error;
          const tries = error.problem === "heavy" && sent.divisible ? 2 : retries + 1;
          const wait = error.retryAfter ??
            Math.min(LONGEST_BACK_OFF, FIRST_WAIT * 2 ** (attempt - 1));
          const hopeless = error.problem === "refused" || error.problem === "long";
          if (hopeless || attempt >= tries || wait > longestWait) throw error;
          options.onRetry?.({ error, attempt, wait });
          await clock.wait(wait, signal);
        }
      }
    },
  };
}

async function attemptOnce<T>(
  { url, init }: PoliteRequest,
  read: (response: Response, alive: () => void) => Promise<T>,
  accepts: readonly number[],
  options: PoliteOptions,
): Promise<T> {
  const { timeout = 120_000, signal, clock = realClock } = options;
  const late = new AbortController();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const alive = () => {
    clearTimeout(timer);
    timer = setTimeout(() => late.abort(), timeout);
  };
  alive();
  try {
    const response = await (options.fetch ?? fetch)(url, {
      ...init,
      signal: AbortSignal.any([late.signal, ...signal ? [signal] : []]),
    });
    if (response.ok || accepts.includes(response.status)) return await read(response, alive);
    throw await errorOfResponse(url, response, clock.now());
  } catch (error) {
    signal?.throwIfAborted();
    if (late.signal.aborted) {
      throw new RemoteError(url, "heavy", `there is none after ${timeout / 1000} s`);
    }
    // A redirection to a host that the program may not reach.
    if ((error as Error)?.name === "NotCapable") {
      throw new RemoteError(url, "refused", (error as Error).message);
    }
    // What fetch and bodies throw where the connection cannot be made or is lost.
    if (error instanceof TypeError || (error as Error)?.name === "Http") {
      throw new RemoteError(url, "busy", innermost(error as Error));
    }
    throw error;
  } finally {
    clearTimeout(timer);
  }
}

/** What fetch says itself is only that it failed, and what lies behind repeats the whole address. */
function innermost({ message, cause }: Error): string {
  return cause instanceof Error
    ? innermost(cause)
    : message.replace(/^error sending request.*?\): /, "");
}

const realClock: Clock = {
  now: () => Date.now(),
  wait: (milliseconds, signal) =>
    new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason);
      const stop = () => {
        clearTimeout(timer);
        reject(signal!.reason);
      };
      const timer = setTimeout(() => {
        signal?.removeEventListener("abort", stop);
        resolve();
      }, milliseconds);
      signal?.addEventListener("abort", stop, { once: true });
    }),
};
