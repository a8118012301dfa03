import { adamStep } from "../kernels/adam.ts";
import type { Floats } from "../kernels/edge_topology.ts";
import { sgdStep } from "../kernels/sgd.ts";
import type { SharedParameters } from "../kernels/shared_step_cpu.ts";
import type { SharedState, SharedTask } from "./shared_engine.ts";
import { copyParameters, copyState, namedVectors, type ParameterName } from "./shared_state.ts";

type Vectors = SharedParameters<Float32Array<ArrayBuffer>>;

/** A state that an optimiser moves step by step, in one thread. */
export interface MovingState {
  /** The weights as they are now. */
  readonly parameters: Vectors;
  /** The whole state as it is now; not a copy. */
  current(): SharedState;
  /** Moves every vector against its gradient. */
  step(gradientOf: (name: ParameterName) => Floats, learningRate: number): void;
}

/**
 * Starts to move a state.
 *
 * @param state Where to start; copied.
 * @param optimiser What moves it; Adam without moments starts from zeros.
 * @returns The state.
 */
export function movingState(
  state: SharedState,
  { kind, weightDecay }: SharedTask["optimiser"],
): MovingState {
  const { parameters, mean, square } = copyState(state);
  const moments = kind === "adam"
    ? { mean: mean ?? zerosLike(parameters), square: square ?? zerosLike(parameters) }
    : undefined;
  let { steps } = state;
  return {
    parameters,
    current: () => ({ parameters, ...moments, steps }),
    step(gradientOf, learningRate) {
      steps++;
      for (const [name, weight] of namedVectors(parameters)) {
        const gradient = gradientOf(name);
        if (moments) {
          const of = { mean: moments.mean[name]!, square: moments.square[name]! };
          adamStep(weight, gradient, of, { learningRate, weightDecay }, steps);
        } else {
          sgdStep(weight, gradient, { learningRate, weightDecay });
        }
      }
    },
  };
}

function zerosLike(vectors: Vectors): Vectors {
  const zeros = copyParameters(vectors);
  for (const [, vector] of namedVectors(zeros)) vector.fill(0);
  return zeros;
}
