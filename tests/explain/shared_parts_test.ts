import { rowOf } from "../../src/recommend/nearest_users.ts";
import { deepStrictEqual, ok } from "node:assert/strict";
import { sharedParts } from "../../src/explain/shared_parts.ts";
import { denseRows, randomWorld } from "../recommend/_profiles.ts";

Deno.test("add() adds the terms that both rows hold, whether products are kept or not", () => {
  let shared = 0;
  for (let seed = 0; seed < 20; seed++) {
    const { profiles } = randomWorld({ seed, users: 9, attributes: 11, density: seed / 20 });
    const dense = denseRows(profiles), { indptr, indices } = profiles;
    // None, those of some neighbours, and all.
    for (const most of [0, 1, 10, undefined]) {
      const parts = sharedParts(profiles, most);
      for (const [user, v] of [[0, 1], [0, 2], [1, 0], [2, 2], [2, 2], [0, 1]]) {
        parts.take(rowOf(profiles, user));
        const own = [...indices.subarray(indptr[user], indptr[user + 1])];
        const sums = new Float64Array(own.length);
        const expected = new Float64Array(own.length);
        for (const [neighbour, factor] of [[v, 0.7], [3, -1.3], [v, 1 / 3], [4, 2], [3, 1]]) {
          parts.add(neighbour, factor, sums);
          own.forEach((f, cell) => {
            const product = dense[user][f] * dense[neighbour][f];
            if (product !== 0) expected[cell] += product * factor, shared++;
          });
        }
        deepStrictEqual(sums, expected);
      }
    }
  }
  ok(shared > 1000);
});
