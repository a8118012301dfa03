/** Functions that hidden units apply to their sums, in the order of their numbers in the shaders. */
export const ACTIVATIONS = ["identity", "tanh", "relu", "sigmoid"] as const;

/** Name of a function that hidden units apply to their sums. */
export type Activation = typeof ACTIVATIONS[number];

const VALUE: Record<Activation, (sum: number) => number> = {
  identity: (sum) => sum,
  tanh: Math.tanh,
  relu: (sum) => Math.max(0, sum),
  sigmoid: (sum) => 1 / (1 + Math.exp(-sum)),
};

const SLOPE: Record<Activation, (value: number) => number> = {
  identity: () => 1,
  tanh: (value) => 1 - value * value,
  relu: (value) => value > 0 ? 1 : 0,
  sigmoid: (value) => value * (1 - value),
};

/**
 * phi(sum), in float64.
 *
 * @param activation Name of phi.
 * @param sum Any number.
 * @returns Its value.
 *
 * @example
 * ```ts
 * import { strictEqual } from "node:assert/strict";
 *
 * strictEqual(activationValue("sigmoid", 0), 0.5);
 * ```
 */
export function activationValue(activation: Activation, sum: number): number {
  return VALUE[activation](sum);
}

/**
 * The derivative phi'(a) where phi(a) is known: all of these can be had from the value alone. relu's is 0 at 0.
 *
 * @param activation Name of phi.
 * @param value phi(a).
 * @returns phi'(a).
 *
 * @example
 * ```ts
 * import { strictEqual } from "node:assert/strict";
 *
 * strictEqual(activationSlope("tanh", 0.5), 0.75);
 * ```
 */
export function activationSlope(activation: Activation, value: number): number {
  return SLOPE[activation](value);
}
