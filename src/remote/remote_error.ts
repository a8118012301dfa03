/**
 * Why a server gave no answer:
 *
 * - `busy`: it cannot just now, or cannot be reached (429, 502, 503, a lost connection);
 * - `heavy`: the answer took too long, broke off, or the work was too much (408, 500, 504), so a smaller question may succeed;
 * - `long`: the request itself is too long (413, 414);
 * - `refused`: it will not, however often it is asked (other codes, or not the kind of answer that was asked for).
 */
export type RemoteProblem = "busy" | "heavy" | "long" | "refused";

/** A server that gave no usable answer. */
export class RemoteError extends Error {
  /** What kind of failure it was. */
  readonly problem: RemoteProblem;
  /** Status code of the response, where there was one. */
  readonly status?: number;
  /** Milliseconds that the server asked to wait. */
  readonly retryAfter?: number;

  /**
   * An error about a request.
   *
   * @param url What was asked, for the message: the host and path of it.
   * @param problem What kind of failure it was.
   * @param what What happened, as a clause.
   * @param facts Status code, and milliseconds that the server asked to wait.
   */
  constructor(
    url: string | URL,
    problem: RemoteProblem,
    what: string,
    facts: { readonly status?: number; readonly retryAfter?: number } = {},
  ) {
    const { origin, pathname } = new URL(url);
    super(`Cannot get an answer from ${origin}${pathname}: ${what}`);
    this.name = "RemoteError";
    this.problem = problem;
    this.status = facts.status;
    this.retryAfter = facts.retryAfter;
  }
}

/** Whether a smaller question may succeed where one failed. */
export function isTooMuch(error: unknown): boolean {
  return error instanceof RemoteError && (error.problem === "heavy" || error.problem === "long");
}

/**
 * The error that a response stands for.
 *
 * @param url What was asked.
 * @param response A response that is not OK; its body is read for the first line of what the server says.
 * @param now Milliseconds since 1970, for a `Retry-After` that is a date.
 * @returns The error.
 *
 * @example
 * ```ts
 * import { strictEqual } from "node:assert/strict";
 *
 * const response = new Response("Slow down\n", { status: 429, headers: { "retry-after": "2" } });
 * const error = await errorOfResponse("https://example.org/sparql?query=x", response, 0);
 * strictEqual(error.message, "Cannot get an answer from https://example.org/sparql: it says 429, Slow down");
 * strictEqual(error.retryAfter, 2000);
 * ```
 */
export async function errorOfResponse(
  url: string | URL,
  response: Response,
  now: number,
): Promise<RemoteError> {
  const text = await response.text().catch(() => "");
  const line = /<[a-z!]/i.test(text) ? "" : text.trim().split("\n")[0].slice(0, 200);
  const location = response.headers.get("location");
  const said = location ? `moved to ${location}` : line || response.statusText;
  return new RemoteError(
    url,
    problemOf(response.status),
    `it says ${response.status}${said ? `, ${said}` : ""}`,
    {
      status: response.status,
      retryAfter: retryAfter(response.headers.get("retry-after"), now),
    },
  );
}

function problemOf(status: number): RemoteProblem {
  if ([429, 502, 503].includes(status)) return "busy";
  if ([408, 500, 504].includes(status)) return "heavy";
  return status === 413 || status === 414 ? "long" : "refused";
}

/** `Retry-After` holds seconds or a date (RFC 9110, section 10.2.3). */
function retryAfter(header: string | null, now: number): number | undefined {
  if (header === null || header.trim() === "") return undefined;
  const seconds = Number(header);
  const wait = Number.isFinite(seconds) ? seconds * 1000 : Date.parse(header) - now;
  return Number.isNaN(wait) ? undefined : Math.max(0, wait);
}
