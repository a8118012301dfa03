import { UsageError } from "../errors.ts";
import { expandName, iriProblem } from "../formats/iri.ts";

/** Which triples of a subject are wanted. Relations are written as {@link expandName} takes them. */
export interface GraphQuestion {
  /** These relations alone; by default all but the excluded ones. */
  readonly relations?: readonly string[];
  /** Relations to leave out; a `*` at the end stands for anything: `dbo:wikiPage*`. */
  readonly excludedRelations?: readonly string[];
  /** What the IRIs of relations begin with: Wikidata's direct claims lie in one namespace. */
  readonly relationsFrom?: string;
  /** What the IRIs of values begin with. */
  readonly valuesFrom?: string;
  /**
   * Literals to take beside IRIs: none (the default), all, or those of these languages (`en` means `en-GB` too) and those without
   * one.
   */
  readonly literals?: "none" | "all" | readonly string[];
}

/** A value of a triple. Blank nodes are never asked for: their names mean nothing outside one answer. */
export type GraphValue =
  | { readonly kind: "iri"; readonly value: string }
  | {
    readonly kind: "literal";
    readonly value: string;
    /** Language tag, where it has one. */
    readonly language?: string;
    /** IRI of the datatype, where it is neither a string nor has a language. */
    readonly datatype?: string;
  };

/** Where a page of an answer begins: at this relation and this value as text, inclusive, in the order of code points. */
export interface PageStart {
  /** IRI of the relation. */
  readonly relation: string;
  /** The value without language or datatype. */
  readonly value: string;
}

/** Cuts an answer that is too long for one request. */
export interface Page {
  /** Most rows of the answer. */
  readonly size: number;
  /** Where it begins; the first page begins at the beginning. */
  readonly from?: PageStart;
}

/**
 * The SPARQL 1.1 query that asks a question of some subjects: rows of `?item ?relation ?value`.
 *
 * @param question What is wanted of each subject.
 * @param subjects IRIs of the subjects.
 * @param page Where only part of the answer is wanted, in order; without it there is no order.
 * @returns The query.
 * @throws {UsageError} Where something that should be an IRI or a language tag is none.
 *
 * @example
 * ```ts
 * import { strictEqual } from "node:assert/strict";
 *
 * const query = graphQuery({ relations: ["dbo:director"] }, ["http://dbpedia.org/resource/Heat"]);
 * strictEqual(
 *   query,
 *   "SELECT DISTINCT ?item ?relation ?value WHERE { " +
 *     "VALUES ?item { <http://dbpedia.org/resource/Heat> } " +
 *     "VALUES ?relation { <http://dbpedia.org/ontology/director> } " +
 *     "?item ?relation ?value . FILTER(isIRI(?value)) }",
 * );
 * ```
 */
export function graphQuery(
  question: GraphQuestion,
  subjects: readonly string[],
  page?: Page,
): string {
  const { relations, relationsFrom, valuesFrom } = question;
  const parts = [`VALUES ?item { ${subjects.map(iriRef).join(" ")} }`];
  if (relations) {
    parts.push(
      `VALUES ?relation { ${relations.map((name) => iriRef(expandName(name))).join(" ")} }`,
    );
  }
  parts.push("?item ?relation ?value .");
  const conditions = [...exclusions(question.excludedRelations ?? []), literalFilter(question)];
  if (relationsFrom) conditions.push(`STRSTARTS(STR(?relation), ${quoted(relationsFrom)})`);
  if (valuesFrom) {
    conditions.push(`(isLiteral(?value) || STRSTARTS(STR(?value), ${quoted(valuesFrom)}))`);
  }
  if (page?.from) {
    const { relation, value } = page.from;
    conditions.push(
      `(STR(?relation) > ${quoted(relation)} || ` +
        `(STR(?relation) = ${quoted(relation)} && STR(?value) >= ${quoted(value)}))`,
    );
  }
  parts.push(...conditions.map((condition) => `FILTER(${condition})`));
  const select = `SELECT DISTINCT ?item ?relation ?value WHERE { ${parts.join(" ")} }`;
  return page ? `${select} ORDER BY STR(?relation) STR(?value) LIMIT ${page.size}` : select;
}

function* exclusions(names: readonly string[]): Generator<string> {
  const whole = names.filter((name) => !name.endsWith("*"));
  if (whole.length > 0) {
    yield `?relation NOT IN (${whole.map((name) => iriRef(expandName(name))).join(", ")})`;
  }
  for (const name of names.filter((name) => name.endsWith("*"))) {
    yield `!STRSTARTS(STR(?relation), ${quoted(expandName(name.slice(0, -1)))})`;
  }
}

function literalFilter({ literals = "none" }: GraphQuestion): string {
  if (literals === "none") return "isIRI(?value)";
  if (literals === "all") return "!isBlank(?value)";
  const languages = literals.map((tag) => {
    if (!/^[a-z]+(-[a-z\d]+)*$/i.test(tag)) {
      throw new UsageError(`Cannot ask for the language '${tag}', expected a tag such as en`);
    }
    return ` || LANGMATCHES(LANG(?value), "${tag}")`;
  });
  return `isIRI(?value) || (isLiteral(?value) && (LANG(?value) = ""${languages.join("")}))`;
}

function iriRef(iri: string): string {
  const problem = iriProblem(iri);
  if (problem !== undefined) throw new UsageError(`Cannot ask for '${iri}': ${problem}`);
  return `<${iri}>`;
}

/** A string literal of SPARQL. */
function quoted(text: string): string {
  return `"${text.replace(/["\\]/g, "\\$&").replaceAll("\n", "\\n").replaceAll("\r", "\\r")}"`;
}
