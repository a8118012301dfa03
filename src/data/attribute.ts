/** A named attribute: one value of one relation, such as `dbo:director` and the IRI of a person. */
export interface Attribute {
  /** The relation, as the data write it. */
  readonly relation: string;
  /** The value, as the data write it: an IRI or plain text. */
  readonly value: string;
  /** What people call the value, where the data say so (default: read off the value). */
  readonly name?: string;
}
