import { UsageError } from "../errors.ts";
import type { ProgressEvent } from "../events.ts";
import type { ItemEntity } from "../data/graph/item_entities.ts";
import type { GraphQuestion, GraphValue } from "./graph_question.ts";
import { expandName } from "../formats/iri.ts";
import { createPoliteClient, type PoliteClient, type PoliteOptions } from "./polite_client.ts";
import { RemoteError } from "./remote_error.ts";
import type { GraphFact } from "./subject_answer.ts";
import { type AnswerBook, askSubjects, type BatchOptions } from "./subject_answers.ts";

/** What to fetch, from where and how. */
export interface FetchGraphOptions extends BatchOptions, PoliteOptions {
  /** Which triples of the items are wanted. */
  readonly question?: GraphQuestion;
  /** Chains of two or more relations to follow from the items, as `["dct:subject", "skos:broader"]`. */
  readonly follow?: readonly (readonly string[])[];
  /** Languages of labels to fetch for values that are IRIs, the preferred one first (default: none are fetched). */
  readonly labels?: readonly string[];
  /** The relation by which an outdated IRI points to its successor; items without triples are looked up by it. */
  readonly redirect?: string;
  /** Called as answers come in. */
  readonly onProgress?: (event: ProgressEvent) => void;
}

/** What became of an item. */
export interface FetchedItem extends ItemEntity {
  /** The IRI that answered: `entity`, or its successor. */
  readonly subject: string;
  /**
   * `found`: it has triples; `missing`: the endpoint has none of the wanted kind; `failed`: the endpoint failed for this one
   * each time; `unasked`: the work ended before.
   */
  readonly state: "found" | "missing" | "failed" | "unasked";
}

/** What was fetched. */
export interface FetchedGraph {
  /** The items, in their order. */
  readonly items: readonly FetchedItem[];
  /** Facts by subject: items, and values that chains were followed from. */
  readonly facts: ReadonlyMap<string, readonly GraphFact[]>;
  /** IRIs of the relations of each chain that was followed. */
  readonly chains: readonly (readonly string[])[];
  /** IRIs of the relations asked for, where not all were: facts of others are there only because a chain begins with them. */
  readonly relations?: ReadonlySet<string>;
  /** Labels of values, by IRI. */
  readonly labels: ReadonlyMap<string, GraphValue>;
  /** Subjects that have more triples than the endpoint gives. */
  readonly cutShort: readonly string[];
  /** Values on chains for which the endpoint failed each time, or for whose labels it did. */
  readonly failedValues: readonly string[];
  /** How it ended: `complete`, by the signal, or because the endpoint was given up. */
  readonly end: "complete" | "interrupted" | "failed";
  /** Why the endpoint was given up. */
  readonly failure?: RemoteError;
  /** Requests sent. */
  readonly requests: number;
  /** Requests that repeated a failed one. */
  readonly retries: number;
  /** Answers taken from the cache. */
  readonly cached: number;
}

/**
 * Fetches the triples of items from a SPARQL 1.1 endpoint. Whatever ends the work early, what was fetched until then is returned,
 * and is in the cache, so that the same call goes on from there.
 *
 * @param items Ids and IRIs, as {@link readItemEntities} gives them where IRIs are asked for.
 * @param options What to fetch, from where and how; {@link ENDPOINT_PRESETS} has those of public endpoints.
 * @returns What was fetched and what became of each item.
 * @throws {UsageError} Where the endpoint, a relation, a language or a chain is none.
 *
 * @example
 * ```ts
 * import { deepStrictEqual } from "node:assert/strict";
 *
 * const binding = {
 *   item: { type: "uri", value: "http://dbpedia.org/resource/Heat" },
 *   relation: { type: "uri", value: "http://dbpedia.org/ontology/director" },
 *   value: { type: "uri", value: "http://dbpedia.org/resource/Michael_Mann" },
 * };
 * const graph = await fetchGraph([{ item: "6", entity: "http://dbpedia.org/resource/Heat" }], {
 *   endpoint: "https://example.org/sparql",
 *   // The runtime's own by default.
 *   fetch: () => Promise.resolve(Response.json({ results: { bindings: [binding] } })),
 * });
 * deepStrictEqual(graph.items.map(({ item, state }) => [item, state]), [["6", "found"]]);
 * ```
 */
