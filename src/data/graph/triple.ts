/** What RDF says of a value that is text, a number or a date rather than a thing. */
export interface LiteralInfo {
  /** The text itself. */
  readonly text: string;
  /** Its language as a BCP 47 tag, such as `en` or `pt-BR`. */
  readonly language?: string;
  /** IRI of its datatype. */
  readonly datatype?: string;
}

/** One statement of a knowledge graph, as a file of any format makes it. */
export interface Triple {
  /** What it is about: an item, an entity that stands for items, or a value that other statements are about. */
  readonly subject: string;
  /** The relation, as the data write it: an IRI, a prefixed name or plain text. */
  readonly relation: string;
  /** The value as attributes will have it: an IRI, text, or a literal as N-Triples writes it, `"Heat"@en`. */
  readonly object: string;
  /** The literal that the value is, where the file says that it is one. */
  readonly literal?: LiteralInfo;
  /** Whether the subject is an item's own id, even where entities stand for items: files of genres or tags name items as ratings do. */
  readonly ofItem?: boolean;
  /** Whether literals are as good as names: in delimited text it is by chance that a value is written as a literal. */
  readonly plain?: boolean;
}
