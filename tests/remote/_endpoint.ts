import { Store } from "npm:oxigraph@0.5.11";

/** What the endpoint does with a request instead of answering it; undefined for an honest answer. */
export type Mischief = (
  request: { readonly query: string; readonly number: number; readonly request: Request },
) => Response | undefined | Promise<Response | undefined>;

/** A SPARQL endpoint that runs on this machine. */
export interface LocalEndpoint extends AsyncDisposable {
  readonly url: string;
  readonly store: Store;
  /** Queries so far, in the order in which they came. */
  readonly queries: string[];
  /** Methods of the requests. */
  readonly methods: string[];
  /** Headers of the requests. */
  readonly headers: Headers[];
  /** What the next requests meet. */
  mischief: Mischief;
}

/** The items that a query names. */
export function itemsOf(query: string): string[] {
  const [, list] = /VALUES \?item \{ (.*?) \}/.exec(query)!;
  return [...list.matchAll(/<([^>]*)>/g)].map(([, iri]) => iri);
}

/** Serves a store of Oxigraph, an engine for SPARQL 1.1, by the SPARQL 1.1 Protocol on a port of its own. */
export function serveStore(store: Store, mischief: Mischief = () => undefined): LocalEndpoint {
  const queries: string[] = [], methods: string[] = [], headers: Headers[] = [];
  const server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen() {} },
    async (request): Promise<Response> => {
      const parameters = request.method === "POST"
        ? new URLSearchParams(await request.text())
        : new URL(request.url).searchParams;
      const query = parameters.get("query") ?? "";
      queries.push(query);
      methods.push(request.method);
      headers.push(request.headers);
      const other = await endpoint.mischief({ query, number: queries.length, request });
      return other ?? answer(store, query);
    },
  );
  const endpoint: LocalEndpoint = {
    url: `http://127.0.0.1:${server.addr.port}/sparql`,
    store,
    queries,
    methods,
    headers,
    mischief,
    [Symbol.asyncDispose]: () => server.shutdown(),
  };
  return endpoint;
}

/** The engine's answer. */
export function answer(store: Store, query: string): Response {
  try {
    return new Response(resultsOf(store, query), {
      headers: { "content-type": "application/sparql-results+json" },
    });
  } catch (error) {
    return new Response(String(error), { status: 400 });
  }
}

/** The engine's answer as text. */
export function resultsOf(store: Store, query: string): string {
  return store.query(query, { results_format: "json" }) as string;
}

/** The engine's answer with the rows beyond the first `cap` left out, as public endpoints do without a word. */
export function cappedAnswer(store: Store, query: string, cap: number, header?: string): Response {
  const results = JSON.parse(resultsOf(store, query));
  const cut = results.results.bindings.length > cap;
  results.results.bindings.length = Math.min(cap, results.results.bindings.length);
  return Response.json(results, { headers: cut && header ? { [header]: String(cap) } : {} });
}

/** A store of triples in Turtle. */
export function storeOf(turtle: string): Store {
  const store = new Store();
  store.load(`${PREFIXES}\n${turtle}`, { format: "text/turtle" });
  return store;
}

const PREFIXES = `
@prefix e: <http://example.org/> .
@prefix dbo: <http://dbpedia.org/ontology/> .
@prefix dbr: <http://dbpedia.org/resource/> .
@prefix dct: <http://purl.org/dc/terms/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix wd: <http://www.wikidata.org/entity/> .
@prefix wdt: <http://www.wikidata.org/prop/direct/> .
`;

/** Films 0 to `count` - 1 with a director and some subjects each. */
export function filmTriples(count: number): string {
  return Array.from(
    { length: count },
    (_, k) => `e:film${k} dbo:director e:director${k % 3} ; dct:subject e:s${k % 5}, e:s${k % 7} .`,
  ).join("\n");
}

/** The films of {@link filmTriples} as items. */
export function films(count: number) {
  return Array.from({ length: count }, (_, k) => ({
    item: String(k),
    entity: `http://example.org/film${k}`,
  }));
}
