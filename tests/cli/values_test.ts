import { deepStrictEqual, strictEqual, throws } from "node:assert/strict";
import {
  finiteNumber,
  names,
  oneOf,
  someOf,
  wholeNumber,
  wholeNumbers,
} from "../../src/cli/values.ts";

/** The parser must refuse each of these and say what it takes. */
function refuses(parse: (text: string) => unknown, texts: readonly string[], expected: string) {
  for (const text of texts) throws(() => parse(text), { name: "ValueError", expected });
}

Deno.test("wholeNumber() takes whole numbers from the least one", () => {
  deepStrictEqual(["1", "007", "1e3", " 5 "].map(wholeNumber(1)), [1, 7, 1000, 5]);
  strictEqual(wholeNumber(0)("0"), 0);
  refuses(wholeNumber(1), ["0", "-1", "1.5", "", " ", "x", "1e99", "NaN"], "a whole number from 1");
});

Deno.test("finiteNumber() takes any number but infinity", () => {
  deepStrictEqual(["0.3", "-2", "1e-9", ".5"].map(finiteNumber), [0.3, -2, 1e-9, 0.5]);
  refuses(finiteNumber, ["", " ", "x", "1,5", "Infinity", "NaN"], "a number such as 0.3");
});

Deno.test("names() takes a list and leaves out blanks", () => {
  deepStrictEqual(names("a, b,,c ,"), ["a", "b", "c"]);
  deepStrictEqual(names(""), []);
});

Deno.test("wholeNumbers() takes one or more whole numbers", () => {
  deepStrictEqual(wholeNumbers("5,10, 20"), [5, 10, 20]);
  const expected = "whole numbers from 1, separated by commas";
  refuses(wholeNumbers, ["", ",", "5;10", "0", "5,-1"], expected);
});

Deno.test("oneOf() takes one of the words", () => {
  strictEqual(oneOf(["raw", "min-max"])("raw"), "raw");
  refuses(oneOf(["raw", "min-max"]), ["", "Raw", "raw,min-max"], "one of raw, min-max");
});

Deno.test("someOf() takes one or more of the words, each once", () => {
  deepStrictEqual(someOf(["a", "b"])("b,a, b"), ["b", "a"]);
  refuses(someOf(["a", "b"]), ["", "c", "a,c"], "one or more of a, b, separated by commas");
});
