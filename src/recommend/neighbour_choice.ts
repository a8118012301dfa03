import { similarityError } from "../kernels/comparable_profiles.ts";
import { nearestUsers } from "./nearest_users.ts";
import type { NeighbourTask } from "./neighbour_task.ts";

/** Some users' candidates that come close enough to be neighbours. */
interface Pairs {
  /** Where each user's pairs begin, (users + 1). */
  readonly start: Uint32Array;
  /** The user of each pair, (pairs). */
  readonly users: number[];
  /** The candidate of each pair, (pairs), ascending within a user. */
  readonly others: number[];
  /** For each user no candidate that was let go has a float32 similarity above this, (users); 0 where none was. */
  readonly dropped: Float32Array;
}

/**
 * Chooses neighbours among candidates by their float64 cosines, which are summed as `exactSearch` sums them, to the bit.
 * The choice is proven where every user that was let go on the way must be less similar than the k-th chosen, float32 cosines
 * being off by at most `similarityError`; other users are marked in `unproven`.
 *
 * @param task What the threads share; `neighbours` and `unproven` are written.
 * @returns Chooses for the users `first` .. `last` - 1.
 */
export function neighbourChoice(task: NeighbourTask): (first: number, last: number) => void {
  const { comparable, roundoff, neighbours, unproven } = task;
  const { profiles, norms, signsAreExact } = comparable;
  const { indptr } = profiles;
  const { k } = neighbours;
  const sum = dotProducts(profiles);
  const nearest = nearestUsers(k);
  return (first, last) => {
    const { start, users, others, dropped } = closePairs(task, first, last);
    const dots = sum(users, others, start);
    for (let u = first; u < last; u++) {
      nearest.clear();
      for (let p = start[u - first]; p < start[u - first + 1]; p++) {
        if (dots[p] > 0) nearest.offer(others[p], dots[p] / (norms[u] * norms[others[p]]));
      }
      const count = nearest.count();
      neighbours.users.set(nearest.users.subarray(0, count), u * k);
      neighbours.similarities.set(nearest.similarities.subarray(0, count), u * k);
      neighbours.counts[u] = count;
      // With exact signs nothing was dropped at 0 that belongs in a list that is not full.
      const bound = dropped[u - first] + similarityError(indptr[u + 1] - indptr[u], roundoff);
      const proven = dropped[u - first] === 0 && signsAreExact ||
        count === k && nearest.similarities[k - 1] > bound;
      unproven[u] = proven ? 0 : 1;
    }
  };
}

/** The candidates that rounding may have kept out of the best k, and those. */
function closePairs(task: NeighbourTask, first: number, last: number): Pairs {
  const { comparable: { profiles: { rows, indptr } }, candidates, roundoff, neighbours } = task;
  const users: number[] = [], others: number[] = [];
  const start = new Uint32Array(last - first + 1), dropped = new Float32Array(last - first);
  for (let u = first; u < last; u++) {
    const found: { readonly v: number; readonly rough: number }[] = [];
    for (const { capacity, users, similarities, counts, thresholds } of candidates) {
      for (let c = u * capacity; c < u * capacity + counts[u]; c++) {
        found.push({ v: users[c], rough: similarities[c] });
      }
      if (counts[u] < capacity || capacity >= rows - 1) continue;
      dropped[u - first] = Math.max(dropped[u - first], thresholds[u]);
    }
    found.sort((a, b) => b.rough - a.rough);
    const error = similarityError(indptr[u + 1] - indptr[u], roundoff);
    const { k } = neighbours;
    const least = found.length > k ? found[k - 1].rough - 2 * error : -Infinity;
    for (const { v } of found.filter(({ rough }) => rough >= least).sort((a, b) => a.v - b.v)) {
      users.push(u);
      others.push(v);
    }
    start[u - first + 1] = others.length;
  }
  return { start, users, others, dropped };
}

/**
 * Float64 dot products of pairs, each over the one row while the other lies dense. Users with long profiles are neighbours of
 * many: laid out once, they let the many short rows run, which is far less to read than their own.
 */
function dotProducts(
  { columns, indptr, indices, values }: NeighbourTask["comparable"]["profiles"],
) {
  const dense = new Float64Array(columns);
  const length = (u: number) => indptr[u + 1] - indptr[u];
  const lay = (u: number) => {
    for (let e = indptr[u]; e < indptr[u + 1]; e++) dense[indices[e]] = values[e];
  };
  const clear = (u: number) => {
    for (let e = indptr[u]; e < indptr[u + 1]; e++) dense[indices[e]] = 0;
  };
  // Ascending attributes either way; what the dense row lacks adds 0, which changes no bit.
  const dot = (u: number) => {
    let sum = 0;
    for (let e = indptr[u]; e < indptr[u + 1]; e++) sum += dense[indices[e]] * values[e];
    return sum;
  };
  return (users: readonly number[], others: readonly number[], start: Uint32Array) => {
    const dots = new Float64Array(others.length).fill(NaN);
    const byOther = Uint32Array.from(others.keys()).sort((p, q) => others[p] - others[q] || p - q);
    for (let at = 0, end = 0; at < byOther.length; at = end) {
      const other = others[byOther[at]], size = length(other);
      // Laying out and clearing read the row twice.
      let saved = -2 * size;
      for (end = at; end < byOther.length && others[byOther[end]] === other; end++) {
        saved += Math.max(0, size - length(users[byOther[end]]));
      }
      if (saved <= 0) continue;
      lay(other);
      for (let n = at; n < end; n++) {
        const user = users[byOther[n]];
        if (length(user) < size) dots[byOther[n]] = dot(user);
      }
      clear(other);
    }
    for (let n = 0; n + 1 < start.length; n++) {
      if (start[n] === start[n + 1]) continue;
      const user = users[start[n]];
      lay(user);
      for (let p = start[n]; p < start[n + 1]; p++) {
        if (Number.isNaN(dots[p])) dots[p] = dot(others[p]);
      }
      clear(user);
    }
    return dots;
  };
}
