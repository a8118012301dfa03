import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { Ajv2020 } from "npm:ajv@8.20.0/dist/2020.js";
import fc from "npm:fast-check@4.10.2";
import schema from "../../../src/explain/exporters/explanation.schema.json" with { type: "json" };
import type { RankedExplanation } from "../../../src/explain/exporters/exporter.ts";
import { EXPLANATION_SCHEMA } from "../../../src/explain/exporters/explanation_object.ts";
import { explanationLists, realExplanations, RUNS, textOf, titleOf } from "./_explanations.ts";

const ajv = new Ajv2020({ strict: true, allErrors: true });
ajv.addSchema(schema);
const isExplanation = ajv.getSchema(EXPLANATION_SCHEMA)!;
const isList = ajv.getSchema(`${EXPLANATION_SCHEMA}#/$defs/list`)!;

const real = await realExplanations();

/** What JSON makes of an explanation: no negative zeros, and the title beside the item. */
const expected = (explanations: readonly RankedExplanation[]) =>
  explanations.map((one) =>
    JSON.parse(JSON.stringify({ ...one, label: titleOf(one.item) ?? one.item }))
  );

Deno.test("the schema of explanations is a JSON Schema 2020-12 under the name that documents give", () => {
  strictEqual(schema.$id, EXPLANATION_SCHEMA);
  ok(ajv.validateSchema(schema));
});

Deno.test("jsonl has one explanation a line that holds to the schema, whatever the text", () => {
  fc.assert(
    fc.property(explanationLists, (explanations) => {
      const lines = textOf(explanations, "jsonl", { titleOf }).split("\n");
      strictEqual(lines.pop(), "");
      const read = lines.map((line) => JSON.parse(line));
      deepStrictEqual(read, expected(explanations));
      for (const one of read) ok(isExplanation(one), JSON.stringify(isExplanation.errors));
    }),
    RUNS,
  );
});

Deno.test("json is one document that holds to the schema, whatever the text", () => {
  fc.assert(
    fc.property(explanationLists, (explanations) => {
      const read = JSON.parse(textOf(explanations, "json", { titleOf }));
      deepStrictEqual(read.explanations, expected(explanations));
      ok(isList(read), JSON.stringify(isList.errors));
    }),
    RUNS,
  );
});

Deno.test("json keeps halves of surrogate pairs as escapes", () => {
  const text = textOf([{ ...real[0], item: "a\ud800" }], "jsonl");
  ok(text.isWellFormed());
  strictEqual(JSON.parse(text).item, "a\ud800");
});

Deno.test("real explanations hold to the schema, which knows every key of theirs", () => {
  ok(real.length > 100);
  const kinds = new Set(real.flatMap(({ reasons }) => reasons.map(({ kind }) => kind)));
  deepStrictEqual([...kinds].sort(), ["attribute", "fans", "other", "popularity"]);
  // The same schema, without leave for keys that it does not name.
  const { $id: _, ...strict } = structuredClone(schema);
  for (const part of Object.values(strict.$defs)) {
    Object.assign(part, { additionalProperties: false });
  }
  const knowsAll = new Ajv2020().compile(strict);
  for (const line of textOf(real, "jsonl").trimEnd().split("\n")) {
    ok(isExplanation(JSON.parse(line)), JSON.stringify(isExplanation.errors));
    ok(knowsAll(JSON.parse(line)), JSON.stringify(knowsAll.errors));
  }
});

Deno.test("the schema refuses what is no explanation", () => {
  const whole = JSON.parse(
    textOf(real.filter(({ reasons }) => reasons.length > 0), "jsonl").split("\n")[0],
  );
  ok(isExplanation(whole));
  for (
    const key of ["user", "item", "label", "score", "error", "evidence", "sentence", "reasons"]
  ) {
    const { [key]: _, ...rest } = whole;
    ok(!isExplanation(rest), key);
  }
  const [reason] = whole.reasons;
  for (
    const wrong of [
      { ...reason, kind: "feeling" },
      { ...reason, contribution: null },
      { ...reason, count: 3 },
      { ...reason, kind: "other" },
      { ...reason, evidence: [{ item: "a", rating: 1 }] },
    ]
  ) {
    ok(!isExplanation({ ...whole, reasons: [wrong] }), JSON.stringify(wrong));
  }
  for (const wrong of [{ ...whole, rank: 0 }, { ...whole, score: "1" }, { ...whole, error: -1 }]) {
    ok(!isExplanation(wrong));
  }
  ok(!isList({ explanations: [whole] }) && !isList({ $schema: EXPLANATION_SCHEMA }));
});
