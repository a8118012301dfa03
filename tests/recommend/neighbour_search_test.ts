import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { sparseMatrix } from "../../src/data/sparse_matrix.ts";
import { comparableProfiles, ROUNDOFF } from "../../src/kernels/comparable_profiles.ts";
import { candidateLists, takeCandidate } from "../../src/recommend/candidate_lists.ts";
import { neighbourSearch } from "../../src/recommend/neighbour_search.ts";
import type { NeighbourTask } from "../../src/recommend/neighbour_task.ts";
import { profileKnn } from "../../src/recommend/profile_knn.ts";
import { createRandom } from "../../src/random.ts";
import { randomWorld } from "./_profiles.ts";

const buffer = (bytes: number) => new ArrayBuffer(bytes);

Deno.test("takeCandidate() keeps the best and knows the least of them", () => {
  for (let capacity = 1; capacity < 12; capacity++) {
    const random = createRandom(capacity, "candidates");
    const lists = candidateLists(2, capacity, buffer);
    const offered: number[] = [];
    for (let n = 0; n < 60; n++) {
      const similarity = (1 + random.integer(30)) / 32;
      offered.push(similarity);
      if (similarity > lists.thresholds[1]) takeCandidate(lists, 1, n, similarity);
      const best = offered.toSorted((a, b) => b - a).slice(0, capacity);
      const kept = lists.similarities.slice(capacity, capacity + lists.counts[1]);
      deepStrictEqual([...kept].sort((a, b) => b - a), best);
      strictEqual(lists.thresholds[1], n + 1 < capacity ? 0 : best[capacity - 1]);
      kept.forEach((similarity, c) => strictEqual(offered[lists.users[capacity + c]], similarity));
    }
    strictEqual(lists.counts[0], 0);
  }
});

Deno.test("neighbourSearch() proves no wrong neighbourhood where candidates are few", () => {
  let proven = 0, unproven = 0;
  for (let seed = 0; seed < 20; seed++) {
    const users = 150, k = 4;
    const { profiles } = randomWorld({ seed, users, attributes: 30, signed: seed % 2 === 0 });
    const task: NeighbourTask = {
      comparable: comparableProfiles(profiles),
      candidates: [0, 1].map(() => candidateLists(users, k + seed % 3, buffer)),
      roundoff: ROUNDOFF.cpu,
      neighbours: {
        k,
        users: new Uint32Array(users * k),
        similarities: new Float64Array(users * k),
        counts: new Uint32Array(users),
      },
      unproven: new Uint8Array(users),
      nextPlace: new Int32Array(1),
    };
    const threads = [neighbourSearch(task), neighbourSearch(task)];
    // Tiles of two threads, the later users first, so that lists are full when their own panel comes.
    const tiles = [[100, 150], [40, 100], [0, 40]] as const;
    tiles.forEach((panel, n) => {
      threads[n % 2]({ kind: "tile", panel, rows: [panel[0] + 1, 120] });
      threads[1 - n % 2]({ kind: "tile", panel, rows: [Math.max(panel[0] + 1, 120), users] });
    });
    threads[0]({ kind: "choose", first: 0, last: users });
    const ratings = sparseMatrix(users, 1, { row: [], column: [], value: [] }).matrix;
    const knn = profileKnn(profiles, ratings, { k });
    for (let u = 0; u < users; u++) {
      if (task.unproven[u]) {
        unproven++;
        continue;
      }
      proven++;
      const expected = knn.neighbours(u), count = task.neighbours.counts[u];
      deepStrictEqual(task.neighbours.users.slice(u * k, u * k + count), expected.users);
      deepStrictEqual(
        task.neighbours.similarities.slice(u * k, u * k + count),
        expected.similarities,
      );
    }
  }
  ok(proven > 1000 && unproven > 100, `${proven} proven, ${unproven} not`);
});
