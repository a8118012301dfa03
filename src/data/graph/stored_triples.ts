/** The triples that may be of use, as numbers. */
export interface StoredTriples {
  /** Every subject and object once. */
  readonly ids: readonly string[];
  /** Subject of each triple, by its place in `ids`. */
  readonly subject: ArrayLike<number>;
  /** Plan of each triple's relation. */
  readonly relation: ArrayLike<number>;
  /** Object of each triple, by its place in `ids`. */
  readonly object: ArrayLike<number>;
  /** Whether the object of each triple is a literal. */
  readonly literal: ArrayLike<boolean>;
  /** Whether the subject of each triple is an item's own id for certain. */
  readonly ofItem: ArrayLike<boolean>;
}
