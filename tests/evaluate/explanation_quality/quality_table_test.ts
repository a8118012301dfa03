import { strictEqual } from "node:assert/strict";
import {
  enumerate,
  estimateText,
  percent,
} from "../../../src/evaluate/explanation_quality/quality_table.ts";

Deno.test("estimateText() shows the longer half of the interval and marks what is clear", () => {
  const estimate = { mean: 0.5, low: 0.4, high: 0.52, users: 9 };
  const compared = (control: "loses" | "wins" | "unclear") =>
    estimateText(estimate, { difference: 1, standardError: 1, p: 0.5, control });
  strictEqual(compared("loses"), "0.500 ±0.100*");
  strictEqual(compared("wins"), "0.500 ±0.100!");
  strictEqual(compared("unclear"), "0.500 ±0.100");
});

Deno.test("percent() says neither all nor none when it is not quite", () => {
  strictEqual(percent(1), "100 %");
  strictEqual(percent(0.999), "over 99 %");
  strictEqual(percent(0.001), "under 1 %");
  strictEqual(percent(0), "0 %");
  strictEqual(percent(0.125), "13 %");
});

Deno.test("enumerate() puts 'and' before the last", () => {
  strictEqual(enumerate([]), "");
  strictEqual(enumerate(["a"]), "a");
  strictEqual(enumerate(["a", "b", "c"]), "a, b and c");
});
