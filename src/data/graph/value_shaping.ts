import { binsOf, numberIn } from "./bins.ts";
import { decadeOf } from "./decades.ts";
import type { DropReason } from "./fates.ts";
import type { RelationPlan } from "./relation_plan.ts";

/** The value of an attribute, or why there is none. */
export type ShapedValue = { readonly value: string } | { readonly reason: DropReason };

/** Makes attribute values of what triples say. */
export type ValueShaper = (object: string, literal: boolean) => ShapedValue;

/**
 * Prepares the values of a relation.
 *
 * @param plan What is planned for it.
 * @param objects All its values, for the bounds of bins; asked for only where there are bins.
 * @returns Shapes one value.
 */
export function shapeValues(plan: RelationPlan, objects: () => Iterable<string>): ValueShaper {
  const shape = shaperOf(plan, objects);
  return (object, literal) => {
    if (literal && !plan.literals) return { reason: "literal" };
    const value = shape(object);
    return value === undefined ? { reason: "unreadable" } : { value };
  };
}

function shaperOf(
  { decades, bins }: RelationPlan,
  objects: () => Iterable<string>,
): (text: string) => string | undefined {
  if (decades) return decadeOf;
  if (bins === undefined) return (text) => text;
  const numbers = [...objects()].map(numberIn).filter((number) => number !== undefined);
  const binOf = binsOf(numbers, bins);
  return (text) => {
    const number = numberIn(text);
    return number === undefined ? undefined : binOf(number);
  };
}
