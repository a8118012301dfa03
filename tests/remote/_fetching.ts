import type { fetchGraph } from "../../src/remote/fetch_graph.ts";
import { itemTriples } from "../../src/remote/graph_text.ts";
import type { Clock } from "../../src/remote/polite_client.ts";
import type { AnswerCache } from "../../src/remote/subject_answers.ts";
import { resultsOf, type storeOf } from "./_endpoint.ts";

/** Waits that take no time and are counted. */
export function countedClock() {
  const waits: number[] = [];
  const clock: Clock = {
    now: () => 0,
    wait(milliseconds, signal) {
      waits.push(milliseconds);
      return signal?.aborted ? Promise.reject(signal.reason) : Promise.resolve();
    },
  };
  return { waits, clock };
}

export function memoryCache(): AnswerCache & { readonly kept: Map<string, string> } {
  const kept = new Map<string, string>();
  return {
    kept,
    get: (key) => Promise.resolve(kept.get(key)),
    set: (key, text) => Promise.resolve(void kept.set(key, text)),
  };
}

/** Item, relation and value of every triple, sorted. */
export const lines = (graph: Awaited<ReturnType<typeof fetchGraph>>) =>
  [...itemTriples(graph)].map(({ item, relation, value }) => `${item} ${relation} ${value.value}`)
    .sort();

/** What the store itself says of films. */
export function expectedLines(store: ReturnType<typeof storeOf>, count: number): string[] {
  const short = (iri: string) =>
    iri.replace("http://dbpedia.org/ontology/", "dbo:").replace(
      "http://purl.org/dc/terms/",
      "dct:",
    );
  const rows = JSON.parse(
    resultsOf(store, "SELECT ?s ?p ?o WHERE { ?s ?p ?o . FILTER(isIRI(?o)) }"),
  );
  return rows.results.bindings
    .map(({ s, p, o }: Record<string, { value: string }>) =>
      [/film(\d+)$/.exec(s.value)?.[1], short(p.value), o.value] as const
    )
    .filter(([k]: [string?]) => k !== undefined && Number(k) < count)
    .map((row: string[]) => row.join(" ")).sort();
}

/** An answer of which the last `missing` characters never come. */
export const truncated = (text: string, missing: number) =>
  new Response(text.slice(0, -missing), {
    headers: { "content-type": "application/sparql-results+json" },
  });
