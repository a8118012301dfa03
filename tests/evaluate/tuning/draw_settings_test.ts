import { deepStrictEqual, notDeepStrictEqual, strictEqual, throws } from "node:assert/strict";
import fc from "npm:fast-check@4.10.2";
import { drawSettings } from "../../../src/evaluate/tuning/draw_settings.ts";
import { parseDimension } from "../../../src/evaluate/tuning/search_dimension.ts";

const dimensions = fc.subarray(
  ["a=1,2,3", "b=x,y", "c=1:4:int", "d=1:40:log:int", "e=0:1"].map(parseDimension),
  { minLength: 1 },
);

Deno.test("drawSettings() draws no setting twice, and a longer search begins with a shorter one", () => {
  fc.assert(
    fc.property(dimensions, fc.integer({ min: 1, max: 30 }), fc.nat(), (dimensions, n, seed) => {
      const trials = drawSettings(dimensions, { trials: n, seed });
      strictEqual(new Set(trials.map(({ values }) => values.join("\t"))).size, trials.length);
      deepStrictEqual(trials.map(({ trial }) => trial), [...trials.keys()]);
      for (const { values } of trials) strictEqual(values.length, dimensions.length);
      const longer = drawSettings(dimensions, { trials: n + 5, seed });
      deepStrictEqual(longer.slice(0, trials.length), trials);
    }),
  );
});

Deno.test("drawSettings() draws each setting once where there are no more, and other ones by another seed", () => {
  const grid = [parseDimension("a=1,2,3"), parseDimension("b=1:4:int")];
  strictEqual(drawSettings(grid, { trials: 100, seed: 1 }).length, 12);
  const [first, second] = [1, 2].map((seed) => drawSettings(grid, { trials: 6, seed }));
  notDeepStrictEqual(first, second);
});

Deno.test("drawSettings() ends where a narrow range has fewer numbers than there are trials", () => {
  const narrow = [parseDimension("a=0.3:0.3002")];
  const drawn = drawSettings(narrow, { trials: 20, seed: 1 }).map(({ values }) => values[0]);
  deepStrictEqual(drawn.sort(), ["0.3", "0.3001", "0.3002"]);
});

Deno.test("drawSettings() refuses a search over nothing, an option twice and no trials", () => {
  const [a] = [parseDimension("a=1,2")];
  throws(() => drawSettings([], { trials: 1, seed: 1 }), /no option is given/);
  throws(() => drawSettings([a, a], { trials: 1, seed: 1 }), /'a' is given twice/);
  for (const trials of [0, 1.5, NaN]) {
    throws(() => drawSettings([a], { trials, seed: 1 }), /number of trials is/);
  }
});
