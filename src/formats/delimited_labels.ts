import { InputError } from "../errors.ts";
import { type ColumnPlan, findColumns } from "./columns.ts";
import type { LabelSink } from "./label_stream.ts";
import { readDelimited } from "./delimited.ts";
import type { InputSource } from "./input_source.ts";
import type { ItemLabelsOptions } from "./label_stream.ts";
import { labelColumns } from "./registry.ts";

/**
 * Reads labels of items from delimited text.
 *
 * @param source Where to read.
 * @param options The layout where it is not to be recognised, and a signal to stop.
 * @param onLabel Called for each item whose label is not empty.
 * @throws {InputError} As readItemLabels() says.
 */
export async function scanDelimitedLabels(
  source: InputSource,
  options: ItemLabelsOptions,
  onLabel: LabelSink,
): Promise<void> {
  const file = source.name;
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
    if (label !== "") onLabel(item, label);
  }, options);
}
