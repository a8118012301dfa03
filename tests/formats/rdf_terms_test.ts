import { deepStrictEqual, strictEqual } from "node:assert/strict";
import fc from "npm:fast-check@4.10.2";
import { iriOf, literalOf, valueOfLiteral } from "../../src/formats/rdf_terms.ts";

const plain = { noNullPrototype: true };
const literal = fc.oneof(
  fc.record({ text: fc.string({ unit: "binary" }) }, plain),
  fc.record({ text: fc.string(), language: fc.constantFrom("en", "pt-br") }, plain),
  fc.record(
    { text: fc.string(), datatype: fc.webUrl().filter((url) => iriOf(url) === url) },
    plain,
  ),
);

Deno.test("valueOfLiteral() keeps different literals apart and on one line", () => {
  fc.assert(fc.property(literal, (literal) => {
    const value = valueOfLiteral(literal);
    strictEqual(/[\t\n\r\0]/.test(value), false);
    deepStrictEqual(literalOf(value) ?? { text: value }, literal);
  }));
});

Deno.test("literalOf() reads what N-Triples writes, and nothing else", () => {
  deepStrictEqual(literalOf('"a\\"b\\u00e9\\U0001F600\\n"'), { text: 'a"bé😀\n' });
  const long = "long ".repeat(5e6);
  deepStrictEqual(literalOf(`"${long}"@en`), { text: long, language: "en" });
  // No character has this number.
  deepStrictEqual(literalOf('"\\UFFFFFFFF"@en'), { text: "\\UFFFFFFFF", language: "en" });
  deepStrictEqual(literalOf('"4"^^<http://www.w3.org/2001/XMLSchema#int>'), {
    text: "4",
    datatype: "http://www.w3.org/2001/XMLSchema#int",
  });
  for (const value of ["", "Heat", "http://x/a", '"open', '"Weird" Al', '"a"@', "<http://x/a>"]) {
    strictEqual(literalOf(value), undefined, value);
  }
});

Deno.test("iriOf() tells IRIs and prefixed names from text", () => {
  strictEqual(iriOf("urn:isbn:0451450523"), "urn:isbn:0451450523");
  strictEqual(iriOf("dbc:1990s_films"), "http://dbpedia.org/resource/Category:1990s_films");
  for (const text of ["", ":", "dbo:", "Heat", "x:y", "http://a b", "constructor:x", "Se7en: a"]) {
    strictEqual(iriOf(text), undefined, text);
  }
});
