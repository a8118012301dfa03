import type { Interactions } from "../../src/data/interactions.ts";
import { type SparseMatrix, sparseMatrix } from "../../src/data/sparse_matrix.ts";
import { createRandom } from "../../src/random.ts";

/** How random ratings are drawn. */
export interface RatingsOptions {
  readonly seed: number;
  readonly users: number;
  readonly items: number;
  /** Share of the cells that are filled. */
  readonly density: number;
  /** Whether every rating counts 1. */
  readonly implicit?: boolean;
}

/** Random ratings from 1 to 5, or implicit ones; items of high index are rarer, the last may have none. */
export function randomRatings(
  { seed, users, items, density, implicit = false }: RatingsOptions,
): Pick<Interactions, "ratings" | "scale"> {
  const random = createRandom(seed, "ratings");
  const row: number[] = [], column: number[] = [], value: number[] = [];
  for (let u = 0; u < users; u++) {
    for (let i = 0; i < items; i++) {
      if (random.next() >= density * (1 - i / items) * 1.5) continue;
      row.push(u);
      column.push(i);
      value.push(implicit ? 1 : 1 + random.integer(5));
    }
  }
  return {
    ratings: sparseMatrix(users, items, { row, column, value }).matrix,
    scale: implicit ? "implicit" : { min: 1, max: 5 },
  };
}

/** x and w of the closed form, by its definition: dense X, (users, items), and the weight of each user. */
export function plainInputs(
  { ratings, scale }: Pick<Interactions, "ratings" | "scale">,
): { x: number[][]; weight: number[] } {
  const counts = Array.from(
    { length: ratings.rows },
    (_, u) => ratings.indptr[u + 1] - ratings.indptr[u],
  );
  const having = counts.filter((count) => count > 0);
  const mean = having.reduce((sum, count) => sum + count, 0) / having.length;
  return {
    x: denseInputs(ratings, scale === "implicit" ? undefined : scale.max),
    weight: counts.map((count) => count === 0 ? 0 : (count / mean) ** -0.5),
  };
}

function denseInputs(ratings: SparseMatrix, max: number | undefined): number[][] {
  return Array.from({ length: ratings.rows }, (_, u) => {
    const row: number[] = new Array(ratings.columns).fill(0);
    for (let k = ratings.indptr[u]; k < ratings.indptr[u + 1]; k++) {
      row[ratings.indices[k]] = max === undefined ? 1 : Math.fround(ratings.values[k] / max);
    }
    return row;
  });
}

/** X^T D X from dense X. */
export function plainGram({ x, weight }: { x: number[][]; weight: number[] }): number[][] {
  const items = x[0]?.length ?? 0;
  return Array.from(
    { length: items },
    (_, i) =>
      Array.from(
        { length: items },
        (_, j) => x.reduce((sum, row, u) => sum + weight[u] * row[i] * row[j], 0),
      ),
  );
}
