import type { BipartiteGraph } from "../data/bipartite_graph.ts";
import type { SharedBatch, SharedObjective, SharedParameters } from "../kernels/shared_step_cpu.ts";
import { multinomialScale } from "./multinomial_scale.ts";
import type { SharedNetwork } from "./shared_network.ts";
import { trainingScores } from "./training_scores.ts";

type Vectors = SharedParameters<Float32Array<ArrayBuffer>>;

/** Which neurons a part of a network's scores comes from. */
type Part = (neuron: number) => boolean;

/** Sums over users, by item: of products of the two parts' scores with each other and with the targets, (items) each. */
interface Moments {
  readonly aa: Float64Array;
  readonly ff: Float64Array;
  readonly af: Float64Array;
  readonly ax: Float64Array;
  readonly fx: Float64Array;
}

/**
 * Brings the scores of a network to the size of its targets, which costs gradient descent its first epochs otherwise, or its stability:
 *
 * 1. The decoder's weights of each item are multiplied by two numbers from 0, one for its attribute neurons and one for its fans neurons: the
 *    least-squares fit of the item's scores to its targets over the users, own paths left out where training leaves them out.
 * 2. For the multinomial loss all of them are multiplied by one number, that which makes the loss smallest.
 * 3. Encoder and decoder share the size of their products evenly, each kind of neurons by itself: Adam moves all weights by alike steps.
 * 4. The decoder is multiplied by `gain`.
 *
 * @param network The network, its weights as `startWeights` gives them.
 * @param batch Some users, as training will see them: after dropout.
 * @param objective What training minimises, and the gain.
 * @returns The weights to start from.
 */
export function calibrateStart(
  network: SharedNetwork,
  batch: SharedBatch,
  objective: SharedObjective & { readonly gain: number },
): Vectors {
  const { neurons, encoder, decoder, parameters } = network;
  const isAttribute: Part = (neuron) => neuron < neurons.attributes;
  const isFans: Part = (neuron) => neuron >= neurons.attributes;
  const moments = collectMoments(network, [isAttribute, isFans], batch, objective);
  const w1 = parameters.encoder.slice(), w2 = parameters.decoder.slice();
  for (let item = 0; item < decoder.items; item++) {
    const [attributes, fans] = fitItem(moments, item);
    for (let e = decoder.itemStart[item]; e < decoder.itemStart[item + 1]; e++) {
      w2[e] *= isAttribute(decoder.itemAttributes[e]) ? attributes : fans;
    }
  }
  let scale = objective.gain;
  if (objective.loss === "multinomial") {
    const fitted = { ...parameters, decoder: w2 };
    scale *= multinomialScale(network, fitted, batch, objective.excludeOwnPath);
  }
  for (const part of [isAttribute, isFans]) balance(encoder, w1, decoder, w2, part, scale);
  return { ...parameters, encoder: w1, decoder: w2 };
}

/** Scores of all users by each part of the neurons, item by item, summed up with the targets. */
function collectMoments(
  network: SharedNetwork,
  parts: readonly [Part, Part],
  { inputs, targets }: SharedBatch,
  { excludeOwnPath }: SharedObjective,
): Moments {
  const { decoder, parameters } = network, { items } = decoder;
  const sums = () => new Float64Array(items);
  const moments = { aa: sums(), ff: sums(), af: sums(), ax: sums(), fx: sums() };
  const [attributes, fans] = parts.map((part) => {
    const weights = parameters.decoder.map((w, e) => part(decoder.itemAttributes[e]) ? w : 0);
    return trainingScores(network, { ...parameters, decoder: weights }, excludeOwnPath);
  });
  const { lanes } = attributes;
  for (let at = 0; at < inputs.rows; at += lanes) {
    const users = Uint32Array.from({ length: Math.min(lanes, inputs.rows - at) }, (_, b) => at + b);
    const a = attributes.score(inputs, users), f = fans.score(inputs, users);
    for (let item = 0; item < items; item++) {
      const row = item * lanes;
      let aa = 0, ff = 0, af = 0;
      for (let b = 0; b < users.length; b++) {
        const u = a[row + b], v = f[row + b];
        aa += u * u;
        ff += v * v;
        af += u * v;
      }
      moments.aa[item] += aa;
      moments.ff[item] += ff;
      moments.af[item] += af;
    }
    users.forEach((user, b) => {
      for (let k = targets.indptr[user]; k < targets.indptr[user + 1]; k++) {
        const item = targets.indices[k], x = targets.values[k];
        moments.ax[item] += a[item * lanes + b] * x;
        moments.fx[item] += f[item * lanes + b] * x;
      }
    });
  }
  return moments;
}

/** The factors from 0 on an item's two parts that bring their sum closest to the targets. */
function fitItem(
  { aa, ff, af, ax, fx }: Moments,
  item: number,
): [attributes: number, fans: number] {
  const alone = (power: number, product: number) => power > 0 ? Math.max(0, product / power) : 0;
  const a = alone(aa[item], ax[item]), f = alone(ff[item], fx[item]);
  const determinant = aa[item] * ff[item] - af[item] * af[item];
  if (determinant > 1e-6 * aa[item] * ff[item]) {
    const both: [number, number] = [
      (ax[item] * ff[item] - fx[item] * af[item]) / determinant,
      (fx[item] * aa[item] - ax[item] * af[item]) / determinant,
    ];
    if (both[0] >= 0 && both[1] >= 0) return both;
  }
  // On the edge of what is allowed the better of the two alone is best.
  return a * ax[item] > f * fx[item] ? [a, 0] : [0, f];
}

/** Multiplies the decoder's weights of a part by `scale`, and then shares the size of the products between encoder and decoder. */
function balance(
  encoder: BipartiteGraph,
  w1: Float32Array,
  decoder: BipartiteGraph,
  w2: Float32Array,
  part: Part,
  scale: number,
): void {
  const meanSquare = ({ itemAttributes }: BipartiteGraph, weights: Float32Array) => {
    let sum = 0, count = 0;
    for (let e = 0; e < weights.length; e++) {
      if (!part(itemAttributes[e])) continue;
      sum += weights[e] * weights[e];
      count++;
    }
    return count === 0 ? 0 : sum / count;
  };
  const from = meanSquare(encoder, w1), to = meanSquare(decoder, w2) * scale * scale;
  const share = from > 0 && to > 0 ? (to / from) ** 0.25 : 1;
  const multiply = ({ itemAttributes }: BipartiteGraph, weights: Float32Array, by: number) => {
    for (let e = 0; e < weights.length; e++) if (part(itemAttributes[e])) weights[e] *= by;
  };
  multiply(encoder, w1, share);
  multiply(decoder, w2, scale / share);
}
