import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { Store } from "npm:oxigraph@0.5.11";
import { expandName } from "../../src/formats/iri.ts";
import { readItemEntities } from "../../src/formats/item_entities.ts";
import { ENDPOINT_PRESETS } from "../../src/remote/endpoint_presets.ts";
import { fetchGraph } from "../../src/remote/fetch_graph.ts";
import { graphAsTsv } from "../../src/remote/graph_text.ts";
import { realDataTest } from "../_real_data.ts";
import { cappedAnswer, serveStore } from "./_endpoint.ts";

realDataTest(
  "the attributes of MovieLens 1M are fetched as they are, from an endpoint that caps rows",
  async (data) => {
    const folder = `${data}/movielens-1m-dbpedia`;
    const path = `${folder}/item_dbpedia_uri.tsv`;
    const stream = (await Deno.open(path)).readable;
    const { pairs: items } = await readItemEntities({ name: path, stream }, { iris: true });
    const iriOfItem = new Map(items.map(({ item, entity }) => [item, entity]));
    const packed = (await Deno.open(`${folder}/attributes.tsv.gz`)).readable;
    const text = await new Response(packed.pipeThrough(new DecompressionStream("gzip"))).text();
    const factsOfIri = new Map<string, Set<string>>();
    let triples = "";
    for (const line of text.trim().split("\n")) {
      const [item, relation, value] = line.split("\t");
      const iri = iriOfItem.get(item);
      // Some items of the file are not in the mapping.
      if (iri === undefined) continue;
      triples += `<${iri}> <${expandName(relation)}> <${value}> .\n`;
      if (!factsOfIri.has(iri)) factsOfIri.set(iri, new Set());
      factsOfIri.get(iri)!.add(`${relation}\t${value}`);
    }
    const store = new Store();
    store.load(triples, { format: "application/n-triples" });
    await using endpoint = serveStore(store, ({ query }) => cappedAnswer(store, query, 2000));
    const { batches, question, redirect } = ENDPOINT_PRESETS.dbpedia;
    const graph = await fetchGraph(items, {
      ...batches,
      endpoint: endpoint.url,
      rowCap: 2000,
      question,
      redirect,
    });
    const expected = items.flatMap(({ item, entity }) =>
      [...factsOfIri.get(entity) ?? []].map((fact) => `${item}\t${fact}\n`)
    );
    deepStrictEqual([...graphAsTsv(graph)].sort(), expected.sort());
    const missing = graph.items.filter(({ state }) => state === "missing");
    strictEqual(missing.length, items.filter(({ entity }) => !factsOfIri.has(entity)).length);
  },
);
