import { sigmoid } from "./_plain_network.ts";

/** Two hidden layers straight from the equations, in float64, with dense weights and no shortcut: what every kernel is held against. */
export interface PlainDeepNetwork {
  /** x per item. */
  readonly x: readonly number[];
  /** Whether item i has attribute f: mask[i][f]. */
  readonly mask: readonly (readonly boolean[])[];
  /** Whether attribute f has category g: inner[f][g]. */
  readonly inner: readonly (readonly boolean[])[];
  /** W1[i][f], U1[f][g], U2[g][f], W2[f][i]; entries off the masks are never read. */
  readonly weights: Readonly<Record<"w1" | "u1" | "u2" | "w2", number[][]>>;
}

/** Names of the groups of parameters. */
export const DEEP_GROUPS = ["w1", "u1", "u2", "w2"] as const;

const sum = (count: number, term: (k: number) => number) => {
  let total = 0;
  for (let k = 0; k < count; k++) total += term(k);
  return total;
};

/** All values of a forward pass. */
export function plainDeepForward({ x, mask, inner, weights }: PlainDeepNetwork) {
  const { w1, u1, u2, w2 } = weights;
  const items = x.length, attributes = inner.length, categories = inner[0]?.length ?? 0;
  const list = (count: number, value: (k: number) => number) =>
    Array.from({ length: count }, (_, k) => value(k));
  const a = list(attributes, (f) => sum(items, (i) => mask[i][f] ? x[i] * w1[i][f] : 0));
  const h = a.map(sigmoid);
  const c = list(categories, (g) => sum(attributes, (f) => inner[f][g] ? h[f] * u1[f][g] : 0));
  const k = c.map(sigmoid);
  const b = list(attributes, (f) => sum(categories, (g) => inner[f][g] ? k[g] * u2[g][f] : 0));
  const m = b.map(sigmoid);
  const y = list(items, (i) => sigmoid(sum(attributes, (f) => mask[i][f] ? m[f] * w2[f][i] : 0)));
  const loss = sum(items, (i) => (y[i] - x[i]) ** 2) / items;
  return { a, h, c, k, m, y, loss };
}

/** Loss before the next step, and the gradients of all four layers. */
export function plainDeepGradients(network: PlainDeepNetwork) {
  const { x, mask, inner, weights: { u1, u2, w2 } } = network;
  const { h, k, m, y, loss } = plainDeepForward(network);
  const items = x.length, attributes = h.length, categories = k.length;
  const d = y.map((yi, i) => 2 / items * (yi - x[i]) * yi * (1 - yi));
  const e = m.map((mf, f) => mf * (1 - mf) * sum(items, (i) => mask[i][f] ? d[i] * w2[f][i] : 0));
  const t = k.map((kg, g) =>
    kg * (1 - kg) * sum(attributes, (f) => inner[f][g] ? e[f] * u2[g][f] : 0)
  );
  const z = h.map((hf, f) =>
    hf * (1 - hf) * sum(categories, (g) => inner[f][g] ? t[g] * u1[f][g] : 0)
  );
  const table = (rows: number, columns: number, value: (r: number, c: number) => number) =>
    Array.from({ length: rows }, (_, r) => Array.from({ length: columns }, (_, c) => value(r, c)));
  return {
    loss,
    gradients: {
      w1: table(items, attributes, (i, f) => mask[i][f] ? x[i] * z[f] : 0),
      u1: table(attributes, categories, (f, g) => inner[f][g] ? h[f] * t[g] : 0),
      u2: table(categories, attributes, (g, f) => inner[f][g] ? k[g] * e[f] : 0),
      w2: table(attributes, items, (f, i) => mask[i][f] ? m[f] * d[i] : 0),
    },
  };
}

/** Runs epochs of plain gradient descent in place; returns the loss that the last epoch saw. */
export function trainPlainDeep(network: PlainDeepNetwork, epochs: number, rate: number): number {
  let seen = 0;
  for (let epoch = 0; epoch < epochs; epoch++) {
    const { loss, gradients } = plainDeepGradients(network);
    seen = loss;
    for (const group of DEEP_GROUPS) {
      network.weights[group].forEach((row, r) =>
        row.forEach((_, c) => row[c] -= rate * gradients[group][r][c])
      );
    }
  }
  return seen;
}
