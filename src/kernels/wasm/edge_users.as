/**
 * Losses over rated items alone, one user at a time: work in proportion to the edges of these items; compiled together with edge_kernels.as.
 *
 *     userHidden    h[f] for the neurons of the items put in            userBack        dZ to dH and the decoder's gradient
 *     userScores    z of the rated items                                userGradient    dH to dA and the encoder's gradient
 *     userLoss      their loss and dZ                                   userRest        all as it was, for the next user
 *
 * Hidden values lie in a vector that rests at UNTOUCHED; a user's list holds the byte offsets of the neurons that are not at rest.
 * A user's items come as `count` words `items` and, where they are put in, f32 `values`; edges by item.
 */

/** A NaN that no sum gives. */
const UNTOUCHED: u32 = 0x7fc0beef;

/** Four numbers of a vector, by their byte offsets. */
// @ts-ignore: decorator
@inline function gather(from: usize, at: v128): v128 {
  let v = v128.load32_zero(from + <usize>i32x4.extract_lane(at, 0));
  v = v128.load_lane<f32>(from + <usize>i32x4.extract_lane(at, 1), v, 1);
  v = v128.load_lane<f32>(from + <usize>i32x4.extract_lane(at, 2), v, 2);
  return v128.load_lane<f32>(from + <usize>i32x4.extract_lane(at, 3), v, 3);
}

/** Wakes the neurons that are at rest among those of edges from `k` to `end`: they start at `first`, or at 0. */
// @ts-ignore: decorator
@inline function wake(column: usize, k: usize, end: usize, hidden: usize, first: usize, list: usize, length: usize): usize {
  for (; k < end; k += 4) {
    const f = <usize>load<u32>(column + k) << 2;
    if (load<u32>(hidden + f) != UNTOUCHED) continue;
    store<f32>(hidden + f, first ? load<f32>(first + f) : 0);
    store<u32>(list + length, <u32>f);
    length += 4;
  }
  return length;
}

/** Sets `words` hidden values to rest, and y to phi(bias), what neurons are that no item of a user reaches. */
export function rest(hidden: usize, y: usize, words: i32, bias: usize, kind: i32): void {
  const bytes = <usize>words << 2;
  if (bias) memory.copy(y, bias, bytes);
  else memory.fill(y, 0, bytes);
  if (kind) for (const end = y + bytes; y < end; y += 4) finishLane(y, kind, 0);
  for (const end = hidden + bytes; hidden < end; hidden += 4) store<u32>(hidden, UNTOUCHED);
}

/**
 * h[f] = phi(bias[f] + sum over entries (item i, x) and edges k from i to f of x w[k]) for the neurons f of a user's `count` items.
 * Gives the list's length in bytes.
 */
export function userHidden(
  start: usize, column: usize, weight: usize, items: usize, values: usize, count: i32, hidden: usize, bias: usize,
  list: usize, kind: i32,
): usize {
  let length: usize = 0;
  for (let n = 0; n < count; n++, items += 4, values += 4) {
    const x = load<f32>(values), item = start + (<usize>load<u32>(items) << 2);
    const end = <usize>load<u32>(item, 4) << 2;
    for (let k = <usize>load<u32>(item) << 2; k < end; k += 4) {
      // No branch, as which neurons are at rest cannot be foreseen; V8 makes one where floats are selected.
      const f = <usize>load<u32>(column + k) << 2, to = hidden + f, bits = load<u32>(to), fresh = bits == UNTOUCHED;
      const first: u32 = bias ? load<u32>(bias + f) : 0;
      store<u32>(list + length, <u32>f);
      length += <usize>fresh << 2;
      store<f32>(to, reinterpret<f32>(select<u32>(first, bits, fresh)) + x * load<f32>(weight + k));
    }
  }
  if (kind) {
    for (let n: usize = 0; n < length; n += 4) {
      const to = hidden + <usize>load<u32>(list + n);
      finishLane(to, kind, 0);
    }
  }
  return length;
}

/** z[n] = bias[i] + sum over edges k of the n-th item i from f of h[f] w[k]; neurons that were at rest start at `first`. */
export function userScores(
  start: usize, column: usize, weight: usize, items: usize, count: i32, hidden: usize, first: usize, list: usize,
  length: usize, bias: usize, z: usize,
): usize {
  for (let n = 0; n < count; n++, items += 4, z += 4) {
    const i = <usize>load<u32>(items) << 2, end = <usize>load<u32>(start + i, 4) << 2;
    let k = <usize>load<u32>(start + i) << 2, sums = f32x4.splat(0);
    for (; k + 16 <= end; k += 16) {
      const at = i32x4.shl(v128.load(column + k), 2);
      let h = gather(hidden, at);
      if (v128.any_true(i32x4.eq(h, i32x4.splat(UNTOUCHED)))) {
        length = wake(column, k, k + 16, hidden, first, list, length);
        h = gather(hidden, at);
      }
      sums = madd(h, v128.load(weight + k), sums);
    }
    length = wake(column, k, end, hidden, first, list, length);
    let sum = across(sums) + (bias ? load<f32>(bias + i) : 0);
    for (; k < end; k += 4) sum += load<f32>(hidden + (<usize>load<u32>(column + k) << 2)) * load<f32>(weight + k);
    store<f32>(z, sum);
  }
  return length;
}

