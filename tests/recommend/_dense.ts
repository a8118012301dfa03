import type { SparseMatrix } from "../../src/data/sparse_matrix.ts";
import type { Recommender } from "../../src/recommend/recommender.ts";
import { denseRows } from "./_profiles.ts";

/** Product of two dense vectors. */
export const dot = (a: readonly number[], b: readonly number[]) =>
  a.reduce((sum, x, k) => sum + x * b[k], 0);

/** Cosines of all rows by the definition, 0 for rows of zeros; `shrinkage` is added to the denominator. */
export function denseCosines(rows: readonly (readonly number[])[], shrinkage = 0): number[][] {
  return rows.map((a) =>
    rows.map((b) => {
      const norm = Math.sqrt(dot(a, a)) * Math.sqrt(dot(b, b));
      return norm === 0 ? 0 : dot(a, b) / (norm + shrinkage);
    })
  );
}

/** A dense matrix the other way round. */
export const flip = (rows: readonly (readonly number[])[], columns: number) =>
  Array.from({ length: columns }, (_, c) => rows.map((row) => row[c]));

/** The inverse by Gauss and Jordan with pivoting, sharing nothing with what it is held against. */
export function denseInverse(matrix: readonly (readonly number[])[]): number[][] {
  const n = matrix.length;
  const rows = matrix.map((row, i) => [...row, ...row.map((_, j) => i === j ? 1 : 0)]);
  for (let c = 0; c < n; c++) {
    let best = c;
    for (let r = c; r < n; r++) if (Math.abs(rows[r][c]) > Math.abs(rows[best][c])) best = r;
    [rows[c], rows[best]] = [rows[best], rows[c]];
    rows[c] = rows[c].map((value) => value / rows[c][c]);
    for (let r = 0; r < n; r++) {
      if (r === c) continue;
      const factor = rows[r][c];
      rows[r] = rows[r].map((value, k) => value - factor * rows[c][k]);
    }
  }
  return rows.map((row) => row.slice(n));
}

/** Scores of all users; undefined where a recommender has nothing to go by. */
export function allScores(recommender: Recommender, { rows, columns }: SparseMatrix) {
  return Array.from({ length: rows }, (_, user) => {
    const scores = new Float64Array(columns).fill(NaN);
    return recommender.score(user, scores) ? [...scores] : undefined;
  });
}

/** X^T X. */
export function denseGram(inputs: SparseMatrix): number[][] {
  const columns = flip(denseRows(inputs), inputs.columns);
  return columns.map((a) => columns.map((b) => dot(a, b)));
}
