import { deepStrictEqual, ok, strictEqual, throws } from "node:assert/strict";
import { profileKnn } from "../../src/recommend/profile_knn.ts";
import { checkerboard, denseRows, matrixOf, randomWorld, type World } from "./_profiles.ts";

/** The definition, cell by cell in float64. */
function plainKnn({ profiles, ratings }: World, user: number, k: number) {
  const p = denseRows(profiles), r = denseRows(ratings);
  const dot = (a: number[], b: number[]) => a.reduce((sum, x, f) => sum + x * b[f], 0);
  const neighbours = p
    .map((row, v) => ({
      user: v,
      similarity: dot(p[user], row) / Math.sqrt(dot(p[user], p[user]) * dot(row, row)),
    }))
    .filter(({ user: v, similarity }) => v !== user && similarity > 0)
    .sort((a, b) => b.similarity - a.similarity || a.user - b.user)
    .slice(0, k);
  const total = neighbours.reduce((sum, { similarity }) => sum + Math.abs(similarity), 0);
  const scores = Array.from(
    { length: ratings.columns },
    (_, i) => neighbours.reduce((sum, n) => sum + n.similarity * r[n.user][i], 0) / total,
  );
  return { neighbours, scores };
}

Deno.test("profileKnn() averages the neighbours' ratings by similarity", () => {
  // Cosines with user 0: user 1 has 3/5, user 2 has 4/5, user 3 has 0, user 4 has -1.
  const profiles = matrixOf(3, [1, 0, 0], [3, 4, 0], [4, 0, 3], [0, 1, 0], [-2, 0, 0]);
  const ratings = matrixOf(3, [], [5, 1], [undefined, 3], [5, 5, 5], [5, 5, 5]);
  const knn = profileKnn(profiles, ratings);
  const { users, similarities } = knn.neighbours(0);
  deepStrictEqual([...users], [2, 1]);
  deepStrictEqual([...similarities], [0.8, 0.6]);
  const scores = new Float64Array(3).fill(9);
  strictEqual(knn.score(0, scores), true);
  const total = 0.8 + 0.6;
  deepStrictEqual([...scores], [0.6 * 5 / total, (0.8 * 3 + 0.6 * 1) / total, 0]);
});

Deno.test("profileKnn() keeps the k most similar, ties by ascending user", () => {
  // Powers of two leave the last bit of a cosine alone, so equal directions tie exactly.
  const profiles = matrixOf(2, [1, 0], [1, 1], [8, 0], [2, 2], [0.5, 0], [4, 4]);
  const ratings = matrixOf(1, [], [], [], [], [], []);
  const neighbours = (k: number) => [...profileKnn(profiles, ratings, { k }).neighbours(0).users];
  deepStrictEqual(neighbours(1), [2]);
  deepStrictEqual(neighbours(2), [2, 4]);
  deepStrictEqual(neighbours(3), [2, 4, 1]);
  deepStrictEqual(neighbours(4), [2, 4, 1, 3]);
  deepStrictEqual(neighbours(100), [2, 4, 1, 3, 5]);
});

Deno.test("profileKnn() finds the one unrated item of the user's camp on the checkerboard", () => {
  const { profiles, ratings } = checkerboard();
  const knn = profileKnn(profiles, ratings);
  const scores = new Float64Array(6);
  for (let u = 0; u < 6; u++) {
    ok(knn.score(u, scores));
    deepStrictEqual(
      [...knn.neighbours(u).users],
      [0, 1, 2, 3, 4, 5].filter((v) => v !== u && (u + v) % 2 === 0),
    );
    // Both neighbours rated the item that u left out, and each left out one that the other rated.
    for (let i = 0; i < 6; i++) {
      const expected = i === u ? 4 : (u + i) % 2 ? 0 : 2;
      ok(Math.abs(scores[i] - expected) < 1e-12, `user ${u}, item ${i}: ${scores[i]}`);
    }
  }
});

