import { UsageError } from "../../errors.ts";
import { createRandom } from "../../random.ts";
import { countValues, drawValue, type SearchDimension } from "./search_dimension.ts";

/** A setting that is tried: its number, from 0, and a value for each dimension, in their order. */
export interface Trial {
  /** Number, from 0. */
  readonly trial: number;
  /** Values, (dimensions). */
  readonly values: readonly string[];
}

/** After so many draws that were all there before, none is taken to be left: a narrow range has few numbers of four digits. */
const MOST_DRAWS = 100_000;

/**
 * Draws the settings of a search, no two alike (Bergstra and Bengio 2012, Journal of Machine Learning Research 13). Each trial draws from a stream of its own,
 * named by the seed and its number, so that a longer search begins with a shorter one's trials.
 *
 * @param dimensions What is searched over; at least one, no name twice.
 * @param options `trials`: how many settings, from 1; where there are fewer, each is drawn once. `seed`: of the streams.
 * @returns The trials.
 * @throws {UsageError} Where there is no dimension, a name comes twice, or an option is out of range.
 *
 * @example
 * ```ts
 * import { deepStrictEqual } from "node:assert/strict";
 * import { parseDimension } from "./search_dimension.ts";
 *
 * const trials = drawSettings([parseDimension("neighbours=10,20,40")], { trials: 20, seed: 1 });
 * deepStrictEqual(trials.map(({ values }) => values[0]).sort(), ["10", "20", "40"]);
 * ```
 */
export function drawSettings(
  dimensions: readonly SearchDimension[],
  { trials, seed }: { readonly trials: number; readonly seed: number },
): Trial[] {
  check(dimensions, trials);
  const all = dimensions.reduce((product, dimension) => product * countValues(dimension), 1);
  const drawn: Trial[] = [], seen = new Set<string>();
  for (let trial = 0; trial < Math.min(trials, all); trial++) {
    const random = createRandom(seed, "tune", String(trial));
    let values: string[], key: string, draws = 0;
    do {
      if (draws++ === MOST_DRAWS) return drawn;
      values = dimensions.map((dimension) => drawValue(dimension, random));
      key = values.join("\t");
    } while (seen.has(key));
    seen.add(key);
    drawn.push({ trial, values });
  }
  return drawn;
}

function check(dimensions: readonly SearchDimension[], trials: number): void {
  const names = dimensions.map(({ name }) => name);
  const twice = names.find((name, k) => names.indexOf(name) < k);
  if (twice !== undefined) {
    throw new UsageError(`Cannot search: '${twice}' is given twice, expected each option once`);
  }
  if (names.length === 0) {
    throw new UsageError("Cannot search: no option is given, expected at least one");
  }
  if (!Number.isSafeInteger(trials) || trials < 1) {
    throw new UsageError(
      `Cannot search: the number of trials is ${trials}, expected a whole number from 1`,
    );
  }
}
