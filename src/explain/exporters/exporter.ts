import type { Explanation } from "../explanation.ts";

/** An explanation as it is exported. */
export interface RankedExplanation extends Explanation {
  /** Place of the item in the user's list, from 1. */
  readonly rank?: number;
}

/** How explanations are written. */
export interface ExportOptions {
  /** Title of an item by its id; where it gives none, the id is the title. */
  readonly titleOf?: (item: string) => string | undefined;
  /**
   * CSV: whether cells that a spreadsheet would take for formulas are made harmless, as README.md says (default true); false leaves
   * them as the data are.
   */
  readonly spreadsheet?: boolean;
  /** Turtle: what the IRIs of users and items begin with whose ids are none (default `urn:semauto:`). */
  readonly base?: string;
}

/** Writes one stream of explanations as text. */
export interface ExplanationWriter {
  /** What comes before the first explanation. */
  begin(): string;
  /** The text of the next explanation. */
  write(explanation: RankedExplanation): string;
  /** What comes after the last explanation, or after none. */
  end(): string;
}

/** A format that explanations can be written in. */
export interface ExportFormat {
  /** What it is, in words. */
  readonly description: string;
  /** What names of files in it end with, such as `.csv`. */
  readonly ending: string;
  /** Media type, such as `text/csv`. */
  readonly mediaType: string;
  /**
   * Begins a stream.
   *
   * @param options How to write.
   * @returns The stream's writer, which is used for this stream alone.
   * @throws {UsageError} Where an option is out of range.
   */
  open(options: ExportOptions): ExplanationWriter;
}
