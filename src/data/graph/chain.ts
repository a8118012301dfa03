import { UsageError } from "../../errors.ts";
import { chainHops } from "../labels.ts";
import { comparableName } from "../prefixes.ts";

/** Two relations, one after the other: an item's subject, and what is broader than that subject. */
export interface Chain {
  /** What relation its attributes have: `dct:subject/skos:broader`, as it was written. */
  readonly name: string;
  /** From the item to a value, in full. */
  readonly first: string;
  /** From that value to another, in full. */
  readonly second: string;
}

/**
 * Reads a chain of two relations.
 *
 * @param text Two prefixed names or IRIs with a slash between, `<` and `>` around those that could be misread; plain names too.
 * @returns The chain.
 * @throws {UsageError} Where there are not two.
 *
 * @example
 * ```ts
 * import { deepStrictEqual } from "node:assert/strict";
 *
 * deepStrictEqual(parseChain("dct:subject/skos:broader"), {
 *   name: "dct:subject/skos:broader",
 *   first: "http://purl.org/dc/terms/subject",
 *   second: "http://www.w3.org/2004/02/skos/core#broader",
 * });
 * ```
 */
export function parseChain(text: string): Chain {
  const hops = chainHops(text) ?? text.split("/");
  if (hops.length !== 2 || hops.some((hop) => hop.trim() === "")) {
    throw new UsageError(
      `Cannot follow the chain '${text}': it has ${
        hops.length === 1 ? "1 relation" : `${hops.length} relations`
      }, expected two such as dct:subject/skos:broader`,
    );
  }
  return { name: text, first: comparableName(hops[0]), second: comparableName(hops[1]) };
}
