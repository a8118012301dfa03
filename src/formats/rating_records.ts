import type { ByteRatingSink, RatingsFacts, RatingSink, RatingsOptions } from "./rating_stream.ts";
import { UsageError } from "../errors.ts";
import { formatFor } from "./data_formats.ts";
import type { InputSource } from "./input_source.ts";

/**
 * Reads a ratings file rating by rating, without keeping anything.
 *
 * @param source Where to read.
 * @param options The layout where it is not to be recognised, the scale, a signal to stop.
 * @param onRating Called for each rating in order.
 * @param byBytes Takes ratings in its stead where they are written plainly.
 * @returns What was found out about the file.
 * @throws {InputError} As {@link readRatings} says.
 * @throws {UsageError} Where the options contradict each other.
 *
 * @example
 * ```ts
 * import { strictEqual } from "node:assert/strict";
 *
 * let sum = 0;
 * const stream = new Blob(["1::10::5::978300760\n1::20::3::978302109\n"]).stream();
 * const facts = await scanRatings({ name: "ratings.dat", stream }, {}, (_user, _item, rating) => {
 *   sum += rating;
 * });
 * strictEqual(sum, 8);
 * strictEqual(facts.layout, "MovieLens 1M ratings.dat");
 * ```
 */
export async function scanRatings(
  source: InputSource,
  options: RatingsOptions,
  onRating: RatingSink,
  byBytes?: ByteRatingSink,
): Promise<Omit<RatingsFacts, "replaced">> {
  checkOptions(source.name, options);
  const { format, input } = await formatFor(source, "ratings", options);
  return await format.ratings!.scan(input, options, onRating, byBytes);
}

function checkOptions(file: string, { implicit, scale, columns }: RatingsOptions): void {
  if (scale !== undefined && !(scale.min < scale.max && Number.isFinite(scale.max - scale.min))) {
    throw new UsageError(
      `Cannot read ${file}: the scale is ${scale.min} to ${scale.max}, expected two numbers that ascend`,
    );
  }
  if (implicit && (scale !== undefined || columns?.rating !== undefined)) {
    throw new UsageError(
      `Cannot read ${file}: ratings are implicit and a ${
        scale ? "scale" : "rating column"
      } is given, expected one or ` +
        `the other`,
    );
  }
}
