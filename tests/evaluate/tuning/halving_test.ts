import { deepStrictEqual, ok, strictEqual, throws } from "node:assert/strict";
import fc from "npm:fast-check@4.10.2";
import { type HalvingOptions, halvingRungs } from "../../../src/evaluate/tuning/halving.ts";

const schedule = (options: HalvingOptions) =>
  halvingRungs(options).map(({ trials, budget }) => [trials, budget]);

Deno.test("halvingRungs() gives the brackets of Li et al. 2018, table 1, that begin with one unit", () => {
  deepStrictEqual(schedule({ trials: 81, eta: 3, full: 81 }), [
    ...[[81, 1], [27, 3], [9, 9], [3, 27], [1, 81]],
  ]);
});

Deno.test("halvingRungs() rounds epochs, and makes one of rungs that would all have a single one", () => {
  deepStrictEqual(schedule({ trials: 20, full: 1000, whole: true }), [[20, 111], [6, 333], [
    2,
    1000,
  ]]);
  deepStrictEqual(schedule({ trials: 27, full: 3, whole: true }), [[27, 1], [1, 3]]);
  deepStrictEqual(schedule({ trials: 2, full: 1 }), [[2, 1]]);
  deepStrictEqual(schedule({ trials: 1, full: 1 }), [[1, 1]]);
  deepStrictEqual(schedule({ trials: 4, eta: 2, full: 1 }), [[4, 0.25], [2, 0.5], [1, 1]]);
});

Deno.test("halvingRungs() lets fewer go on with more, up to the full budget", () => {
  const options = fc.record({
    trials: fc.integer({ min: 1, max: 500 }),
    eta: fc.double({ min: 2, max: 6, noNaN: true }),
    full: fc.integer({ min: 1, max: 5000 }),
    whole: fc.boolean(),
  });
  fc.assert(fc.property(options, (options) => {
    const rungs = halvingRungs(options);
    strictEqual(rungs[0].trials, options.trials);
    strictEqual(rungs.at(-1)!.budget, options.full);
    rungs.slice(1).forEach(({ trials, budget }, k) => {
      ok(trials >= 1 && trials <= rungs[k].trials / 2);
      ok(budget > rungs[k].budget);
      if (options.whole) ok(Number.isInteger(budget) && budget >= 1);
    });
  }));
});

Deno.test("halvingRungs() refuses what is out of range", () => {
  throws(() => halvingRungs({ trials: 0, full: 1 }), /number of trials is 0/);
  throws(() => halvingRungs({ trials: 3, eta: 1.5, full: 1 }), /eta is 1.5, expected/);
  throws(() => halvingRungs({ trials: 3, full: 0 }), /full budget is 0/);
});
