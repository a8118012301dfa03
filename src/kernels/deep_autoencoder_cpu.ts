import type { DeepNetworks, DeepState } from "./deep_networks.ts";
import type { PersonalStep } from "./personal_networks.ts";

/**
 * Trains one network with two hidden layers, in float64 arithmetic: the reference for `deep_autoencoder.wgsl`, and what trains on CPU cores.
 *
 *     a_f = sum x_i W1[i,f]    h_f = s(a_f)    c_g = sum h_f U1[f,g]    k_g = s(c_g)
 *     b_f = sum k_g U2[g,f]    m_f = s(b_f)    y_i = s(sum m_f W2[f,i])          L = (1/n) sum (y_i - x_i)^2
 *     d_i = (2/n) (y_i - x_i) y_i (1 - y_i)                 e_f = m_f (1 - m_f) sum d_i W2[f,i]
 *     t_g = k_g (1 - k_g) sum e_f U2[g,f]                   z_f = h_f (1 - h_f) sum t_g U1[f,g]
 *     W2[f,i] -= lr m_f d_i    U2[g,f] -= lr k_g e_f    U1[f,g] -= lr h_f t_g    a_f -= lr S_f z_f   (W1 is never stored)
 *
 * All steps are made from the values before them.
 *
 * Source: the second hidden layer of SEM-AUTO, Bellini et al. 2017 (arXiv 1706.07956), where it is described and not evaluated.
 *
 * @param networks The packed networks.
 * @param state Changed in place for this network alone.
 * @param network Which network, 0 to count - 1.
 * @param step Epochs and learning rate.
 */
export function trainDeepNetwork(
  networks: DeepNetworks,
  state: DeepState,
  network: number,
  step: PersonalStep,
): void {
  const { itemRow, edgeNode, input, multiplicity, inputPower } = networks;
  const { innerRow, innerCategory, categoryMultiplicity, density } = networks;
  const { activation, weight, up, down } = state;
  const { epochs, learningRate } = step;
  const firstItem = networks.itemStart[network], lastItem = networks.itemStart[network + 1];
  const firstNode = networks.nodeStart[network];
  const nodes = networks.nodeStart[network + 1] - firstNode;
  const firstCategory = networks.categoryStart[network];
  const categories = networks.categoryStart[network + 1] - firstCategory;
  const items = lastItem - firstItem;
  if (items === 0 || epochs === 0) return;

  // All but `categoryRoot` and `root` hold values times the root of their node's multiplicity.
  const root = rootsOf(multiplicity, firstNode, nodes);
  const categoryRoot = rootsOf(categoryMultiplicity, firstCategory, categories);
  const hidden = new Float64Array(nodes), back = new Float64Array(nodes);
  const gradient = new Float64Array(nodes);
  const broader = new Float64Array(categories), broaderGradient = new Float64Array(categories);
  let squaredError = 0;
  for (let epoch = 0; epoch < epochs; epoch++) {
    broader.fill(0);
    for (let c = 0; c < nodes; c++) {
      hidden[c] = root[c] / (1 + Math.exp(-activation[firstNode + c]));
      for (let e = innerRow[firstNode + c]; e < innerRow[firstNode + c + 1]; e++) {
        broader[innerCategory[e]] += hidden[c] * up[e];
      }
    }
    for (let g = 0; g < categories; g++) {
      broader[g] = categoryRoot[g] / (1 + Math.exp(-broader[g] / categoryRoot[g]));
    }
    for (let c = 0; c < nodes; c++) {
      let b = 0;
      for (let e = innerRow[firstNode + c]; e < innerRow[firstNode + c + 1]; e++) {
        b += broader[innerCategory[e]] * down[e];
      }
      back[c] = root[c] / (1 + Math.exp(-b / root[c]));
    }
    gradient.fill(0);
    squaredError = 0;
    for (let i = firstItem; i < lastItem; i++) {
      const start = itemRow[i], end = itemRow[i + 1];
      let z = 0;
      for (let e = start; e < end; e++) z += back[edgeNode[e]] * weight[e];
      const y = 1 / (1 + Math.exp(-z));
      const difference = y - input[i];
      squaredError += difference * difference;
      const delta = 2 / items * difference * y * (1 - y);
      const move = learningRate * delta;
      for (let e = start; e < end; e++) {
        const c = edgeNode[e], w = weight[e];
        gradient[c] += delta * w;
        weight[e] = w - move * back[c];
      }
    }
    broaderGradient.fill(0);
    for (let c = 0; c < nodes; c++) {
      const m = back[c] / root[c], slope = gradient[c] * m * (1 - m);
      for (let e = innerRow[firstNode + c]; e < innerRow[firstNode + c + 1]; e++) {
        const g = innerCategory[e], w = down[e];
        broaderGradient[g] += slope * w;
        down[e] = w - learningRate * density[e] * broader[g] * slope;
      }
    }
    for (let g = 0; g < categories; g++) {
      const k = broader[g] / categoryRoot[g];
      broaderGradient[g] *= k * (1 - k);
    }
    for (let c = 0; c < nodes; c++) {
      let sum = 0;
      for (let e = innerRow[firstNode + c]; e < innerRow[firstNode + c + 1]; e++) {
        const t = broaderGradient[innerCategory[e]], w = up[e];
        sum += t * w;
        up[e] = w - learningRate * density[e] * hidden[c] * t;
      }
      const h = hidden[c] / root[c];
      activation[firstNode + c] -= learningRate * inputPower[firstNode + c] / root[c] * sum * h *
        (1 - h);
    }
  }
  state.loss[network] = squaredError / items;
}

function rootsOf(multiplicity: Uint32Array, first: number, count: number): Float64Array {
  return Float64Array.from({ length: count }, (_, c) => Math.sqrt(multiplicity[first + c]));
}