export async function fetchGraph(
  items: readonly ItemEntity[],
  options: FetchGraphOptions,
): Promise<FetchedGraph> {
  if (!URL.canParse(options.endpoint) || !/^https?:/.test(options.endpoint)) {
    throw new UsageError(
      `Cannot ask '${options.endpoint}', expected the address of an endpoint such as https://dbpedia.org/sparql`,
    );
  }
  const client = createPoliteClient(options);
  const work = new GraphWork(client, options);
  let end: FetchedGraph["end"] = "complete", failure: RemoteError | undefined;
  try {
    await work.run(items.map(({ entity }) => entity));
  } catch (error) {
    if (options.signal?.aborted && error === options.signal.reason) end = "interrupted";
    else if (error instanceof RemoteError) [end, failure] = ["failed", error];
    else throw error;
  }
  return {
    ...work.result(items),
    end,
    failure,
    requests: client.requests,
    retries: client.retries,
  };
}

/** The stages of the work, and the answers so far. */
class GraphWork {
  readonly #chains: readonly (readonly string[])[];
  readonly #relations?: ReadonlySet<string>;
  readonly #question: GraphQuestion;
  readonly #facts = newBook();
  readonly #redirects = newBook();
  readonly #steps = new Map<string, AnswerBook>();
  readonly #labels = newBook();

  constructor(readonly client: PoliteClient, readonly options: FetchGraphOptions) {
    const { question = {} } = options;
    this.#chains = (options.follow ?? []).map((chain) => chain.map(expandName));
    if (this.#chains.some(({ length }) => length < 2)) {
      throw new UsageError("Cannot follow a chain of one relation, expected two or more");
    }
    const relations = question.relations?.map(expandName);
    this.#relations = relations && new Set(relations);
    const heads = this.#chains.map(([head]) => head);
    this.#question = relations
      ? { ...question, relations: [...new Set([...relations, ...heads])] }
      : question;
  }

