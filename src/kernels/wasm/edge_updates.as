/**
 * Steps of the optimisers of shared mode, and what becomes of paths from an item back to itself; compiled together with edge_kernels.as.
 * Threads share the vectors: each call changes some items' numbers alone.
 */

/**
 * own[i] = sum over pairs k of i of w1[encoderEdge k] w2[decoderEdge k] for the items from `item` to `last`: what an item puts into its own
 * score. `start` (items + 1), encoderEdge and decoderEdge (pairs) u32.
 */
export function ownWeights(
  start: usize, encoderEdge: usize, decoderEdge: usize, item: i32, last: i32, w1: usize, w2: usize, own: usize,
): void {
  for (; item < last; item++) {
    const bound = start + (<usize>item << 2), end = <usize>load<u32>(bound, 4) << 2;
    let sum: f32 = 0;
    for (let k = <usize>load<u32>(bound) << 2; k < end; k += 4) {
      sum += load<f32>(w1 + (<usize>load<u32>(encoderEdge + k) << 2)) * load<f32>(w2 + (<usize>load<u32>(decoderEdge + k) << 2));
    }
    store<f32>(own + (<usize>item << 2), sum);
  }
}

/** g1[encoderEdge k] -= p w2[decoderEdge k] and g2[decoderEdge k] -= p w1[encoderEdge k] for the same pairs, p = p[i] over all parts. */
export function ownGradients(
  start: usize, encoderEdge: usize, decoderEdge: usize, item: i32, last: i32, w1: usize, w2: usize, p: usize,
  parts: i32, partBytes: usize, g1: usize, g2: usize,
): void {
  for (; item < last; item++) {
    const bound = start + (<usize>item << 2), end = <usize>load<u32>(bound, 4) << 2;
    let from = p + (<usize>item << 2), sum: f32 = 0;
    for (let part = 0; part < parts; part++, from += partBytes) sum += load<f32>(from);
    if (sum == 0) continue;
    for (let k = <usize>load<u32>(bound) << 2; k < end; k += 4) {
      const e = <usize>load<u32>(encoderEdge + k) << 2, d = <usize>load<u32>(decoderEdge + k) << 2;
      store<f32>(g1 + e, load<f32>(g1 + e) - sum * load<f32>(w2 + d));
      store<f32>(g2 + d, load<f32>(g2 + d) - sum * load<f32>(w1 + e));
    }
  }
}

/**
 * A step of Adam on `bytes` of a vector, where the gradient is the sum of `parts` that lie `partBytes` apart. No multiply-add is fused, so that
 * it is the same bits wherever a vector is cut.
 */
export function adam(
  weight: usize, gradient: usize, parts: i32, partBytes: usize, mean: usize, square: usize, bytes: usize, rate: f32,
  beta1: f32, rest1: f32, beta2: f32, rest2: f32, epsilon: f32, decay: f32, meanScale: f32, squareScale: f32,
): void {
  let k: usize = 0;
  for (; k + 16 <= bytes; k += 16) {
    let g = v128.load(gradient + k), from = gradient + k;
    for (let part = 1; part < parts; part++) {
      from += partBytes;
      g = f32x4.add(g, v128.load(from));
    }
    const w = v128.load(weight + k);
    const m = f32x4.add(f32x4.mul(f32x4.splat(beta1), v128.load(mean + k)), f32x4.mul(f32x4.splat(rest1), g));
    const v = f32x4.add(f32x4.mul(f32x4.splat(beta2), v128.load(square + k)), f32x4.mul(f32x4.mul(f32x4.splat(rest2), g), g));
    v128.store(mean + k, m);
    v128.store(square + k, v);
    const root = f32x4.add(f32x4.sqrt(f32x4.mul(v, f32x4.splat(squareScale))), f32x4.splat(epsilon));
    const step = f32x4.add(f32x4.div(f32x4.mul(m, f32x4.splat(meanScale)), root), f32x4.mul(f32x4.splat(decay), w));
    v128.store(weight + k, f32x4.sub(w, f32x4.mul(f32x4.splat(rate), step)));
  }
  for (; k < bytes; k += 4) {
    let g = load<f32>(gradient + k), from = gradient + k;
    for (let part = 1; part < parts; part++) {
      from += partBytes;
      g += load<f32>(from);
    }
    const w = load<f32>(weight + k);
    const m = beta1 * load<f32>(mean + k) + rest1 * g;
    const v = beta2 * load<f32>(square + k) + rest2 * g * g;
    store<f32>(mean + k, m);
    store<f32>(square + k, v);
    store<f32>(weight + k, w - rate * (m * meanScale / (sqrt<f32>(v * squareScale) + epsilon) + decay * w));
  }
}

/** A step of stochastic gradient descent, likewise. */
export function sgd(
  weight: usize, gradient: usize, parts: i32, partBytes: usize, bytes: usize, rate: f32, decay: f32,
): void {
  for (let k: usize = 0; k < bytes; k += 4) {
    let g = load<f32>(gradient + k), from = gradient + k;
    for (let part = 1; part < parts; part++) {
      from += partBytes;
      g += load<f32>(from);
    }
    const w = load<f32>(weight + k);
    store<f32>(weight + k, w - rate * (g + decay * w));
  }
}
