import type { PersonalNetworks, PersonalState, PersonalStep } from "./personal_networks.ts";

/**
 * The twin of `personal_autoencoder.wgsl` in plain TypeScript: trains one network, in float64 arithmetic, with one sweep over
 * the items per epoch. Item i's forward sum, its delta and the update of its edges need only the hidden values of this
 * epoch, so W2 is read once for both directions and W1 is never stored (a_f <- a_f - lr e_f S_f).
 *
 * Source: SEM-AUTO, Bellini et al. 2017 (arXiv 1706.07956), in the notation of ARCHITECTURE.md.
 *
 * @param networks The packed networks.
 * @param state Changed in place for this network alone.
 * @param network Which network, 0 to count - 1.
 * @param step Epochs and learning rate.
 */
export function trainPersonalNetwork(
  networks: PersonalNetworks,
  state: PersonalState,
  network: number,
  step: PersonalStep,
): void {
  const { itemRow, edgeNode, input, multiplicity, inputPower } = networks;
  const { activation, weight } = state;
  const { epochs, learningRate } = step;
  const firstItem = networks.itemStart[network], lastItem = networks.itemStart[network + 1];
  const firstNode = networks.nodeStart[network];
  const nodes = networks.nodeStart[network + 1] - firstNode;
  const items = lastItem - firstItem;
  if (items === 0 || epochs === 0) return;

  const hidden = new Float64Array(nodes);
  const gradient = new Float64Array(nodes);
  const root = new Float64Array(nodes);
  const stepScale = new Float64Array(nodes);
  for (let c = 0; c < nodes; c++) {
    root[c] = Math.sqrt(multiplicity[firstNode + c]);
    stepScale[c] = learningRate * inputPower[firstNode + c] / root[c];
    hidden[c] = root[c] / (1 + Math.exp(-activation[firstNode + c]));
  }
  let squaredError = 0;
  for (let epoch = 0; epoch < epochs; epoch++) {
    gradient.fill(0);
    squaredError = 0;
    for (let i = firstItem; i < lastItem; i++) {
      const start = itemRow[i], end = itemRow[i + 1];
      let b = 0;
      for (let e = start; e < end; e++) b += hidden[edgeNode[e]] * weight[e];
      const y = 1 / (1 + Math.exp(-b));
      const difference = y - input[i];
      squaredError += difference * difference;
      const delta = 2 / items * difference * y * (1 - y);
      const move = learningRate * delta;
      for (let e = start; e < end; e++) {
        const c = edgeNode[e], w = weight[e];
        gradient[c] += delta * w;
        weight[e] = w - move * hidden[c];
      }
    }
    for (let c = 0; c < nodes; c++) {
      const h = hidden[c] / root[c];
      const a = activation[firstNode + c] - stepScale[c] * gradient[c] * h * (1 - h);
      activation[firstNode + c] = a;
      hidden[c] = root[c] / (1 + Math.exp(-a));
    }
  }
  state.loss[network] = squaredError / items;
}
