import { createRandom } from "../random.ts";
import { UsageError } from "../errors.ts";
import type { SparseMatrix } from "./sparse_matrix.ts";
import { keepEntries } from "./keep_entries.ts";
import type { Vocabulary } from "./vocabulary.ts";

/** Ratings to learn from and ratings to be judged by, over the same rows and columns. */
export interface Split {
  /** Ratings to learn from, (users, items). */
  readonly train: SparseMatrix;
  /** Ratings held out, (users, items). */
  readonly test: SparseMatrix;
  /**
   * Ratings held out to choose settings by, (users, items), where the split has such a part. Nothing is trained on them, and where the test part is judged
   * they are no candidates.
   */
  readonly validation?: SparseMatrix;
  /**
   * Where the users of the test and validation parts are none of the training part's: what recommendations for them go by, (users, items).
   * Nothing is trained on it but what is these users' own.
   */
  readonly foldIn?: SparseMatrix;
}

/**
 * Holds out a random part of each user's ratings. Each user draws from a stream of their own, made from the seed and the
 * user's id, so that over one numbering of the items a user's split does not depend on who else is in the data or in which order.
 *
 * @param ratings All ratings, (users, items).
 * @param users Ids of the rows.
 * @param options `ratio`: share held out of each user's ratings, above 0 and below 1 (default 0.2), rounded down but at
 * least one; users with a single rating keep it for training. `seed` (default 42). `stream`: name of the users' streams (default
 * `holdout`), so that a part of a part is drawn independently of it.
 * @returns The two parts.
 * @throws {UsageError} Where `ratio` is out of range.
 *
 * @example
 * ```ts
 * import { strictEqual } from "node:assert/strict";
 * import { createVocabulary } from "./vocabulary.ts";
 * import { sparseMatrix } from "./sparse_matrix.ts";
 *
 * const column = [0, 1, 2, 3, 4];
 * const { matrix } = sparseMatrix(1, 5, { row: [0, 0, 0, 0, 0], column, value: column });
 * const { train, test } = perUserHoldout(matrix, createVocabulary(["ann"]), { ratio: 0.4 });
 * strictEqual(train.indices.length, 3);
 * strictEqual(test.indices.length, 2);
 * ```
 */
export function perUserHoldout(
  ratings: SparseMatrix,
  users: Vocabulary,
  options: { readonly ratio?: number; readonly seed?: number; readonly stream?: string } = {},
): Split {
  const ratio = options.ratio ?? 0.2;
  if (!(ratio > 0 && ratio < 1)) {
    throw new UsageError(
      `Cannot hold out test ratings: the ratio is ${ratio}, expected a number above 0 and below 1`,
    );
  }
  const held = new Uint8Array(ratings.indices.length);
  for (let u = 0; u < ratings.rows; u++) {
    const start = ratings.indptr[u], count = ratings.indptr[u + 1] - start;
    if (count < 2) continue;
    const random = createRandom(options.seed ?? 42, options.stream ?? "holdout", users.ids[u]);
    const order = random.shuffle(Uint32Array.from({ length: count }, (_, k) => start + k));
    const testCount = Math.max(1, Math.floor(ratio * count));
    for (let k = 0; k < testCount; k++) held[order[k]] = 1;
  }
  return {
    train: keepEntries(ratings, (k) => !held[k]),
    test: keepEntries(ratings, (k) => held[k] === 1),
  };
}
