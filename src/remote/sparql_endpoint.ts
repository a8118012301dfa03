import type { PoliteClient, PoliteRequest } from "./polite_client.ts";
import { RemoteError } from "./remote_error.ts";
import { type GraphRow, parseResults } from "./sparql_results.ts";

/** Where and how to ask. */
export interface EndpointOptions {
  /** Address of the endpoint. */
  readonly endpoint: string;
  /** How queries are sent; `auto` (the default) sends short ones by GET, which caches between here and there can answer. */
  readonly method?: "auto" | "get" | "post";
  /** Header fields beside `Accept`, such as a `User-Agent` that says whom to write to. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Parameters beside `query`, such as `default-graph-uri`. */
  readonly parameters?: Readonly<Record<string, string>>;
}

/** What an endpoint answered. */
export interface EndpointAnswer {
  /** The rows, in its order. */
  readonly rows: readonly GraphRow[];
  /** Whether the endpoint itself says that there are more. */
  readonly cut: boolean;
}

/** Longest address that is sent by GET where the method is `auto`. */
const LONGEST_ADDRESS = 2000;

/**
 * Asks an endpoint by the SPARQL 1.1 Protocol.
 *
 * @param client What sends the request.
 * @param options Where and how.
 * @param query The query, which selects `?item ?relation ?value`.
 * @param divisible Whether the caller can ask less at a time.
 * @returns The answer.
 * @throws {RemoteError} Where there is none. An answer that breaks off midway is `heavy`, and so is one that the server says it ran out of
 * time for.
 */
export function askEndpoint(
  client: PoliteClient,
  options: EndpointOptions,
  query: string,
  divisible: boolean,
): Promise<EndpointAnswer> {
  const request = requestOf(options, query);
  return client.send(() => ({ ...request, divisible }), async (response) => {
    const type = response.headers.get("content-type") ?? "";
    if (/html|xml|csv/.test(type)) {
      throw new RemoteError(
        request.url,
        "refused",
        `it answers with ${type}, expected SPARQL results in JSON`,
      );
    }
    const text = await response.text();
    // Virtuoso answers with 200 and what it has found so far.
    if (response.headers.get("x-sql-state") === "S1TAT") {
      throw new RemoteError(request.url, "heavy", "it ran out of time and gave part of the answer");
    }
    try {
      return { rows: parseResults(text), cut: response.headers.has("x-sparql-maxrows") };
    } catch (cause) {
      if (!(cause instanceof SyntaxError)) throw cause;
      throw new RemoteError(
        request.url,
        "heavy",
        `the answer breaks off or is no SPARQL result, ${text.length} characters (${cause.message})`,
      );
    }
  });
}

function requestOf(options: EndpointOptions, query: string): PoliteRequest {
  const { endpoint, method = "auto" } = options;
  const parameters = new URLSearchParams({ ...options.parameters, query });
  const headers = { accept: "application/sparql-results+json", ...options.headers };
  const address = new URL(endpoint);
  for (const [name, value] of parameters) address.searchParams.append(name, value);
  if (method === "get" || (method === "auto" && address.href.length <= LONGEST_ADDRESS)) {
    return { url: address.href, init: { headers } };
  }
  // A body that is a URLSearchParams says itself that it is a form.
  // Most redirections would lose it, so none is followed.
  return {
    url: endpoint,
    init: { method: "POST", headers, body: parameters, redirect: "manual" },
  };
}