/** z[n] -= factor[i] x for items i that are both among the `rated` and, with x, among the entries: both lists ascend. */
export function userOwnScores(
  items: usize, values: usize, count: i32, rated: usize, ratedCount: i32, factor: usize, z: usize,
): void {
  for (const end = rated + (<usize>ratedCount << 2); rated < end; rated += 4, z += 4) {
    const i = load<u32>(rated);
    for (; count > 0 && load<u32>(items) < i; count--, items += 4) values += 4;
    if (count > 0 && load<u32>(items) == i) store<f32>(z, load<f32>(z) - load<f32>(factor + (<usize>i << 2)) * load<f32>(values));
  }
}

/** sums[i] += x slopes[n] for the same items. */
export function userOwnSums(
  items: usize, values: usize, count: i32, rated: usize, ratedCount: i32, slopes: usize, sums: usize,
): void {
  for (const end = rated + (<usize>ratedCount << 2); rated < end; rated += 4, slopes += 4) {
    const i = load<u32>(rated), to = sums + (<usize>i << 2);
    for (; count > 0 && load<u32>(items) < i; count--, items += 4) values += 4;
    if (count > 0 && load<u32>(items) == i) store<f32>(to, load<f32>(to) + load<f32>(values) * load<f32>(slopes));
  }
}

/** slopes[n] = scale 2 (y - target[n]) y (1 - y), y = 1 / (1 + exp(-z[n])); gives the sum of (y - target[n])^2. */
export function userLoss(z: usize, target: usize, count: i32, scale: f32, slopes: usize): f32 {
  let sum: f32 = 0;
  const one = v128.load(ONE);
  for (const end = z + (<usize>count << 2); z < end; z += 4, target += 4, slopes += 4) {
    const y = sigmoid4(v128.load32_splat(z)), difference = f32x4.sub(y, v128.load32_splat(target));
    const slope = f32x4.mul(f32x4.mul(f32x4.splat(2 * scale), difference), f32x4.mul(y, f32x4.sub(one, y)));
    const d = f32x4.extract_lane(difference, 0);
    sum += d * d;
    store<f32>(slopes, f32x4.extract_lane(slope, 0));
  }
  return sum;
}

/** g[k] += slopes[n] h[f], back[f] += slopes[n] w[k] for the edges k of the n-th item i from f; sums[i] += slopes[n]. */
export function userBack(
  start: usize, column: usize, weight: usize, items: usize, slopes: usize, count: i32, hidden: usize, back: usize,
  gradient: usize, sums: usize,
): void {
  for (let n = 0; n < count; n++, items += 4, slopes += 4) {
    const i = <usize>load<u32>(items) << 2, end = <usize>load<u32>(start + i, 4) << 2, d = load<f32>(slopes);
    if (sums) store<f32>(sums + i, load<f32>(sums + i) + d);
    let k = <usize>load<u32>(start + i) << 2;
    for (const slope = f32x4.splat(d); k + 16 <= end; k += 16) {
      const at = i32x4.shl(v128.load(column + k), 2);
      v128.store(gradient + k, madd(slope, gather(hidden, at), v128.load(gradient + k)));
      const more = f32x4.mul(slope, v128.load(weight + k));
      let to = back + <usize>i32x4.extract_lane(at, 0);
      store<f32>(to, load<f32>(to) + f32x4.extract_lane(more, 0));
      to = back + <usize>i32x4.extract_lane(at, 1);
      store<f32>(to, load<f32>(to) + f32x4.extract_lane(more, 1));
      to = back + <usize>i32x4.extract_lane(at, 2);
      store<f32>(to, load<f32>(to) + f32x4.extract_lane(more, 2));
      to = back + <usize>i32x4.extract_lane(at, 3);
      store<f32>(to, load<f32>(to) + f32x4.extract_lane(more, 3));
    }
    for (; k < end; k += 4) {
      const f = <usize>load<u32>(column + k) << 2;
      store<f32>(gradient + k, load<f32>(gradient + k) + d * load<f32>(hidden + f));
      store<f32>(back + f, load<f32>(back + f) + d * load<f32>(weight + k));
    }
  }
}

/** back[f] *= phi'(h[f]) for the neurons of the list, which is added to sums[f]; g[k] += x back[f] over entries as in userHidden. */
export function userGradient(
  start: usize, column: usize, items: usize, values: usize, count: i32, hidden: usize, back: usize, list: usize,
  length: usize, kind: i32, sums: usize, gradient: usize,
): void {
  for (let n: usize = 0; n < length; n += 4) {
    const f = <usize>load<u32>(list + n);
    if (kind) finishLane(back + f, kind, hidden + f);
    if (sums) store<f32>(sums + f, load<f32>(sums + f) + load<f32>(back + f));
  }
  for (let n = 0; n < count; n++, items += 4, values += 4) {
    const x = load<f32>(values), item = start + (<usize>load<u32>(items) << 2);
    const end = <usize>load<u32>(item, 4) << 2;
    let k = <usize>load<u32>(item) << 2;
    for (const four = f32x4.splat(x); k + 16 <= end; k += 16) {
      const at = i32x4.shl(v128.load(column + k), 2);
      v128.store(gradient + k, madd(four, gather(back, at), v128.load(gradient + k)));
    }
    for (; k < end; k += 4) {
      const f = <usize>load<u32>(column + k) << 2;
      store<f32>(gradient + k, load<f32>(gradient + k) + x * load<f32>(back + f));
    }
  }
}

/** Sets a user's neurons to rest. */
export function userRest(list: usize, length: usize, hidden: usize, back: usize): void {
  for (const end = list + length; list < end; list += 4) {
    const f = <usize>load<u32>(list);
    store<u32>(hidden + f, UNTOUCHED);
    store<f32>(back + f, 0);
  }
}
