import type { SparseEntries } from "../data/sparse_matrix.ts";

/** Ratings in the order of a file, in typed arrays that grow: 12 bytes each, 20 with a timestamp. */
export interface RatingEntries {
  /** Adds one; either every rating has a timestamp, or none is kept. */
  add(row: number, column: number, value: number, time?: number): void;
  /** What was added, as views that the next addition may leave behind. */
  all(): SparseEntries;
}

/** Starts a list of ratings. */
export function createRatingEntries(): RatingEntries {
  let length = 0, capacity = 1024, timed = true;
  let row = new Uint32Array(capacity), column = new Uint32Array(capacity);
  let value = new Float32Array(capacity), time = new Float64Array(capacity);
  const grow = () => {
    capacity *= 2;
    row = copied(row, new Uint32Array(capacity));
    column = copied(column, new Uint32Array(capacity));
    value = copied(value, new Float32Array(capacity));
    if (timed) time = copied(time, new Float64Array(capacity));
  };
  return {
    add(r, c, v, t) {
      if (length === capacity) grow();
      row[length] = r;
      column[length] = c;
      value[length] = v;
      if (t === undefined) timed = false;
      else if (timed) time[length] = t;
      length++;
    },
    all: () => ({
      row: row.subarray(0, length),
      column: column.subarray(0, length),
      value: value.subarray(0, length),
      ...(timed && length > 0 && { time: time.subarray(0, length) }),
    }),
  };
}

function copied<A extends Uint32Array | Float32Array | Float64Array>(from: A, to: A): A {
  to.set(from);
  return to;
}
