import { ok, strictEqual } from "node:assert/strict";
import { MAX_LOOP_ITERATIONS } from "../../src/gpu/kernel.ts";
import { createDispatchPace } from "../../src/kernels/dispatch_pace.ts";

Deno.test("a dispatch of many networks grows with the pace that was measured", () => {
  const pace = createDispatchPace(false);
  const many = { edges: 10_000_000, iterations: 10 };
  strictEqual(pace.epochs(many), 25);
  pace.measured(1e9, 1);
  ok(pace.epochs(many) > 25);
});

Deno.test("a dispatch of one large network does not go by the pace of many", () => {
  const pace = createDispatchPace(false), one = { edges: 50_000, iterations: 500 };
  const before = pace.epochs(one);
  pace.measured(3e10, 1000);
  pace.measured(0, 0);
  strictEqual(pace.epochs(one), before);
});

Deno.test("a dispatch runs an epoch at least, and on software no loop that would be ended", () => {
  for (const iterations of [1, 7, 2500, 1e6]) {
    const epochs = createDispatchPace(true).epochs({ edges: 1, iterations });
    ok(epochs >= 1 && (epochs === 1 || epochs * iterations <= MAX_LOOP_ITERATIONS / 2));
    ok(createDispatchPace(false).epochs({ edges: 1e12, iterations }) >= 1);
  }
  strictEqual(createDispatchPace(false).epochs({ edges: 0, iterations: 1 }), 250_000);
});
