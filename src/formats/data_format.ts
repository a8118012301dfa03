import type { DataKind, WriteOptions } from "./format_options.ts";
import type { LabelSink } from "./label_stream.ts";
import type { FileHead } from "./file_head.ts";
import type { InputSource } from "./input_source.ts";
import type { ItemLabelsOptions } from "./label_stream.ts";
import type { RatingTable } from "./rating_stream.ts";
import type { ByteRatingSink, RatingsFacts, RatingSink, RatingsOptions } from "./rating_stream.ts";
import type { TripleRecord, TripleSink, TriplesOptions } from "./triple_stream.ts";

/** A file to be, piece by piece. */
export type Pieces = Iterable<string | Uint8Array> | AsyncIterable<string | Uint8Array>;

/** One format of files: how it is recognised, and how each kind of data is read from it and written to it. */
export interface DataFormat {
  /** Its name in options and messages. */
  readonly name: string;
  /** What it is, in words. */
  readonly description: string;
  /** Endings of file names, with the dot, the one to write first; gzip's comes behind them. */
  readonly endings: readonly string[];
  /** Whether a file is in this format, by its beginning and its name. The first format that says so reads it. */
  recognises(head: FileHead): boolean;
  /**
   * Whether it is a table whose columns can be chosen, one whose columns are fixed, or none. From a table with fixed columns, others may
   * be read as from any table: where they are chosen, or for a kind of data that it does not hold by definition.
   */
  readonly columns: "chosen" | "fixed" | "none";
  /** What the file holds, where its beginning or, of a binary file, the whole of it tells. */
  kindOf(
    head: FileHead,
    whole: () => Promise<Uint8Array>,
  ): DataKind | undefined | Promise<DataKind | undefined>;
  /** How ratings are read and written. */
  readonly ratings?: {
    scan(
      source: InputSource,
      options: RatingsOptions,
      onRating: RatingSink,
      byBytes?: ByteRatingSink,
    ): Promise<Omit<RatingsFacts, "replaced">>;
    write?(table: RatingTable, options: WriteOptions): Pieces;
  };
  /** How triples are read and written. */
  readonly attributes?: {
    /** Whether its subjects are items by definition; else they may be entities that items are linked to. */
    ofItems(head: FileHead): boolean;
    scan(source: InputSource, options: TriplesOptions, onTriple: TripleSink): Promise<number>;
    write?(triples: Iterable<TripleRecord>, options: WriteOptions): Pieces;
  };
  /** How labels are read and written. */
  readonly labels?: {
    scan(source: InputSource, options: ItemLabelsOptions, onLabel: LabelSink): Promise<void>;
    write?(labels: Iterable<readonly [item: string, label: string]>, options: WriteOptions): Pieces;
  };
}
