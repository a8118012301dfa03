import { ok } from "node:assert/strict";
import fc from "npm:fast-check@4.10.2";
import { ACTIVATIONS } from "../../src/kernels/activation.ts";
import { BATCH_LOSSES } from "../../src/kernels/batch_loss_cpu.ts";
import { sharedGradients, type SharedParameters } from "../../src/kernels/shared_step_cpu.ts";
import { createRandom } from "../../src/random.ts";
import { PARAMETERS, randomProblem, type SharedProblem } from "../model/_shared_problem.ts";
import { seed } from "./_edges.ts";

type Parameters64 = SharedParameters<Float64Array<ArrayBuffer>>;

const sizes = fc.record({
  items: fc.integer({ min: 1, max: 6 }),
  neurons: fc.integer({ min: 1, max: 5 }),
  edges: fc.integer({ min: 0, max: 14 }),
  users: fc.integer({ min: 1, max: 6 }),
  draw: fc.integer(),
});

/** A neuron's sum that is nearly 0 stands at relu's kink, where there is no slope to compare with. */
function atKink({ topology, batch: { inputs } }: SharedProblem, parameters: Parameters64): boolean {
  const { rows: items, columns: neurons, start, column } = topology.encoder.byItem;
  for (let user = 0; user < inputs.rows; user++) {
    const sums = parameters.hiddenBias?.slice() ?? new Float64Array(neurons);
    const reached = new Uint8Array(neurons).fill(parameters.hiddenBias ? 1 : 0);
    for (let k = inputs.indptr[user]; k < inputs.indptr[user + 1]; k++) {
      const item = inputs.indices[k];
      ok(item < items);
      for (let e = start[item]; e < start[item + 1]; e++) {
        sums[column[e]] += inputs.values[k] * parameters.encoder[e];
        reached[column[e]] = 1;
      }
    }
    if (sums.some((sum, f) => reached[f] && Math.abs(sum) < 1e-3)) return true;
  }
  return false;
}

for (const loss of BATCH_LOSSES) {
  for (const activation of ACTIVATIONS) {
    Deno.test(`sharedGradients() gives the slopes of ${loss} with ${activation}`, () => {
      let compared = 0;
      for (let kind = 0; kind < 8; kind++) {
        const objective = { activation, loss, excludeOwnPath: (kind & 1) > 0 };
        const shape = { biases: (kind & 2) > 0, different: (kind & 4) > 0 };
        const property = fc.property(sizes, ({ draw, ...size }) => {
          const random = createRandom(draw, "slopes");
          const problem = randomProblem(random, { ...size, ...shape }, objective);
          const parameters = widen(problem.parameters);
          fc.pre(activation !== "relu" || !atKink(problem, parameters));
          const { topology, batch } = problem;
          const meanLoss = () =>
            sharedGradients(topology, parameters, objective, batch).losses
              .reduce((sum, one) => sum + one / size.users, 0);
          const { gradients } = sharedGradients(topology, parameters, objective, batch);
          for (const name of PARAMETERS) {
            parameters[name]?.forEach((value, k) => {
              const at = (changed: number) => {
                parameters[name]![k] = changed;
                return meanLoss();
              };
              const slope = (at(value + 1e-5) - at(value - 1e-5)) / 2e-5;
              parameters[name]![k] = value;
              const gradient = gradients[name]![k];
              ok(
                Math.abs(gradient - slope) <= 1e-7 * Math.max(1, Math.abs(slope)),
                `${name}[${k}] is ${gradient}, expected ${slope}`,
              );
              compared++;
            });
          }
        });
        fc.assert(property, { seed, numRuns: 40 });
      }
      ok(compared > 2000, `${compared} slopes`);
    });
  }
}

/** The same numbers in float64. */
function widen(parameters: SharedProblem["parameters"]): Parameters64 {
  return {
    encoder: Float64Array.from(parameters.encoder),
    decoder: Float64Array.from(parameters.decoder),
    hiddenBias: parameters.hiddenBias && Float64Array.from(parameters.hiddenBias),
    outputBias: parameters.outputBias && Float64Array.from(parameters.outputBias),
  };
}
