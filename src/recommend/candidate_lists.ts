/**
 * For each user the others with the highest float32 similarities seen so far, as one heap per user with the least of
 * them on top.
 */
export interface CandidateLists {
  /** Most candidates per user. */
  readonly capacity: number;
  /** Candidates of each user, (users, capacity), in no order. */
  readonly users: Uint32Array;
  /** Their similarities, (users, capacity). */
  readonly similarities: Float32Array;
  /** How many each user has, (users). */
  readonly counts: Uint32Array;
  /** What a similarity must exceed to be taken, (users): 0 at first, then the least of a full list. */
  readonly thresholds: Float32Array;
}

/** Bytes of candidate lists. */
export function candidateListsBytes(users: number, capacity: number): number {
  return users * (8 * capacity + 8);
}

/**
 * Empty lists.
 *
 * @param users Number of users.
 * @param capacity Most candidates per user, at least 1.
 * @param buffer Makes the memory, so that it may be shared between threads.
 * @returns The lists.
 */
export function candidateLists(
  users: number,
  capacity: number,
  buffer: (bytes: number) => ArrayBufferLike,
): CandidateLists {
  return {
    capacity,
    users: new Uint32Array(buffer(4 * users * capacity)),
    similarities: new Float32Array(buffer(4 * users * capacity)),
    counts: new Uint32Array(buffer(4 * users)),
    thresholds: new Float32Array(buffer(4 * users)),
  };
}

/**
 * Takes a candidate that exceeds the user's threshold, in place of the least one where the list is full.
 *
 * @param lists Changed in place.
 * @param user Whose list.
 * @param candidate The other user.
 * @param similarity Above `thresholds[user]`.
 */
export function takeCandidate(
  { capacity, users, similarities, counts, thresholds }: CandidateLists,
  user: number,
  candidate: number,
  similarity: number,
): void {
  const top = user * capacity;
  let at: number;
  if (counts[user] < capacity) {
    at = counts[user]++;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (similarities[top + parent] <= similarity) break;
      similarities[top + at] = similarities[top + parent];
      users[top + at] = users[top + parent];
      at = parent;
    }
  } else {
    at = 0;
    for (let child = 1; child < capacity; child = 2 * at + 1) {
      if (child + 1 < capacity && similarities[top + child + 1] < similarities[top + child]) {
        child++;
      }
      if (similarities[top + child] >= similarity) break;
      similarities[top + at] = similarities[top + child];
      users[top + at] = users[top + child];
      at = child;
    }
  }
  similarities[top + at] = similarity;
  users[top + at] = candidate;
  if (counts[user] === capacity) thresholds[user] = similarities[top];
}
