/** Why a weight was inferred: the token that a profile lacks, and the user's own tokens that made it likely. */
export interface Inference {
  /** The level that was found most probable, 1 to 10. */
  readonly level: number;
  /** c . u: how much the token is expected in the profile, before any noise is discounted. The parts sum to it. */
  readonly score: number;
  /** What each of the user's own tokens adds to the score, v . u / n, largest first. */
  readonly parts: readonly InferencePart[];
}

/** One of the user's own tokens. */
export interface InferencePart {
  /** Index of its attribute. */
  readonly attribute: number;
  /** Its level, 1 to 10. */
  readonly level: number;
  /** Its part of the score. */
  readonly part: number;
}

/** Tells what of a profile was learned from the user's own ratings and what was inferred from others' profiles. */
export interface RowInference {
  /** Whether the weight of an attribute was inferred. */
  isInferred(attribute: number): boolean;
  /** Why; undefined where it was not inferred. */
  behind(attribute: number): Inference | undefined;
}
