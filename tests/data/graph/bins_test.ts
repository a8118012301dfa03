import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import fc from "npm:fast-check@4.10.2";
import { binsOf, numberIn } from "../../../src/data/graph/bins.ts";
import { decadeOf, yearOf } from "../../../src/data/graph/decades.ts";

Deno.test("binsOf() names as few bins as there are numbers, and one where all are equal", () => {
  deepStrictEqual([1, 2, 3].map(binsOf([1, 2, 3], 10)), ["1", "2", "3"]);
  deepStrictEqual([7, 7].map(binsOf([7, 7], 4)), ["7", "7"]);
  deepStrictEqual([1994, 12000].map(binsOf([1994, 12000], 2)), ["1994", "12,000"]);
  deepStrictEqual([0.1 + 0.2, 0.3].map(binsOf([0.1 + 0.2, 0.3], 1)).length, 2);
  // A number that was not there when the bins were cut goes to the nearest bin above, or to the last.
  deepStrictEqual([0, 15, 99].map(binsOf([1, 2, 20, 30], 2)), ["1 to 2", "20 to 30", "20 to 30"]);
});

Deno.test("binsOf() keeps equal numbers together, bins in order, and their sizes about equal", () => {
  fc.assert(fc.property(
    fc.array(fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e6, max: 1e6 }), {
      minLength: 1,
      maxLength: 80,
    }),
    fc.integer({ min: 1, max: 9 }),
    (numbers, count) => {
      const binOf = binsOf(numbers, count);
      const sorted = [...numbers].sort((a, b) => a - b);
      const labels = sorted.map(binOf);
      const distinct = [...new Set(labels)];
      ok(distinct.length <= count);
      // In order: a label never comes back.
      strictEqual(labels.filter((label, k) => label !== labels[k - 1]).length, distinct.length);
      const copies = Math.max(
        ...sorted.map((number) => sorted.filter((other) => other === number).length),
      );
      for (const label of distinct) {
        ok(
          labels.filter((other) => other === label).length <=
            Math.ceil(numbers.length / count) + copies,
        );
      }
    },
  ));
});

Deno.test("numberIn() and yearOf() read what RDF writes and nothing else", () => {
  const xsd = "http://www.w3.org/2001/XMLSchema#";
  deepStrictEqual(
    ["95", "-1.5e3", `"95"^^<${xsd}integer>`, "", "0x10", "95 min", "Infinity", "1e999"].map(
      numberIn,
    ),
    [95, -1500, 95, undefined, undefined, undefined, undefined, undefined],
  );
  const years: Record<string, number | undefined> = {
    "1994": 1994,
    "1994-03-01": 1994,
    "1994-03": 1994,
    "1994-00-00": 1994,
    "1994-03-01T10:00:00Z": 1994,
    "1994+01:00": 1994,
    "1994.0": 1994,
    "-0044-03-15": -44,
    [`"1994-03-01"^^<${xsd}date>`]: 1994,
    "1994-13-01": undefined,
    "-12000": -12000,
    "199403": undefined,
    "19940301": undefined,
    "94": undefined,
    "March 1994": undefined,
    "1994 or 1995": undefined,
  };
  for (const [text, year] of Object.entries(years)) strictEqual(yearOf(text), year, text);
  deepStrictEqual(["2000", "1999", "-0044", "0005"].map(decadeOf), [
    "2000s",
    "1990s",
    "40s BC",
    "0s",
  ]);
});
