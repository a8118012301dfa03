import { InputError } from "../errors.ts";
import { type ColumnOptions, type ColumnPlan, findColumns } from "./columns.ts";
import { type DelimitedOptions, readDelimited } from "./delimited.ts";
import type { InputSource } from "./input_source.ts";
import { labelColumns } from "./registry.ts";

/** How a file of item labels is laid out, where it is not to be recognised. */
export interface ItemLabelsOptions extends DelimitedOptions, ColumnOptions<"item" | "label"> {}

/**
 * Reads what people call the items: item id and label in the first two columns, or wherever a header or the options say.
 * MovieLens `movies.dat`, `u.item` (both latin-1) and `movies.csv` are read as they are.
 *
 * @param source Where to read; gzip or plain.
 * @param options The layout where it is not to be recognised, and a signal to stop.
 * @returns The label of each item id; items with an empty label are left out, and of several labels the last stands.
 * @throws {InputError} Where the file is empty, a line has another number of fields than the first, or an item id is
 * empty.
 * @throws {UsageError} Where the options contradict each other.
 *
 * @example
 * ```ts
 * import { strictEqual } from "node:assert/strict";
 *
 * const stream = new Blob(["949::Heat (1995)::Action|Crime\n"]).stream();
 * const labels = await readItemLabels({ name: "movies.dat", stream });
 * strictEqual(labels.get("949"), "Heat (1995)");
 * ```
 */
export async function readItemLabels(
  source: InputSource,
  options: ItemLabelsOptions = {},
): Promise<Map<string, string>> {
  const file = source.name;
  const labels = new Map<string, string>();
  let plan: ColumnPlan<"item" | "label"> | undefined;
  await readDelimited(source, { of: "item labels", minFields: 2 }, (record, line) => {
    if (plan === undefined) {
      plan = findColumns(record, labelColumns, { file, line }, options);
      if (plan.header) return;
    }
    const item = record[plan.at.item!], label = record[plan.at.label!];
    if (item === "") {
      const column = plan.at.item! + 1;
      throw new InputError({ file, line, column }, "the item is empty, expected an id");
    }
    if (label !== "") labels.set(item, label);
  }, options);
  return labels;
}
