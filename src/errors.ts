/**
 * The errors that callers are expected to tell apart. Messages follow one pattern: the action, where,
 * what was found, what was expected, without a full stop.
 *
 * @module
 */

/** Where in an input file something was found. Lines and columns count from 1. */
export interface InputPosition {
  /** Name of the file or stream, as the user knows it. */
  readonly file: string;
  /** Line, or row of a table that has no lines, from 1. */
  readonly line?: number;
  /** Column from 1: the number of the field in a table, else of the character in the line. */
  readonly column?: number;
}

/**
 * Input data that cannot be read, with the place where reading stopped.
 *
 * @example
 * ```ts
 * import { strictEqual } from "node:assert/strict";
 *
 * const error = new InputError({ file: "ratings.tsv", line: 12, column: 3 }, "rating is 'five', expected a number");
 * strictEqual(error.message, "Cannot read ratings.tsv: line 12, column 3: rating is 'five', expected a number");
 * ```
 */
export class InputError extends Error {
  /** Where the fault is. */
  readonly position: InputPosition;

  /**
   * An error at a place.
   *
   * @param position Where the fault is.
   * @param problem What was found and what was expected, as a clause.
   */
  constructor(position: InputPosition, problem: string) {
    const place = [
      position.line === undefined ? "" : `line ${position.line}`,
      position.column === undefined ? "" : `column ${position.column}`,
    ].filter(Boolean).join(", ");
    super(`Cannot read ${position.file}: ${place === "" ? "" : `${place}: `}${problem}`);
    this.name = "InputError";
    this.position = position;
  }
}

/** A request that cannot be carried out as it was put: an unknown user, an option out of range. */
export class UsageError extends Error {
  /**
   * An error about a request.
   *
   * @param message What was asked, what was found and what was expected.
   */
  constructor(message: string) {
    super(message);
    this.name = "UsageError";
  }
}

/** A GPU that is missing, was lost, or reported an error. */
export class GpuError extends Error {
  /**
   * An error of the GPU.
   *
   * @param message What was attempted and what the GPU answered.
   */
  constructor(message: string) {
    super(message);
    this.name = "GpuError";
  }
}