  async run(subjects: readonly string[]): Promise<void> {
    await this.#ask("items", subjects, this.#question, this.#facts);
    const { redirect, labels } = this.options;
    if (redirect !== undefined) {
      const lost = subjects.filter((iri) => this.#facts.answers.get(iri)?.facts.length === 0);
      const question = { relations: [redirect] };
      await this.#ask("redirects", lost, question, this.#redirects);
      const targets = lost.map((iri) => this.#subjectOf(iri));
      await this.#ask("redirected items", targets, this.#question, this.#facts);
    }
    for (const chain of this.#chains) {
      let front = [...new Set(subjects.map((iri) => this.#subjectOf(iri)))];
      for (const [k, relation] of chain.entries()) {
        const book = k === 0 ? this.#facts : this.#stepBook(relation);
        if (k > 0) await this.#ask("values", front, { relations: [relation] }, book);
        front = [...new Set(front.flatMap((subject) => valuesOf(book, subject, relation)))];
      }
    }
    if (labels && labels.length > 0) {
      const question = { relations: ["rdfs:label"], literals: labels };
      await this.#ask("labels", [...this.#valuesToName()], question, this.#labels);
    }
  }

  result(items: readonly ItemEntity[]) {
    const graphBooks = [this.#facts, ...this.#steps.values()];
    const books = [...graphBooks, this.#redirects, this.#labels];
    const facts = new Map<string, GraphFact[]>();
    const cutShort = new Set<string>();
    for (const { answers } of graphBooks) {
      for (const [subject, answer] of answers) {
        if (answer.cutShort) cutShort.add(subject);
        // An item may be a value on a chain too, and its facts are known then.
        const known = facts.get(subject) ?? [];
        const keys = new Set(known.map((fact) => JSON.stringify(fact)));
        const fresh = answer.facts.filter((fact) => !keys.has(JSON.stringify(fact)));
        if (fresh.length > 0) facts.set(subject, known.concat(fresh));
      }
    }
    const wanted = new Set(items.flatMap(({ entity }) => [entity, this.#subjectOf(entity)]));
    return {
      items: items.map((item) => this.#stateOf(item)),
      facts,
      chains: this.#chains,
      relations: this.#relations,
      labels: this.#chosenLabels(),
      cutShort: [...cutShort],
      failedValues: [
        ...new Set(
          books.flatMap(({ failed }) => [...failed.keys()]).filter((iri) => !wanted.has(iri)),
        ),
      ],
      cached: books.reduce((sum, { cached }) => sum + cached, 0),
    };
  }

  #ask(unit: string, subjects: readonly string[], question: GraphQuestion, book: AnswerBook) {
    const fresh = [...new Set(subjects)].filter((iri) => !book.answers.has(iri));
    const { onProgress } = this.options;
    return askSubjects(this.client, fresh, question, this.options, book, (done) => {
      onProgress?.({ stage: `fetch ${unit}`, done, total: fresh.length, unit });
    }, this.options.signal);
  }

  /** Answers for a step are the same wherever in which chain it is taken. */
  #stepBook(relation: string): AnswerBook {
    const book = this.#steps.get(relation) ?? newBook();
    this.#steps.set(relation, book);
    return book;
  }

  #subjectOf(iri: string): string {
    return this.#redirects.answers.get(iri)?.facts.find(({ value }) => value.kind === "iri")?.value
      .value ?? iri;
  }

  #stateOf({ item, entity }: ItemEntity): FetchedItem {
    const subject = this.#subjectOf(entity);
    return { item, entity, subject, state: this.#stateOfSubject(entity, subject) };
  }

  #stateOfSubject(entity: string, subject: string): FetchedItem["state"] {
    const facts = this.#facts.answers.get(subject)?.facts;
    if (this.#facts.failed.has(subject) || this.#redirects.failed.has(entity)) return "failed";
    if (facts === undefined) return "unasked";
    if (facts.some(({ relation }) => this.#relations?.has(relation) ?? true)) return "found";
    const lookedUp = facts.length > 0 || this.#redirects.answers.has(entity);
    return this.options.redirect === undefined || lookedUp ? "missing" : "unasked";
  }

  *#valuesToName(): Generator<string> {
    for (const { answers } of [this.#facts, ...this.#steps.values()]) {
      for (const { facts } of answers.values()) {
        for (const { value } of facts) if (value.kind === "iri") yield value.value;
      }
    }
  }

  /** The label in the first language that has one, else one without a language. */
  #chosenLabels(): Map<string, GraphValue> {
    const languages = [...this.options.labels ?? [], undefined];
    const chosen = new Map<string, GraphValue>();
    for (const [iri, { facts }] of this.#labels.answers) {
      const found = languages.map((tag) => facts.find(({ value }) => speaks(value, tag))).find(
        Boolean,
      );
      if (found) chosen.set(iri, found.value);
    }
    return chosen;
  }
}

function newBook(): AnswerBook {
  return { answers: new Map(), failed: new Map(), cached: 0 };
}

function valuesOf(book: AnswerBook, subject: string, relation: string): string[] {
  return (book.answers.get(subject)?.facts ?? [])
    .filter((fact) => fact.relation === relation && fact.value.kind === "iri")
    .map(({ value }) => value.value);
}

function speaks(value: GraphFact["value"], tag: string | undefined): boolean {
  if (value.kind !== "literal") return false;
  const language = value.language?.toLowerCase(), wanted = tag?.toLowerCase();
  return language === wanted ||
    (wanted !== undefined && (language?.startsWith(`${wanted}-`) ?? false));
}
