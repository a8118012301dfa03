/** The items most related to each item, by the training data alone. */
export interface RelatedItems {
  /** Where each item's list starts, (items + 1). */
  readonly start: Uint32Array;
  /** The related items, most related first; never the item itself. */
  readonly items: Uint32Array;
  /** The cosine with each, above 0. */
  readonly similarities: Float32Array;
}
