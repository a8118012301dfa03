/**
 * Personal mode straight from the equations, in float64, with dense W1 and W2 and no shortcut: what every kernel is held
 * against.
 */
export interface PlainNetwork {
  /** x per item. */
  readonly x: readonly number[];
  /** Whether item i has attribute f: mask[i][f]. */
  readonly mask: readonly (readonly boolean[])[];
  /** W1[i][f] and W2[f][i]; entries off the mask are never read. */
  readonly w1: number[][];
  readonly w2: number[][];
}

export const sigmoid = (z: number) => 1 / (1 + Math.exp(-z));

/** Loss before the next step, and the gradients of both layers. */
export function plainGradients({ x, mask, w1, w2 }: PlainNetwork) {
  const items = x.length, attributes = w2.length;
  const h: number[] = [];
  for (let f = 0; f < attributes; f++) {
    let a = 0;
    for (let i = 0; i < items; i++) if (mask[i][f]) a += x[i] * w1[i][f];
    h.push(sigmoid(a));
  }
  const delta: number[] = [];
  let loss = 0;
  for (let i = 0; i < items; i++) {
    let b = 0;
    for (let f = 0; f < attributes; f++) if (mask[i][f]) b += h[f] * w2[f][i];
    const y = sigmoid(b);
    loss += (y - x[i]) ** 2 / items;
    delta.push(2 / items * (y - x[i]) * y * (1 - y));
  }
  const g1 = x.map(() => new Array<number>(attributes).fill(0));
  const g2 = w2.map(() => new Array<number>(items).fill(0));
  for (let f = 0; f < attributes; f++) {
    let g = 0;
    for (let i = 0; i < items; i++) if (mask[i][f]) g += delta[i] * w2[f][i];
    const e = g * h[f] * (1 - h[f]);
    for (let i = 0; i < items; i++) {
      if (!mask[i][f]) continue;
      g1[i][f] = x[i] * e;
      g2[f][i] = h[f] * delta[i];
    }
  }
  return { loss, g1, g2 };
}

/** Runs epochs of plain gradient descent in place; returns the loss that the last epoch saw. */
export function trainPlain(network: PlainNetwork, epochs: number, learningRate: number): number {
  let seen = 0;
  for (let epoch = 0; epoch < epochs; epoch++) {
    const { loss, g1, g2 } = plainGradients(network);
    seen = loss;
    network.w1.forEach((row, i) => row.forEach((_, f) => row[f] -= learningRate * g1[i][f]));
    network.w2.forEach((row, f) => row.forEach((_, i) => row[i] -= learningRate * g2[f][i]));
  }
  return seen;
}

/** The raw profile: a_f. */
export function plainActivations({ x, mask, w1, w2 }: PlainNetwork): number[] {
  return w2.map((_, f) => x.reduce((sum, xi, i) => sum + (mask[i][f] ? xi * w1[i][f] : 0), 0));
}
