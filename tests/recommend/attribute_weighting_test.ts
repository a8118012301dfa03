import { deepStrictEqual, strictEqual, throws } from "node:assert/strict";
import { idf, weightProfiles } from "../../src/recommend/attribute_weighting.ts";
import { matrixOf } from "./_profiles.ts";

Deno.test("idf() weighs an attribute by the logarithm of users per owner", () => {
  const profiles = matrixOf(3, [1, 2, -1], [1, undefined, 1], [1, 3, undefined], [
    1,
    undefined,
    undefined,
  ]);
  deepStrictEqual([...idf(profiles)], [0, Math.log(2), Math.log(2)]);
});

Deno.test("idf() counts neither users without a weight nor weights of zero", () => {
  const profiles = matrixOf(2, [1, 0], [undefined, undefined], [0, 0], [1, 5]);
  deepStrictEqual([...idf(profiles)], [0, Math.log(2)]);
});

Deno.test("idf() is zero for an attribute that nobody has", () => {
  deepStrictEqual([...idf(matrixOf(2, [1, 0], [1, undefined]))], [0, 0]);
});

Deno.test("idf() of no users and of no attributes is empty or zero", () => {
  deepStrictEqual([...idf(matrixOf(2))], [0, 0]);
  deepStrictEqual([...idf(matrixOf(0, [], []))], []);
});

Deno.test("weightProfiles() multiplies each cell by its attribute's weight", () => {
  const profiles = matrixOf(3, [1, undefined, -2], [undefined, 3, 4]);
  const weighted = weightProfiles(profiles, [10, 100, 0.5]);
  deepStrictEqual([...weighted.values], [10, -1, 300, 2]);
  deepStrictEqual([...weighted.indices], [...profiles.indices]);
  deepStrictEqual([...profiles.values], [1, -2, 3, 4], "the profiles themselves are left alone");
});

Deno.test("weightProfiles() rounds to float32 once", () => {
  const weighted = weightProfiles(matrixOf(1, [3]), [Math.log(7)]);
  strictEqual(weighted.values[0], Math.fround(3 * Math.log(7)));
});

Deno.test("weightProfiles() throws when there is not one weight for each attribute", () => {
  throws(() => weightProfiles(matrixOf(2, [1, 1]), [1]), {
    name: "RangeError",
    message: "Cannot weight profiles: the number of weights is 1, expected 2",
  });
});
