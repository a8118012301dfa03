/** What a file of data can hold. */
export const DATA_KINDS = ["ratings", "attributes", "labels"] as const;

/** What a file of data can hold: who rated what, what is true of the items, or what they are called. */
export type DataKind = typeof DATA_KINDS[number];

/** What every reader of data takes. */
export interface FormatOptions {
  /** Name of the format as `dataFormats` lists it; by default the file tells. */
  readonly format?: string;
  /** Called with what was left out or changed, in words. */
  readonly onNote?: (note: string) => void;
}

/** What every writer of data takes. */
export interface WriteOptions {
  /** What the IRIs of items and relations that are none begin with, in RDF; `urn:semauto:` by default. */
  readonly base?: string;
  /** Called with what was written in another way than it was given, in words. */
  readonly onNote?: (note: string) => void;
}
