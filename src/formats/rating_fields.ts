import { InputError, type InputPosition } from "../errors.ts";
import { parseDecimal } from "./number.ts";
import { parseTime } from "./time.ts";

/** An id, or an error where it is empty. */
export function checkedId(id: string, role: "user" | "item", where: InputPosition): string {
  if (id !== "") return id;
  throw new InputError(where, `the ${role} is empty, expected an id`);
}

/** A rating on its scale, or an error where it is none. */
export function checkedRating(
  text: string,
  scale: { readonly min: number; readonly max: number } | undefined,
  where: InputPosition,
): number {
  const rating = parseDecimal(text);
  // Ratings are kept in single precision, where a large double would become infinite.
  if (rating === undefined || !Number.isFinite(Math.fround(rating))) {
    throw new InputError(where, `rating is '${text}', expected a number`);
  }
  if (scale !== undefined && (rating < scale.min || rating > scale.max)) {
    throw new InputError(where, `rating is ${rating}, expected ${scale.min} to ${scale.max}`);
  }
  return rating;
}

/** A moment, or an error where the text is none. */
export function checkedTime(text: string, where: InputPosition): number {
  const time = parseTime(text);
  if (time !== undefined) return time;
  throw new InputError(
    where,
    `the timestamp is '${text}', expected a number or a date such as 2026-11-26, or the columns to be given without it`,
  );
}
