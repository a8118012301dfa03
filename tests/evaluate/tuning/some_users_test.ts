import { deepStrictEqual, ok, strictEqual, throws } from "node:assert/strict";
import fc from "npm:fast-check@4.10.2";
import { sparseMatrix } from "../../../src/data/sparse_matrix.ts";
import { createVocabulary } from "../../../src/data/vocabulary.ts";
import { usersWithRelevant } from "../../../src/evaluate/relevance.ts";
import { testOfSomeUsers } from "../../../src/evaluate/tuning/some_users.ts";

const relevantFrom = 4;

/** Ratings of 3 and 5 by so many users; those of the even ones are all irrelevant. */
function ratings(users: number) {
  const row: number[] = [], column: number[] = [], value: number[] = [];
  for (let user = 0; user < users; user++) {
    row.push(user, user);
    column.push(0, 1);
    value.push(3, user % 2 === 0 ? 3 : 5);
  }
  const ids = Array.from({ length: users }, (_, user) => `u${user}`);
  return {
    test: sparseMatrix(users, 2, { row, column, value }).matrix,
    users: createVocabulary(ids),
  };
}

Deno.test("testOfSomeUsers() takes whole rows of a rounded share of those who can be judged, the smaller among the larger", () => {
  const share = fc.double({ min: 0.01, max: 1, noNaN: true });
  fc.assert(
    fc.property(fc.integer({ min: 2, max: 60 }), share, share, fc.nat(), (n, a, b, seed) => {
      const { test, users } = ratings(n), judged = Math.floor(n / 2);
      const taken = [Math.min(a, b), Math.max(a, b)].map((share) => {
        const some = testOfSomeUsers(test, users, { share, relevantFrom, seed });
        const found = [...usersWithRelevant(some, relevantFrom)];
        strictEqual(found.length, Math.max(1, Math.round(share * judged)));
        for (const user of found) strictEqual(some.indptr[user + 1] - some.indptr[user], 2);
        return found;
      });
      ok(taken[0].every((user) => taken[1].includes(user)));
    }),
  );
});

Deno.test("testOfSomeUsers() takes all at a share of 1, and refuses where nobody can be judged", () => {
  const { test, users } = ratings(4);
  deepStrictEqual(testOfSomeUsers(test, users, { share: 1, relevantFrom, seed: 1 }), test);
  const options = { share: 1, relevantFrom: 6, seed: 1 };
  throws(() => testOfSomeUsers(test, users, options), /is 0 of 4, expected at least 1/);
});
