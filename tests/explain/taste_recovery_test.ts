import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { sparseMatrix } from "../../src/data/sparse_matrix.ts";
import {
  likesAmongStrongest,
  placeInProfile,
  strongestAttributes,
} from "../../src/explain/taste_recovery.ts";

/** Two users; attribute 3 is nobody's. */
const { matrix: PROFILES } = sparseMatrix(2, 4, {
  row: [0, 0, 0, 1, 1],
  column: [0, 1, 2, 0, 2],
  value: [0.25, 1, 0.25, -1, 2],
});

Deno.test("strongestAttributes() sorts by weight, ties by attribute", () => {
  deepStrictEqual(strongestAttributes(PROFILES, 0, 2), [
    { attribute: 1, weight: 1 },
    { attribute: 0, weight: 0.25 },
  ]);
  deepStrictEqual(strongestAttributes(PROFILES, 1, 9).map(({ attribute }) => attribute), [2, 0]);
});

Deno.test("placeInProfile() shares the better place among equals and knows what is missing", () => {
  deepStrictEqual(placeInProfile(PROFILES, 0, 2), { place: 2, of: 3 });
  deepStrictEqual(placeInProfile(PROFILES, 1, 0), { place: 2, of: 2 });
  strictEqual(placeInProfile(PROFILES, 0, 3), undefined);
});

Deno.test("likesAmongStrongest() counts likes that the profile holds", () => {
  const tastes = [
    { user: 0, attribute: 1, weight: 2 },
    { user: 0, attribute: 0, weight: 1 },
    { user: 0, attribute: 3, weight: 1 },
    { user: 1, attribute: 0, weight: -1 },
  ];
  deepStrictEqual(likesAmongStrongest(PROFILES, tastes, 1), { share: 0.5, likes: 2 });
  deepStrictEqual(likesAmongStrongest(PROFILES, [], 1), { share: 0, likes: 0 });
});
