import type { ColumnOptions } from "./columns.ts";
import type { DelimitedOptions } from "./delimited.ts";
import type { FormatOptions } from "./format_options.ts";
import type { RdfLiteral } from "./rdf_terms.ts";

/** How a file of triples is laid out, where it is not to be recognised. */
export interface TriplesOptions
  extends DelimitedOptions, FormatOptions, ColumnOptions<"item" | "relation" | "value"> {
  /** Tags that people gave: how many must have given an item the same tag for it to count; 1 by default. */
  readonly minTaggings?: number;
}

/** One statement of a knowledge graph, about an item or about anything else. */
export interface TripleRecord {
  /** What it is about: the id of an item, an IRI, or a blank node, `_:b0`. */
  readonly subject: string;
  /** The relation: an IRI or a name. */
  readonly relation: string;
  /** The value as the graph keeps it: an IRI, a name, or a literal as N-Triples writes it, `"Heat"@en`. */
  readonly object: string;
  /** The literal that the object is, where the file says that it is one. */
  readonly literal?: RdfLiteral;
}

/** Takes one triple. */
export type TripleSink = (triple: TripleRecord) => void;
