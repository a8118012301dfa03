import type { SharedParameters } from "../kernels/shared_step_cpu.ts";
import type { SharedState } from "./shared_engine.ts";

type Vectors = SharedParameters<Float32Array<ArrayBuffer>>;

/** The names under which a shared network keeps what it learns, in a fixed order. */
export const PARAMETER_NAMES = [
  ...["encoder", "decoder", "hiddenBias", "outputBias", "up", "down"] as const,
] as const;

/** Name of a vector of parameters. */
export type ParameterName = typeof PARAMETER_NAMES[number];

/**
 * The vectors that are there, by name.
 *
 * @param parameters Weights, and biases where there are any.
 * @returns Name and vector of each, in the order of `PARAMETER_NAMES`.
 *
 * @example
 * ```ts
 * import { deepStrictEqual } from "node:assert/strict";
 *
 * const parameters = { encoder: Float32Array.of(1), decoder: Float32Array.of(2, 3) };
 * deepStrictEqual(namedVectors(parameters).map(([name]) => name), ["encoder", "decoder"]);
 * ```
 */
export function namedVectors<Vector>(
  parameters: SharedParameters<Vector>,
): [name: ParameterName, vector: Vector][] {
  return PARAMETER_NAMES.flatMap((name) => {
    const vector = parameters[name];
    return vector === undefined ? [] : [[name, vector]];
  });
}

/**
 * A copy of the vectors; those that are absent stay so.
 *
 * @param parameters What to copy.
 * @returns The copy.
 */
export function copyParameters(
  { encoder, decoder, hiddenBias, outputBias, up, down }: Vectors,
): Vectors {
  return {
    encoder: encoder.slice(),
    decoder: decoder.slice(),
    ...(hiddenBias && { hiddenBias: hiddenBias.slice() }),
    ...(outputBias && { outputBias: outputBias.slice() }),
    ...(up && { up: up.slice() }),
    ...(down && { down: down.slice() }),
  };
}

/**
 * A copy of a state.
 *
 * @param state What to copy.
 * @returns The copy.
 */
export function copyState({ parameters, mean, square, steps }: SharedState): SharedState {
  return {
    parameters: copyParameters(parameters),
    ...(mean && { mean: copyParameters(mean) }),
    ...(square && { square: copyParameters(square) }),
    steps,
  };
}

/**
 * Bytes of a state.
 *
 * @param state The state.
 * @returns Four for each number of the weights, the biases and their moments.
 */
export function stateBytes({ parameters, mean, square }: SharedState): number {
  let bytes = 0;
  for (const part of [parameters, mean, square]) {
    if (part) { for (const [, vector] of namedVectors(part)) bytes += vector.byteLength; }
  }
  return bytes;
}