Deno.test("profileKnn() equals the definition, term by term, on random data", () => {
  for (let seed = 0; seed < 40; seed++) {
    const world = randomWorld({ seed, users: 3 + seed % 20, signed: seed % 2 === 0 });
    const k = 1 + seed % 7;
    const knn = profileKnn(world.profiles, world.ratings, { k });
    const scores = new Float64Array(world.ratings.columns);
    for (let u = 0; u < world.profiles.rows; u++) {
      const plain = plainKnn(world, u, k);
      const { users, similarities } = knn.neighbours(u);
      // Similarities that are equal on paper may differ in the last bit, so users are compared through them.
      strictEqual(users.length, plain.neighbours.length);
      plain.neighbours.forEach(({ similarity }, n) =>
        ok(Math.abs(similarities[n] - similarity) <= 1e-14)
      );
      strictEqual(knn.score(u, scores), plain.neighbours.length > 0);
      if (plain.neighbours.length === 0) continue;
      plain.scores.forEach((score, i) =>
        ok(Math.abs(scores[i] - score) <= 1e-12 * Math.abs(score), `${scores[i]} is not ${score}`)
      );
    }
  }
});

Deno.test("profileKnn() gives the same bits whatever was asked before", () => {
  const { profiles, ratings } = randomWorld({ seed: 3, users: 30, attributes: 20 });
  const scores = (order: readonly number[]) => {
    const knn = profileKnn(profiles, ratings, { k: 5 });
    const all = order.map((user) => {
      const row = new Float64Array(ratings.columns);
      const answered = knn.score(user, row);
      return { user, answered, row: [...row], ...knn.neighbours(user) };
    });
    return all.sort((a, b) => a.user - b.user);
  };
  const forward = Array.from({ length: 30 }, (_, u) => u);
  deepStrictEqual(scores(forward.toReversed()), scores(forward));
});

Deno.test("profileKnn() hands out neighbourhoods that later calls leave alone", () => {
  const { profiles, ratings } = checkerboard();
  const knn = profileKnn(profiles, ratings);
  const first = knn.neighbours(0);
  const before = [...first.users];
  knn.neighbours(1);
  deepStrictEqual([...first.users], before);
});

Deno.test("profileKnn() answers false when there is no neighbour", () => {
  const scores = new Float64Array(1);
  const alone = profileKnn(matrixOf(1, [1]), matrixOf(1, [5]));
  strictEqual(alone.score(0, scores), false);
  strictEqual(alone.neighbours(0).users.length, 0);

  // Nobody is like a user without weights, nor one whose weights nobody shares; nor are they like anybody.
  const profiles = matrixOf(2, [], [0, 0], [1, undefined], [undefined, 1], [2, 0]);
  const knn = profileKnn(profiles, matrixOf(1, [5], [5], [5], [5], [5]));
  deepStrictEqual([0, 1, 2, 3, 4].map((user) => knn.score(user, scores)), [
    false,
    false,
    true,
    false,
    true,
  ]);
  deepStrictEqual([...knn.neighbours(2).users], [4]);
});

Deno.test("profileKnn() throws when its inputs do not fit together", () => {
  const one = matrixOf(1, [1]);
  for (const k of [0, -1, 1.5, NaN]) {
    throws(() => profileKnn(one, one, { k }), {
      name: "UsageError",
      message: `Cannot compare profiles: k is ${k}, expected an integer from 1`,
    });
  }
  throws(() => profileKnn(one, matrixOf(1, [1], [1])), {
    name: "RangeError",
    message: "Cannot compare profiles: the number of users with ratings is 2, expected 1",
  });
  throws(() => profileKnn(matrixOf(1, [NaN]), one), /user 0's weight of attribute 0 is NaN/);
  throws(() => profileKnn(one, one).neighbours(1), /the user's index is 1/);
  throws(() => profileKnn(one, one).score(0, new Float64Array(2)), /length of the scores is 2/);
});
