import type { ColumnOptions } from "./columns.ts";
import type { DelimitedOptions } from "./delimited.ts";
import type { FormatOptions } from "./format_options.ts";

/** How a file of item labels is laid out, where it is not to be recognised. */
export interface ItemLabelsOptions
  extends DelimitedOptions, FormatOptions, ColumnOptions<"item" | "label"> {
  /** The language to take where a file has labels in several, as a tag such as `pt` or `pt-br`; `en` by default. */
  readonly language?: string;
  /** RDF: the items that each subject stands for, as itemEntities() gives them. */
  readonly link?: ReadonlyMap<string, readonly string[]>;
}

/** Takes the label of an item, and the language that it is in where the file says so. */
export type LabelSink = (item: string, label: string, language?: string) => void;
