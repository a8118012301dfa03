import { deepStrictEqual, throws } from "node:assert/strict";
import { parseResults } from "../../src/remote/sparql_results.ts";

const uri = (value: string) => ({ type: "uri", value });
const document = (...bindings: unknown[]) =>
  JSON.stringify({ head: { vars: [] }, results: { bindings } });
const row = (value: unknown) => ({
  item: uri("http://e.org/i"),
  relation: uri("http://e.org/r"),
  value,
});

Deno.test("values of every kind are read, old ones of Virtuoso too, and blank nodes are passed over", () => {
  const integer = "http://www.w3.org/2001/XMLSchema#integer";
  const rows = parseResults(document(
    row({ type: "literal", value: "3", datatype: integer }),
    row({ type: "typed-literal", value: "3", datatype: integer }),
    row({ type: "literal", value: "x", datatype: "http://www.w3.org/2001/XMLSchema#string" }),
    row({ type: "literal", value: "x", "xml:lang": "en" }),
    row({ type: "bnode", value: "b0" }),
  ));
  deepStrictEqual(rows.map(({ value }) => value), [
    { kind: "literal", value: "3", datatype: integer },
    { kind: "literal", value: "3", datatype: integer },
    { kind: "literal", value: "x" },
    { kind: "literal", value: "x", language: "en" },
  ]);
  deepStrictEqual(parseResults(document()), []);
});

Deno.test("what is no result of this shape is an error, wherever it is cut", () => {
  const whole = document(row(uri("http://e.org/v")));
  for (let end = 0; end < whole.length; end++) {
    throws(() => parseResults(whole.slice(0, end)), SyntaxError);
  }
  for (
    const wrong of [
      "{}",
      "null",
      `{"boolean":true}`,
      document({}),
      document(null),
      document(row({ type: "list", value: "" })),
    ]
  ) {
    throws(() => parseResults(wrong), SyntaxError);
  }
});
