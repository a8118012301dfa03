import type { SparseMatrix } from "../data/sparse_matrix.ts";
import type { ProfileRow } from "../recommend/nearest_users.ts";

/** What a user's profile shares with those of the neighbours, term by term. */
export interface SharedParts {
  /** Takes another user's profile: sums have one cell for each attribute of it, in its order. */
  take(row: ProfileRow): void;
  /**
   * Adds `factor` p_uf p_vf to the cell of each attribute f that both rows hold.
   *
   * @param v The neighbour.
   * @param factor The factor.
   * @param sums One sum for each cell of the user's row, added to.
   */
  add(v: number, factor: number, sums: Float64Array): void;
}

/**
 * Makes what finds shared parts. The products p_uf p_vf of a neighbour are the same for all items of a user and are kept, up to
 * a limit, from one item to the next.
 *
 * @param profiles Profiles, (users, attributes).
 * @param most How many products are kept at most, 12 bytes each; what is beyond is computed each time, to the same bits.
 * @returns The finder; its memory is that of an attribute's number and of the products kept.
 */
export function sharedParts(
  { columns, indptr, indices, values }: SparseMatrix,
  most = 1 << 20,
): SharedParts {
  // A neighbour's attributes are looked up here; all that the user lacks share a last cell of weight 0, which is left out.
  const cellOf = new Uint32Array(columns);
  let weights = new Float64Array(1);
  let cells = new Uint32Array(0), products = new Float64Array(0), kept = 0;
  const places = new Map<number, { readonly start: number; readonly end: number }>();
  const keep = (v: number) => {
    const start = kept, needed = start + indptr[v + 1] - indptr[v], lacking = weights.length - 1;
    if (needed > most) return undefined;
    if (needed > cells.length) {
      cells = grown(cells, new Uint32Array(Math.min(2 * needed, most)));
      products = grown(products, new Float64Array(cells.length));
    }
    for (let e = indptr[v]; e < indptr[v + 1]; e++) {
      const cell = cellOf[indices[e]];
      cells[kept] = cell;
      products[kept] = weights[cell] * values[e];
      if (cell !== lacking) kept++;
    }
    const place = { start, end: kept };
    places.set(v, place);
    return place;
  };
  return {
    take(row) {
      const size = row.indices.length;
      weights = new Float64Array(size + 1);
      cellOf.fill(size);
      for (let cell = 0; cell < size; cell++) {
        cellOf[row.indices[cell]] = cell;
        weights[cell] = row.values[cell];
      }
      kept = 0;
      places.clear();
    },
    add(v, factor, sums) {
      const place = places.get(v) ?? keep(v);
      if (place) {
        for (let k = place.start; k < place.end; k++) sums[cells[k]] += products[k] * factor;
        return;
      }
      const lacking = weights.length - 1;
      for (let e = indptr[v]; e < indptr[v + 1]; e++) {
        const cell = cellOf[indices[e]];
        if (cell !== lacking) sums[cell] += weights[cell] * values[e] * factor;
      }
    },
  };
}

function grown<T extends Uint32Array | Float64Array>(old: T, larger: T): T {
  larger.set(old);
  return larger;
}
