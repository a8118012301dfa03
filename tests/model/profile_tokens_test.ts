import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import fc from "npm:fast-check@4.10.2";
import { sparseMatrix } from "../../src/data/sparse_matrix.ts";
import { profileTokens, rowTokens } from "../../src/model/profile_tokens.ts";
import { rowOf } from "../../src/recommend/nearest_users.ts";
import { randomWorld } from "../recommend/_profiles.ts";

Deno.test("profileTokens() takes the integer part of weights that are stretched to 1 .. 10", () => {
  // A ninth of the way is exactly level 2; the greatest weight alone has level 10.
  const value = [-4, -3.01, -3, 0.5, 4.99, 5];
  const { matrix } = sparseMatrix(1, 6, {
    row: value.map(() => 0),
    column: [0, 1, 2, 3, 4, 5],
    value,
  });
  const { attribute, level, count } = profileTokens(matrix);
  deepStrictEqual([...attribute], [0, 1, 2, 3, 4, 5]);
  deepStrictEqual([...level], [1, 1, 2, 5, 9, 10]);
  deepStrictEqual([...count], [1, 1, 1, 1, 1, 1]);
});

Deno.test("profileTokens() gives equal weights level 10, and a profile of zeros no words", () => {
  const entries = {
    row: [0, 0, 1, 1, 2, 3],
    column: [0, 1, 0, 1, 1, 1],
    value: [2, 2, 0, 0, 3, -1],
  };
  const { attribute, level, count, sentenceStart, words } = profileTokens(
    sparseMatrix(5, 2, entries).matrix,
  );
  deepStrictEqual([...attribute], [0, 1, 1]);
  // Nobody likes what weighs less than nothing: user 3's only weight is their least.
  deepStrictEqual([...level], [10, 1, 10]);
  deepStrictEqual([...count], [1, 1, 2]);
  deepStrictEqual([...sentenceStart], [0, 2, 2, 3, 4, 4]);
  deepStrictEqual([...words], [0, 2, 2, 1]);
});

Deno.test("profileTokens() and rowTokens() agree, and counts are of the words", () => {
  fc.assert(
    fc.property(fc.integer(), fc.integer({ min: 0, max: 30 }), (seed, users) => {
      const { profiles } = randomWorld({ seed, users, attributes: 12, signed: true });
      const tokens = profileTokens(profiles);
      const counts = new Uint32Array(tokens.attribute.length);
      for (const word of tokens.words) counts[word]++;
      deepStrictEqual(tokens.count, counts);
      ok(tokens.level.every((level) => level >= 1 && level <= 10));
      for (let f = 0; f < 12; f++) {
        for (let t = tokens.attributeStart[f]; t < tokens.attributeStart[f + 1]; t++) {
          strictEqual(tokens.attribute[t], f);
        }
      }
      for (let u = 0; u < users; u++) {
        const sentence = tokens.words.subarray(
          tokens.sentenceStart[u],
          tokens.sentenceStart[u + 1],
        );
        deepStrictEqual(rowTokens(tokens, rowOf(profiles, u)), sentence.slice());
      }
    }),
    { seed: 2018, numRuns: 100 },
  );
});

Deno.test("rowTokens() passes over levels that nobody has", () => {
  const tokens = profileTokens(
    sparseMatrix(1, 2, { row: [0, 0], column: [0, 1], value: [1, 2] }).matrix,
  );
  const row = { indices: Uint32Array.of(0, 1), values: Float32Array.of(2, 1) };
  deepStrictEqual([...rowTokens(tokens, row)], []);
});
