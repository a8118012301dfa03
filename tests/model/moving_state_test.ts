import { deepStrictEqual } from "node:assert/strict";
import { movingState } from "../../src/model/moving_state.ts";

const start = () => ({
  parameters: { encoder: Float32Array.of(1, 2), decoder: Float32Array.of(-1) },
  steps: 0,
});
const gradients = { encoder: Float64Array.of(2, 0), decoder: Float64Array.of(-4) };
const gradientOf = (name: string) => gradients[name as keyof typeof gradients];

Deno.test("movingState() goes down the gradient, and leaves the state that it started from alone", () => {
  const state = start();
  const moving = movingState(state, { kind: "sgd", weightDecay: 0.5 });
  moving.step(gradientOf, 0.25);
  // w - lr (g + decay w).
  deepStrictEqual(moving.current(), {
    parameters: { encoder: Float32Array.of(0.375, 1.75), decoder: Float32Array.of(0.125) },
    steps: 1,
  });
  deepStrictEqual(state, start());
});

Deno.test("movingState() goes on to the same bits from what it was after a step of Adam", () => {
  const optimiser = { kind: "adam", weightDecay: 0.01 } as const;
  const whole = movingState(start(), optimiser), first = movingState(start(), optimiser);
  for (let step = 0; step < 3; step++) whole.step(gradientOf, 0.1);
  first.step(gradientOf, 0.1);
  const second = movingState(first.current(), optimiser);
  for (let step = 1; step < 3; step++) second.step(gradientOf, 0.1);
  deepStrictEqual(second.current(), whole.current());
  deepStrictEqual(whole.current().steps, 3);
});
