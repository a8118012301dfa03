import { deepStrictEqual, strictEqual, throws } from "node:assert/strict";
import fc from "npm:fast-check@4.10.2";
import { LiteralError, parsePythonLiteral } from "../../src/formats/python_literal.ts";

Deno.test("parsePythonLiteral() reads JSON as JSON.parse() does", () => {
  fc.assert(fc.property(fc.json(), (text) => {
    const rounded = (_: string, value: unknown) =>
      typeof value === "bigint" ? Number(value) : value;
    deepStrictEqual(
      JSON.stringify(parsePythonLiteral(text), rounded),
      JSON.stringify(JSON.parse(text)),
    );
  }));
});

Deno.test("parsePythonLiteral() reads what Python's repr() writes", () => {
  const cases: [string, unknown][] = [
    [`{'a': 1, u'b': -2.5e3, "c": None}`, { a: 1, b: -2500, c: null }],
    [`[True, False, (1, 2), (3,), [], {}]`, [true, false, [1, 2], [3], [], {}]],
    [`'it\\'s "q" \\\\ \\n \\x e9'`, `it's "q" \\ \n \\x e9`],
    [`'\\xe9\\u20ac\\U0001f600'`, "é€😀"],
    [` 'a' `, "a"],
    [`{1: 'x'}`, { 1: "x" }],
    [`[${"[],".repeat(1000)}]`, Array(1000).fill([])],
  ];
  for (const [text, value] of cases) deepStrictEqual(parsePythonLiteral(text), value, text);
});

Deno.test("parsePythonLiteral() says where a text is no literal", () => {
  const cases: [string, number, RegExp][] = [
    ["", 0, /found the end of the line, expected a value/],
    ["{'a' 1}", 5, /found '1', expected a colon after the key/],
    ["{'a': }", 6, /found '\}', expected a value/],
    ["['a' 'b']", 5, /found ''', expected a comma or \]/],
    ["'open", 5, /expected a closing '/],
    ["{'a': 1", 7, /expected a comma or \}/],
    ["1 2", 2, /found '2', expected the end of the line/],
    ["nan", 0, /expected a value/],
    [
      `${"[".repeat(501)}${"]".repeat(501)}`,
      500,
      /expected at most 500 brackets within one another/,
    ],
    ["'\\U00110000'", 2, /expected a character of Unicode/],
  ];
  for (const [text, at, message] of cases) {
    throws(() => parsePythonLiteral(text), (error: LiteralError) => {
      strictEqual(error.at, at, text);
      return error instanceof LiteralError && message.test(error.message);
    });
  }
});
