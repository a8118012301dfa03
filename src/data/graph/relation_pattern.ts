import { comparableName } from "../prefixes.ts";

/** A choice of relations by their names. */
export interface RelationPattern {
  /** The pattern as it was written. */
  readonly text: string;
  /** Whether a relation is meant. */
  matches(relation: string): boolean;
}

/**
 * A pattern for names of relations: a name as the data write it, the same in another form (`dbo:director` or its IRI), or the beginning of
 * names followed by `*`, such as `dbo:*`.
 *
 * @param text The pattern.
 * @returns The pattern, ready to match.
 *
 * @example
 * ```ts
 * import { strictEqual } from "node:assert/strict";
 *
 * const ontology = relationPattern("dbo:*");
 * strictEqual(ontology.matches("http://dbpedia.org/ontology/director"), true);
 * strictEqual(ontology.matches("dbp:director"), false);
 * ```
 */
export function relationPattern(text: string): RelationPattern {
  if (!text.endsWith("*")) {
    const name = comparableName(text);
    return { text, matches: (relation) => comparableName(relation) === name };
  }
  const start = comparableName(text.slice(0, -1));
  return { text, matches: (relation) => comparableName(relation).startsWith(start) };
}

/** The first of some patterns that means a relation. */
export function firstMatch<P extends RelationPattern>(
  patterns: readonly P[],
  relation: string,
): P | undefined {
  return patterns.find((pattern) => pattern.matches(relation));
}
