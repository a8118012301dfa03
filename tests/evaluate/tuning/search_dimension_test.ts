import { deepStrictEqual, ok, strictEqual, throws } from "node:assert/strict";
import fc from "npm:fast-check@4.10.2";
import { UsageError } from "../../../src/errors.ts";
import {
  countValues,
  drawValue,
  edgeOf,
  parseDimension,
} from "../../../src/evaluate/tuning/search_dimension.ts";
import { createRandom } from "../../../src/random.ts";

Deno.test("parseDimension() reads lists and ranges", () => {
  deepStrictEqual(parseDimension(" neurons = both, fans,both"), {
    name: "neurons",
    kind: "list",
    values: ["both", "fans"],
  });
  const range = { kind: "range", logarithmic: false, whole: false } as const;
  deepStrictEqual(parseDimension("shrinkage=-1:1e2"), {
    ...range,
    ...{ name: "shrinkage", low: -1, high: 100 },
  });
  for (const order of ["log:int", "int:log"]) {
    deepStrictEqual(parseDimension(`fans=5:50:${order}`), {
      ...{ name: "fans", kind: "range", low: 5, high: 50 },
      ...{ logarithmic: true, whole: true },
    });
  }
});

Deno.test("parseDimension() refuses what is neither, and says why", () => {
  for (
    const [text, problem] of [
      ["", /names no option/],
      ["neighbours", /names no option/],
      ["=1,2", /names no option/],
      ["neighbours=", /a value is missing/],
      ["neighbours=1,,2", /a value is missing/],
      ["neighbours=2:1", /the range is 2 to 1, expected a low below the high/],
      ["neighbours=1:1", /a low below the high/],
      ["rate=0:1:log", /the low is 0, expected one above 0 beside log/],
      ["rate=1:2.5:int", /expected whole numbers beside int/],
      ["rate=1:2:int:int", /'int:int' follows the range/],
      ["rate=1:2:3", /'3' follows the range, expected log, int or both/],
    ] as const
  ) {
    throws(() => parseDimension(text), UsageError, text);
    throws(() => parseDimension(text), problem, text);
  }
});

const ranges = fc.record({
  low: fc.integer({ min: 1, max: 5000 }),
  width: fc.integer({ min: 1, max: 5000 }),
  logarithmic: fc.boolean(),
  whole: fc.boolean(),
  seed: fc.nat(),
});

Deno.test("drawValue() stays in the range, and whole numbers are whole", () => {
  fc.assert(fc.property(ranges, ({ low, width, logarithmic, whole, seed }) => {
    const high = low + width;
    const text = `x=${low}:${high}${logarithmic ? ":log" : ""}${whole ? ":int" : ""}`;
    const dimension = parseDimension(text), random = createRandom(seed);
    for (let k = 0; k < 20; k++) {
      const value = drawValue(dimension, random);
      ok(Number(value) >= low && Number(value) <= high, value);
      if (whole) ok(Number.isInteger(Number(value)), value);
      ok(value.replace(/[^\d]/g, "").length <= (whole ? 4 : 5), value);
    }
  }));
});

/** Share of draws below a bound. */
function shareBelow(text: string, bound: number): number {
  const random = createRandom(3), dimension = parseDimension(text), draws = 4000;
  let below = 0;
  for (let k = 0; k < draws; k++) if (Number(drawValue(dimension, random)) < bound) below++;
  return below / draws;
}

Deno.test("drawValue() draws differences evenly, or factors with log", () => {
  // Four standard errors of a share of 4,000 are 0.032 at most.
  const near = (share: number, expected: number) =>
    ok(Math.abs(share - expected) < 0.032, `${share}`);
  near(shareBelow("x=0.01:1", 0.505), 0.5);
  near(shareBelow("x=0.01:1:log", 0.1), 0.5);
  near(shareBelow("x=1:4:int", 2), 0.25);
  near(shareBelow("x=1:4:int", 4), 0.75);
  // Whole numbers are floors of [1, 8): log 2 / log 8 of them are 1.
  near(shareBelow("x=1:7:int:log", 2), 1 / 3);
  near(shareBelow("x=0,1", 1), 0.5);
});

Deno.test("countValues() counts lists and whole numbers", () => {
  strictEqual(countValues(parseDimension("x=a,b,a")), 2);
  strictEqual(countValues(parseDimension("x=3:7:int")), 5);
  strictEqual(countValues(parseDimension("x=3:7")), Infinity);
});

Deno.test("edgeOf() finds the ends of numbers, and none among words or of a single value", () => {
  const edge = (text: string, value: string) => edgeOf(parseDimension(text), value);
  deepStrictEqual(["3", "7", "5"].map((value) => edge("x=3:7:int", value)), [
    ...["least", "greatest", undefined],
  ]);
  deepStrictEqual(["0.5", "9", "10"].map((value) => edge("x=9,10,0.5", value)), [
    ...["least", undefined, "greatest"],
  ]);
  strictEqual(edge("x=5", "5"), undefined);
  strictEqual(edge("x=1,b", "1"), undefined);
});
