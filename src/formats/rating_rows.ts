import type { SparseMatrix } from "../data/sparse_matrix.ts";
import type { Vocabulary } from "../data/vocabulary.ts";
import { UsageError } from "../errors.ts";

/** Ratings with the ids of their rows and columns; {@link Interactions} are such ratings, and so is one part of a split. */
export interface NamedRatings {
  /** Ids of the rows. */
  readonly users: Vocabulary;
  /** Ids of the columns. */
  readonly items: Vocabulary;
  /** The ratings, (users, items). */
  readonly ratings: SparseMatrix;
}

/**
 * Writes ratings as lines of user, item and rating, separated by tabs, without a header, so that
 * {@link readRatings} and other tools read the same ids and the same single-precision ratings back.
 *
 * @param named The ratings and their ids.
 * @returns The text, one piece for each user with ratings, in the order of the users.
 * @throws {UsageError} Where an id is empty or holds a tab, a line break or another character that would not come back.
 *
 * @example
 * ```ts
 * import { strictEqual } from "node:assert/strict";
 * import { createInteractionsBuilder } from "../data/interactions.ts";
 *
 * const builder = createInteractionsBuilder();
 * builder.add("ann", "Heat", 4.5);
 * builder.add("bob", "Heat", 1);
 * strictEqual([...writeRatings(builder.build().interactions)].join(""), "ann\tHeat\t4.5\nbob\tHeat\t1\n");
 * ```
 */
export function* writeRatings({ users, items, ratings }: NamedRatings): Generator<string, void> {
  const text = singleText();
  for (let u = 0; u < ratings.rows; u++) {
    let lines = "";
    for (let k = ratings.indptr[u]; k < ratings.indptr[u + 1]; k++) {
      const rating = text(ratings.values[k]);
      const user = checkedId(users.ids[u], "user");
      lines += `${user}\t${checkedId(items.ids[ratings.indices[k]], "item")}\t${rating}\n`;
    }
    if (lines !== "") yield lines;
  }
}

function checkedId(id: string, role: string): string {
  // A zero byte and a byte order mark would be refused or lost on reading, half a surrogate pair on encoding.
  // deno-lint-ignore no-control-regex
  if (id !== "" && !/[\t\n\r\u0000\ufeff]/.test(id) && id.isWellFormed()) return id;
  throw new UsageError(
    `Cannot write ratings: the ${role} id is ${
      JSON.stringify(id)
    }, expected a text without tabs, line breaks or zero ` +
      `bytes`,
  );
}

/** Writes single-precision numbers as {@link shortestSingle} does, and remembers how, since ratings are few numbers many times. */
export function singleText(): (value: number) => string {
  const known = new Map<number, string>();
  return (value) => {
    let text = known.get(value);
    if (text === undefined) known.set(value, text = shortestSingle(value));
    return text;
  };
}

/** The shortest decimal that single precision rounds back to `value`: 0.1, not 0.10000000149011612. */
function shortestSingle(value: number): string {
  for (let digits = 1; digits < 9; digits++) {
    const short = Number(value.toPrecision(digits));
    if (Math.fround(short) === value) return String(short);
  }
  return String(Number(value.toPrecision(9)));
}
