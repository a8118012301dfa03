import { deepStrictEqual, strictEqual } from "node:assert/strict";
import fc from "npm:fast-check@4.10.2";
import { createVocabulary } from "../../src/data/vocabulary.ts";
import { createByteVocabulary } from "../../src/formats/byte_vocabulary.ts";
import { bytesOf } from "./_sources.ts";

Deno.test("createByteVocabulary() numbers ids as the vocabulary itself would", () => {
  const id = fc.oneof(fc.string({ unit: "binary", minLength: 1 }), fc.nat(3000).map(String));
  fc.assert(fc.property(fc.array(id, { maxLength: 200 }), (ids) => {
    const own = createVocabulary(), expected = createVocabulary();
    const vocabulary = createByteVocabulary(own);
    for (const id of ids) {
      const bytes = bytesOf(`<${id}>`);
      strictEqual(vocabulary.indexOf(bytes, 1, bytes.length - 1), expected.add(id));
    }
    deepStrictEqual(own.ids, expected.ids);
  }));
});

Deno.test("createByteVocabulary() grows, and knows what others added to the vocabulary", () => {
  const own = createVocabulary(["5"]);
  const vocabulary = createByteVocabulary(own);
  for (let round = 0; round < 2; round++) {
    for (let k = 0; k < 5000; k++) {
      const bytes = bytesOf(String(k));
      strictEqual(own.ids[vocabulary.indexOf(bytes, 0, bytes.length)], String(k));
    }
  }
  strictEqual(own.ids.length, 5000);
});
