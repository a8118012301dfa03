import type { GraphQuestion } from "./graph_question.ts";
import type { PoliteOptions } from "./polite_client.ts";
import type { BatchOptions } from "./subject_answers.ts";

/** What is known of a public endpoint: where it is, what it stands, and which of its relations tell nothing about an item. */
export interface EndpointPreset {
  /** How it is asked. */
  readonly batches: BatchOptions;
  /** How it is treated. */
  readonly pace: Pick<PoliteOptions, "interval" | "timeout">;
  /** What is asked of it. */
  readonly question: GraphQuestion;
  /** The relation by which an outdated IRI points to the one that took its place. */
  readonly redirect: string;
}

/** Name of an endpoint that is known. */
export type EndpointPresetName = "dbpedia" | "wikidata";

/**
 * The endpoints that are known by name.
 *
 * Sources: DBpedia's description of its public endpoint (10,000 rows, 120 seconds, partial answers marked by header fields); the
 * Wikidata Query Service's limits (60 seconds of computing a minute and client, a `User-Agent` that names a contact).
 */
export const ENDPOINT_PRESETS: Readonly<Record<EndpointPresetName, EndpointPreset>> = {
  dbpedia: {
    batches: {
      endpoint: "https://dbpedia.org/sparql",
      parameters: { "default-graph-uri": "http://dbpedia.org" },
      batchSize: 50,
      rowCap: 10_000,
    },
    pace: { interval: 500, timeout: 130_000 },
    question: {
      excludedRelations: [
        ...[
          "dbo:wikiPage*",
          "dbo:thumbnail",
          "dbo:abstract",
          "dbp:*",
          "http://www.w3.org/ns/prov#*",
        ],
        ...[
          "owl:sameAs",
          "owl:differentFrom",
          "rdf:type",
          "rdfs:seeAlso",
          "rdfs:label",
          "rdfs:comment",
        ],
        ...["foaf:depiction", "foaf:homepage", "foaf:isPrimaryTopicOf", "foaf:name"],
        "http://purl.org/linguistics/gold/*",
      ],
    },
    redirect: "dbo:wikiPageRedirects",
  },
  wikidata: {
    batches: { endpoint: "https://query.wikidata.org/sparql", batchSize: 100, rowCap: Infinity },
    pace: { interval: 1000, timeout: 70_000 },
    question: {
      relationsFrom: "http://www.wikidata.org/prop/direct/",
      // Pictures, web sites and articles are IRIs too.
      valuesFrom: "http://www.wikidata.org/entity/",
      // Categories, templates, portals and lists about the item; what it must not be confused with; who looks after its page.
      excludedRelations: ["P910", "P1424", "P1151", "P1753", "P7084", "P1889", "P5008", "P6104"]
        .map((property) => `wdt:${property}`),
    },
    redirect: "owl:sameAs",
  },
};
