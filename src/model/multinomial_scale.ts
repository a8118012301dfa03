import type { SharedBatch, SharedParameters } from "../kernels/shared_step_cpu.ts";
import type { SharedNetwork } from "./shared_network.ts";
import { trainingScores } from "./training_scores.ts";

/** Users whose scores are held to find the scale. */
const MOST_USERS = 128;

/** Bounds of the scale, and steps to find it; each halves what is left at worst. */
const LEAST = 1e-6, MOST = 1e6, STEPS = 60;

/**
 * The factor s > 0 on all scores that makes the multinomial loss smallest,
 *
 *     L(s) = sum_u [n_u log sum_i exp(s z_iu) - s sum_i x_iu z_iu],    L'(s) = sum_u [n_u E_u(z) - sum_i x_iu z_iu],
 *
 * with E_u the mean under the softmax. L is convex, so the root of L' is found by Newton's method within a bracket.
 *
 * @param network Edges and activation.
 * @param parameters The weights.
 * @param batch Some users; the first 128 are looked at.
 * @param excludeOwnPath Whether own paths are left out of the scores.
 * @returns The factor, at most 1e6; 1 where the scores say nothing for or against it.
 */
export function multinomialScale(
  network: SharedNetwork,
  parameters: SharedParameters<Float32Array>,
  { inputs, targets }: SharedBatch,
  excludeOwnPath: boolean,
): number {
  const { lanes, score } = trainingScores(network, parameters, excludeOwnPath);
  const { items } = network.decoder;
  const rows: { readonly z: Float32Array; readonly count: number }[] = [];
  let reward = 0;
  for (let at = 0; at < Math.min(MOST_USERS, inputs.rows); at += lanes) {
    const users = Uint32Array.from({ length: Math.min(lanes, inputs.rows - at) }, (_, b) => at + b);
    const scores = score(inputs, users);
    users.forEach((user, b) => {
      const z = Float32Array.from({ length: items }, (_, item) => scores[item * lanes + b]);
      let count = 0;
      for (let k = targets.indptr[user]; k < targets.indptr[user + 1]; k++) {
        count += targets.values[k];
        reward += targets.values[k] * z[targets.indices[k]];
      }
      rows.push({ z, count });
    });
  }
  /** First and second derivative. */
  const derivatives = (s: number): [slope: number, curvature: number] => {
    let slope = -reward, curvature = 0;
    for (const { z, count } of rows) {
      const [mean, variance] = softmaxMoments(z, s);
      slope += count * mean;
      curvature += count * variance;
    }
    return [slope, curvature];
  };
  let low = LEAST, high = MOST;
  // Scores that are all alike, or rank rated items last, have no scale that helps.
  if (!(derivatives(low)[0] < 0)) return 1;
  let s = 1;
  for (let step = 0; step < STEPS && high > low * (1 + 1e-6); step++) {
    const [slope, curvature] = derivatives(s);
    if (slope < 0) low = s;
    else high = s;
    const newton = s - slope / curvature;
    s = newton > low && newton < high ? newton : Math.sqrt(low * high);
    if (Math.abs(slope) < 1e-6 * Math.abs(reward)) break;
  }
  return s;
}

/** Mean and variance of z under the softmax of s z. */
function softmaxMoments(z: Float32Array, s: number): [mean: number, variance: number] {
  let most = -Infinity;
  for (const value of z) if (value > most) most = value;
  let sum = 0, first = 0, second = 0;
  for (const value of z) {
    const p = Math.exp(s * (value - most));
    sum += p;
    first += p * (value - most);
    second += p * (value - most) * (value - most);
  }
  const mean = first / sum;
  return [mean + most, second / sum - mean * mean];
}
