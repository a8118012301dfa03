import { deepStrictEqual, strictEqual } from "node:assert/strict";
import fc from "npm:fast-check@4.10.2";
import { closestTexts, plainText } from "../../src/explain/closest_texts.ts";

Deno.test("closestTexts() puts the text itself first, whatever its case and spaces", () => {
  const texts = fc.uniqueArray(fc.string({ minLength: 2 }), {
    minLength: 1,
    selector: (text) => plainText(text),
  });
  fc.assert(
    fc.property(texts, fc.nat(), (texts, at) => {
      const wanted = texts[at % texts.length];
      if (plainText(wanted).length < 2) return;
      const found = closestTexts(
        `  ${wanted.toUpperCase().toLowerCase()}\t`,
        texts.map((t) => [t]),
        texts.length,
      );
      // Another text may have the same letter pairs in another order.
      const pairs = (text: string) =>
        [...plainText(text).slice(1)].map((_, k) => plainText(text).slice(k, k + 2)).sort();
      deepStrictEqual(pairs(texts[found[0]]), pairs(wanted));
    }),
    { seed: 2017 },
  );
});

Deno.test("closestTexts() finds nothing when nothing is alike or nothing was typed", () => {
  deepStrictEqual(closestTexts("xyz", [["drama"], ["western"]], 3), []);
  deepStrictEqual(closestTexts("", [["drama"], [""]], 3), []);
  deepStrictEqual(closestTexts("drama", [], 3), []);
});

Deno.test("closestTexts() keeps to the limit, ties by place", () => {
  deepStrictEqual(closestTexts("drama", [["dramb"], ["drama"], ["dramc"], ["dramd"]], 3), [
    1,
    0,
    2,
  ]);
});

Deno.test("plainText() takes composed and decomposed letters as the same", () => {
  strictEqual(plainText(" Amélie\u00a0 Poulain"), plainText("ame\u0301lie poulain"));
});
