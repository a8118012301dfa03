/**
 * The sparse kernels of shared mode with SIMD (AssemblyScript; `deno task build-wasm` compiles it), for edge_kernels_wasm.ts.
 *
 *     spmm     Y[r, :] = phi(bias[r] + sum over edges k of row r of w[edge k] X[column k, :])      or  (sum) * phi'(values[r, :])
 *     sddmm    g[k] = sum_b A[r, b] B[column k, b]                                                 for all edges k of all rows r
 *     backward both on the way back through a layer, which fetches each row of X once
 *     encode   the first of these for a sparse X, and encodeGradient the second for a sparse A
 *     softmax  Y[i, b] = exp(Z[i, b] - max_i Z) and its sum, lane by lane; squares and scaleLanes likewise for other losses
 *
 * Matrices are (rows, lanes) f32, `stride` = 4 lanes bytes a row, lanes a multiple of 4; start (rows + 1), column and edge (edges) u32.
 * Thirty-two lanes of a row of Y, or of A, stay in eight registers while the edges of the row pass by; lanes beyond whole
 * blocks of 32 go four at a time. Every sum runs over the edges, or over the lanes, in one order.
 */
const BLOCK: usize = 128;

// Loaded where they are used: V8 would put a constant vector together anew each time. ln(2) in two parts, the first short enough that its
// products with small integers are exact; 1.5 * 2^23 rounds what it is added to and leaves the integer in the low bits.
const LOW = memory.data<f32>([-87, -87, -87, -87], 16);
const HIGH = memory.data<f32>([88, 88, 88, 88], 16);
const LOG2_E = memory.data<f32>([1.44269504, 1.44269504, 1.44269504, 1.44269504], 16);
const ROUND = memory.data<f32>([12582912, 12582912, 12582912, 12582912], 16);
const LN2_HIGH = memory.data<f32>([0.693359375, 0.693359375, 0.693359375, 0.693359375], 16);
const LN2_LOW = memory.data<f32>([-2.12194440e-4, -2.12194440e-4, -2.12194440e-4, -2.12194440e-4], 16);
const E6 = memory.data<f32>([1.9875691500e-4, 1.9875691500e-4, 1.9875691500e-4, 1.9875691500e-4], 16);
const E5 = memory.data<f32>([1.3981999507e-3, 1.3981999507e-3, 1.3981999507e-3, 1.3981999507e-3], 16);
const E4 = memory.data<f32>([8.3334519073e-3, 8.3334519073e-3, 8.3334519073e-3, 8.3334519073e-3], 16);
const E3 = memory.data<f32>([4.1665795894e-2, 4.1665795894e-2, 4.1665795894e-2, 4.1665795894e-2], 16);
const E2 = memory.data<f32>([1.6666665459e-1, 1.6666665459e-1, 1.6666665459e-1, 1.6666665459e-1], 16);
const E1 = memory.data<f32>([5.0000001201e-1, 5.0000001201e-1, 5.0000001201e-1, 5.0000001201e-1], 16);
const ONE = memory.data<f32>([1, 1, 1, 1], 16);
const TANH_END = memory.data<f32>([7.90531110763549805, 7.90531110763549805, 7.90531110763549805, 7.90531110763549805], 16);
const MINUS_TANH_END = memory.data<f32>([-7.90531110763549805, -7.90531110763549805, -7.90531110763549805, -7.90531110763549805], 16);
const A1 = memory.data<f32>([4.89352455891786e-3, 4.89352455891786e-3, 4.89352455891786e-3, 4.89352455891786e-3], 16);
const A3 = memory.data<f32>([6.37261928875436e-4, 6.37261928875436e-4, 6.37261928875436e-4, 6.37261928875436e-4], 16);
const A5 = memory.data<f32>([1.48572235717979e-5, 1.48572235717979e-5, 1.48572235717979e-5, 1.48572235717979e-5], 16);
const A7 = memory.data<f32>([5.12229709037114e-8, 5.12229709037114e-8, 5.12229709037114e-8, 5.12229709037114e-8], 16);
const A9 = memory.data<f32>([-8.60467152213735e-11, -8.60467152213735e-11, -8.60467152213735e-11, -8.60467152213735e-11], 16);
const A11 = memory.data<f32>([2.00018790482477e-13, 2.00018790482477e-13, 2.00018790482477e-13, 2.00018790482477e-13], 16);
const A13 = memory.data<f32>([-2.76076847742355e-16, -2.76076847742355e-16, -2.76076847742355e-16, -2.76076847742355e-16], 16);
const B0 = memory.data<f32>([4.89352518554385e-3, 4.89352518554385e-3, 4.89352518554385e-3, 4.89352518554385e-3], 16);
const B2 = memory.data<f32>([2.26843463243900e-3, 2.26843463243900e-3, 2.26843463243900e-3, 2.26843463243900e-3], 16);
const B4 = memory.data<f32>([1.18534705686654e-4, 1.18534705686654e-4, 1.18534705686654e-4, 1.18534705686654e-4], 16);
const B6 = memory.data<f32>([1.19825839466702e-6, 1.19825839466702e-6, 1.19825839466702e-6, 1.19825839466702e-6], 16);

/** a b + c. Relaxed: rounded once where the processor can, always the same way on one machine. */
// @ts-ignore: decorator
@inline function madd(a: v128, b: v128, c: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return f32x4.relaxed_madd(a, b, c);
  return f32x4.add(f32x4.mul(a, b), c);
}

/** The weight of the edge at `k`: P is u32 where weights are permuted, and u8 where they lie in the order of the edges. */
// @ts-ignore: decorator
@inline function weightOf<P>(weight: usize, edge: usize, k: usize): v128 {
  if (sizeof<P>() == 4) return v128.load32_splat(weight + ((<usize>load<u32>(edge + k)) << 2));
  return v128.load32_splat(weight + k);
}

/** One row; `k` and `end` are byte offsets into column. */
// @ts-ignore: decorator
@inline function sumRow<P>(
  column: usize, edge: usize, weight: usize, first: usize, end: usize, x: usize, stride: usize, y: usize, bias: v128,
): void {
  let at: usize = 0;
  for (; at + BLOCK <= stride; at += BLOCK) {
    let s0 = bias, s1 = bias, s2 = bias, s3 = bias, s4 = bias, s5 = bias, s6 = bias, s7 = bias;
    const base = x + at;
    let k = first;
    for (; k + 4 < end; k += 8) {
      const w = weightOf<P>(weight, edge, k);
      const p = base + <usize>load<u32>(column + k) * stride;
      const u = weightOf<P>(weight, edge, k + 4);
      const q = base + <usize>load<u32>(column + k, 4) * stride;
      s0 = madd(w, v128.load(p), s0);
      s1 = madd(w, v128.load(p, 16), s1);
      s2 = madd(w, v128.load(p, 32), s2);
      s3 = madd(w, v128.load(p, 48), s3);
      s4 = madd(w, v128.load(p, 64), s4);
      s5 = madd(w, v128.load(p, 80), s5);
      s6 = madd(w, v128.load(p, 96), s6);
      s7 = madd(w, v128.load(p, 112), s7);
      s0 = madd(u, v128.load(q), s0);
      s1 = madd(u, v128.load(q, 16), s1);
      s2 = madd(u, v128.load(q, 32), s2);
      s3 = madd(u, v128.load(q, 48), s3);
      s4 = madd(u, v128.load(q, 64), s4);
      s5 = madd(u, v128.load(q, 80), s5);
      s6 = madd(u, v128.load(q, 96), s6);
      s7 = madd(u, v128.load(q, 112), s7);
    }
    if (k < end) {
      const w = weightOf<P>(weight, edge, k);
      const p = base + <usize>load<u32>(column + k) * stride;
      s0 = madd(w, v128.load(p), s0);
      s1 = madd(w, v128.load(p, 16), s1);
      s2 = madd(w, v128.load(p, 32), s2);
      s3 = madd(w, v128.load(p, 48), s3);
      s4 = madd(w, v128.load(p, 64), s4);
      s5 = madd(w, v128.load(p, 80), s5);
      s6 = madd(w, v128.load(p, 96), s6);
      s7 = madd(w, v128.load(p, 112), s7);
    }
    const to = y + at;
    v128.store(to, s0);
    v128.store(to, s1, 16);
    v128.store(to, s2, 32);
    v128.store(to, s3, 48);
    v128.store(to, s4, 64);
    v128.store(to, s5, 80);
    v128.store(to, s6, 96);
    v128.store(to, s7, 112);
  }
  for (; at < stride; at += 16) {
    let s = bias;
    for (let k = first; k < end; k += 4) {
      s = madd(weightOf<P>(weight, edge, k), v128.load(x + at + <usize>load<u32>(column + k) * stride), s);
    }
    v128.store(y + at, s);
  }
}

/** exp(x), within 2e-7 relative for x in [-87, 88] and held there beyond (Cephes expf, Moshier). */
// @ts-ignore: decorator
@inline function exp4(value: v128): v128 {
  // pmin and pmax are one instruction each where min and max take six; NaN passes through.
  const x = f32x4.pmin(f32x4.pmax(value, v128.load(LOW)), v128.load(HIGH));
  const rounded = madd(x, v128.load(LOG2_E), v128.load(ROUND));
  const n = f32x4.sub(rounded, v128.load(ROUND));
  const r = f32x4.sub(f32x4.sub(x, f32x4.mul(n, v128.load(LN2_HIGH))), f32x4.mul(n, v128.load(LN2_LOW)));
  let p = madd(v128.load(E6), r, v128.load(E5));
  p = madd(p, r, v128.load(E4));
  p = madd(p, r, v128.load(E3));
  p = madd(p, r, v128.load(E2));
  p = madd(p, r, v128.load(E1));
  p = f32x4.add(madd(p, f32x4.mul(r, r), r), v128.load(ONE));
  // 2^n goes straight into the exponent.
  return i32x4.add(p, i32x4.shl(rounded, 23));
}

// @ts-ignore: decorator
@inline function sigmoid4(x: v128): v128 {
  return f32x4.div(v128.load(ONE), f32x4.add(v128.load(ONE), exp4(f32x4.neg(x))));
}

/** tanh as a quotient of polynomials, within 4e-7 relative; beyond 7.9 it is 1 in float32 (the approximation of Eigen's ptanh). */
// @ts-ignore: decorator
@inline function tanh4(value: v128): v128 {
  const x = f32x4.pmin(f32x4.pmax(value, v128.load(MINUS_TANH_END)), v128.load(TANH_END));
  const z = f32x4.mul(x, x);
  let p = madd(v128.load(A13), z, v128.load(A11));
  p = madd(p, z, v128.load(A9));
  p = madd(p, z, v128.load(A7));
  p = madd(p, z, v128.load(A5));
  p = madd(p, z, v128.load(A3));
  p = madd(p, z, v128.load(A1));
  let q = madd(v128.load(B6), z, v128.load(B4));
  q = madd(q, z, v128.load(B2));
  q = madd(q, z, v128.load(B0));
  return f32x4.div(f32x4.mul(x, p), q);
}

/** phi over a row that was just stored; kinds 1 to 3 are tanh, relu and sigmoid, 5 to 7 their slopes at the row of `values`. */
function finishRow(y: usize, stride: usize, kind: i32, values: usize): void {
  const end = y + stride, one = v128.load(ONE), zero = f32x4.splat(0);
  if (kind == 1) for (; y < end; y += 16) v128.store(y, tanh4(v128.load(y)));
  else if (kind == 2) for (; y < end; y += 16) v128.store(y, f32x4.pmax(v128.load(y), zero));
  else if (kind == 3) for (; y < end; y += 16) v128.store(y, sigmoid4(v128.load(y)));
  else {
    for (; y < end; y += 16, values += 16) {
      const h = v128.load(values);
      let slope = f32x4.mul(h, f32x4.sub(one, h));
      if (kind == 5) slope = f32x4.sub(one, f32x4.mul(h, h));
      if (kind == 6) slope = v128.and(one, f32x4.gt(h, zero));
      v128.store(y, f32x4.mul(v128.load(y), slope));
    }
  }
}

/** The same for a single number. */
function finishLane(y: usize, kind: i32, value: usize): void {
  const x = v128.load32_splat(y);
  let result: v128;
  if (kind == 1) result = tanh4(x);
  else if (kind == 2) result = f32x4.pmax(x, f32x4.splat(0));
  else if (kind == 3) result = sigmoid4(x);
  else {
    const h = load<f32>(value);
    const slope: f32 = kind == 5 ? 1 - h * h : kind == 6 ? (h > 0 ? 1 : 0) : h * (1 - h);
    result = f32x4.mul(x, f32x4.splat(slope));
  }
  store<f32>(y, f32x4.extract_lane(result, 0));
}

/** `edge` is 0 where weights lie in the order of the edges, `bias` 0 where there is none, `kind` as in finishRow or 0. */
export function spmm(
  start: usize, column: usize, edge: usize, rows: i32, weight: usize, x: usize, stride: usize, y: usize,
  bias: usize, kind: i32, values: usize,
): void {
  for (let r = 0; r < rows; r++, start += 4) {
    const first = <usize>load<u32>(start) << 2, end = <usize>load<u32>(start, 4) << 2;
    const from = bias ? v128.load32_splat(bias + (<usize>r << 2)) : f32x4.splat(0);
    if (edge) sumRow<u32>(column, edge, weight, first, end, x, stride, y, from);
    else sumRow<u8>(column, edge, weight, first, end, x, stride, y, from);
    if (kind) finishRow(y, stride, kind, values);
    y += stride;
    values += stride;
  }
}

/** The sum of four lanes: (0 + 2) + (1 + 3). */
// @ts-ignore: decorator
@inline function across(s: v128): f32 {
  const pairs = f32x4.add(s, v128.shuffle<f32>(s, s, 2, 3, 2, 3));
  return f32x4.extract_lane(pairs, 0) + f32x4.extract_lane(pairs, 1);
}

/** With `accumulate` g is added to, else overwritten. */
export function sddmm(
  start: usize, column: usize, rows: i32, a: usize, b: usize, stride: usize, gradient: usize, accumulate: i32,
): void {
  const edges = <usize>load<u32>(start + (<usize>rows << 2)) << 2;
  if (!accumulate) memory.fill(gradient, 0, edges);
  for (let r = 0; r < rows; r++, start += 4, a += stride) {
    const first = <usize>load<u32>(start) << 2, end = <usize>load<u32>(start, 4) << 2;
    let at: usize = 0;
    for (; at + BLOCK <= stride; at += BLOCK) {
      const from = a + at, base = b + at;
      const a0 = v128.load(from), a1 = v128.load(from, 16), a2 = v128.load(from, 32), a3 = v128.load(from, 48);
      const a4 = v128.load(from, 64), a5 = v128.load(from, 80), a6 = v128.load(from, 96), a7 = v128.load(from, 112);
      for (let k = first; k < end; k += 4) {
        const p = base + <usize>load<u32>(column + k) * stride;
        let s0 = f32x4.mul(a0, v128.load(p));
        let s1 = f32x4.mul(a1, v128.load(p, 16));
        s0 = madd(a2, v128.load(p, 32), s0);
        s1 = madd(a3, v128.load(p, 48), s1);
        s0 = madd(a4, v128.load(p, 64), s0);
        s1 = madd(a5, v128.load(p, 80), s1);
        s0 = madd(a6, v128.load(p, 96), s0);
        s1 = madd(a7, v128.load(p, 112), s1);
        const to = gradient + k;
        store<f32>(to, load<f32>(to) + across(f32x4.add(s0, s1)));
      }
    }
    for (; at < stride; at += 16) {
      const a0 = v128.load(a + at);
      for (let k = first; k < end; k += 4) {
        const p = b + at + <usize>load<u32>(column + k) * stride;
        const to = gradient + k;
        store<f32>(to, load<f32>(to) + across(f32x4.mul(a0, v128.load(p))));
      }
    }
  }
}

/** Y = exp(Z - max) and, per lane, the sum of Y and the max; down the rows by sixteen lanes, a cache line, and then by four. */
export function softmax(z: usize, rows: i32, stride: usize, y: usize, most: usize, sum: usize): void {
  const end = z + <usize>rows * stride;
  let at: usize = 0;
  for (; at + 64 <= stride; at += 64) {
    let m0 = f32x4.splat(-f32.MAX_VALUE), m1 = m0, m2 = m0, m3 = m0;
    for (let from = z + at; from < end; from += stride) {
      m0 = f32x4.pmax(m0, v128.load(from));
      m1 = f32x4.pmax(m1, v128.load(from, 16));
      m2 = f32x4.pmax(m2, v128.load(from, 32));
      m3 = f32x4.pmax(m3, v128.load(from, 48));
    }
    let s0 = f32x4.splat(0), s1 = s0, s2 = s0, s3 = s0;
    for (let from = z + at, to = y + at; from < end; from += stride, to += stride) {
      const e0 = exp4(f32x4.sub(v128.load(from), m0)), e1 = exp4(f32x4.sub(v128.load(from, 16), m1));
      v128.store(to, e0);
      v128.store(to, e1, 16);
      s0 = f32x4.add(s0, e0);
      s1 = f32x4.add(s1, e1);
      const e2 = exp4(f32x4.sub(v128.load(from, 32), m2)), e3 = exp4(f32x4.sub(v128.load(from, 48), m3));
      v128.store(to, e2, 32);
      v128.store(to, e3, 48);
      s2 = f32x4.add(s2, e2);
      s3 = f32x4.add(s3, e3);
    }
    const ms = most + at, ss = sum + at;
    v128.store(ms, m0);
    v128.store(ms, m1, 16);
    v128.store(ms, m2, 32);
    v128.store(ms, m3, 48);
    v128.store(ss, s0);
    v128.store(ss, s1, 16);
    v128.store(ss, s2, 32);
    v128.store(ss, s3, 48);
  }
  for (; at < stride; at += 16) {
    let m = f32x4.splat(-f32.MAX_VALUE), s = f32x4.splat(0);
    for (let from = z + at; from < end; from += stride) m = f32x4.pmax(m, v128.load(from));
    for (let from = z + at, to = y + at; from < end; from += stride, to += stride) {
      const e = exp4(f32x4.sub(v128.load(from), m));
      v128.store(to, e);
      s = f32x4.add(s, e);
    }
    v128.store(most + at, m);
    v128.store(sum + at, s);
  }
}

/** Per lane, the sum of Y^2. */
export function squares(y: usize, rows: i32, stride: usize, sum: usize): void {
  memory.fill(sum, 0, stride);
  for (let r = 0; r < rows; r++) {
    for (let at: usize = 0; at < stride; at += 16, y += 16) {
      const d = v128.load(y);
      v128.store(sum + at, madd(d, d, v128.load(sum + at)));
    }
  }
}

/** Y[r, b] *= factor[b]. */
export function scaleLanes(y: usize, rows: i32, stride: usize, factor: usize): void {
  for (let r = 0; r < rows; r++) {
    for (let at: usize = 0; at < stride; at += 16, y += 16) {
      v128.store(y, f32x4.mul(v128.load(y), v128.load(factor + at)));
    }
  }
}

/**
 * Y[r, :] = phi(bias[r] + sum over edges k from items i to r of w[k] X[i, :]): spmm where X is sparse. X comes in `count` pieces of four
 * lanes: `x` (count, 4) f32, and `at` (count, 2) u32, the item of each and the byte of the row where its lanes begin. Edges by item,
 * rows their columns.
 */
export function encode(
  start: usize, column: usize, weight: usize, rows: i32, x: usize, at: usize, count: i32, y: usize, stride: usize,
  bias: usize, kind: i32,
): void {
  for (let r = 0, to = y; r < rows; r++) {
    const from = bias ? v128.load32_splat(bias + (<usize>r << 2)) : f32x4.splat(0);
    for (const end = to + stride; to < end; to += 16) v128.store(to, from);
  }
  for (let n = 0; n < count; n++, x += 16, at += 8) {
    const piece = v128.load(x), item = start + (<usize>load<u32>(at) << 2), lanes = y + <usize>load<u32>(at, 4);
    const end = <usize>load<u32>(item, 4) << 2;
    for (let k = <usize>load<u32>(item) << 2; k < end; k += 4) {
      const to = lanes + <usize>load<u32>(column + k) * stride;
      v128.store(to, madd(v128.load32_splat(weight + k), piece, v128.load(to)));
    }
  }
  if (kind) for (let r = 0; r < rows; r++, y += stride) finishRow(y, stride, kind, 0);
}

/** g[k] += sum_b X[i, b] B[column k, b] for the edges k of all items i: sddmm where A is sparse, X in pieces as above. */
export function encodeGradient(
  start: usize, column: usize, x: usize, at: usize, count: i32, b: usize, stride: usize, gradient: usize,
): void {
  for (let n = 0; n < count; n++, x += 16, at += 8) {
    const piece = v128.load(x), item = start + (<usize>load<u32>(at) << 2), lanes = b + <usize>load<u32>(at, 4);
    const end = <usize>load<u32>(item, 4) << 2;
    for (let k = <usize>load<u32>(item) << 2; k < end; k += 4) {
      const product = f32x4.mul(piece, v128.load(lanes + <usize>load<u32>(column + k) * stride));
      store<f32>(gradient + k, load<f32>(gradient + k) + across(product));
    }
  }
}

/** Z[i, :] -= factor[i] X[i, :] for all items i, X in pieces as above. */
export function subtractInput(x: usize, at: usize, count: i32, factor: usize, z: usize, stride: usize): void {
  for (let n = 0; n < count; n++, x += 16, at += 8) {
    const item = <usize>load<u32>(at), to = z + item * stride + <usize>load<u32>(at, 4);
    v128.store(to, f32x4.sub(v128.load(to), f32x4.mul(v128.load32_splat(factor + (item << 2)), v128.load(x))));
  }
}

/** sums[i] += sum_b X[i, b] Z[i, b] for all items i, X in pieces as above. */
export function inputProducts(x: usize, at: usize, count: i32, z: usize, stride: usize, sums: usize): void {
  for (let n = 0; n < count; n++, x += 16, at += 8) {
    const item = <usize>load<u32>(at), to = sums + (item << 2);
    const product = f32x4.mul(v128.load(x), v128.load(z + item * stride + <usize>load<u32>(at, 4)));
    store<f32>(to, load<f32>(to) + across(product));
  }
}

/**
 * The way back through the decoder, both of its products in one pass: Y[r, :] = (sum over edges k of row r of w[edge k] X[column k, :])
 * * phi'(H[r, :]) and g[edge k] += sum_b H[r, b] X[column k, b]. `kind` as in finishRow or 0.
 */
export function backward(
  start: usize, column: usize, edge: usize, rows: i32, weight: usize, x: usize, stride: usize, hidden: usize, y: usize,
  gradient: usize, kind: i32,
): void {
  for (let r = 0; r < rows; r++, start += 4, hidden += stride, y += stride) {
    const first = <usize>load<u32>(start) << 2, end = <usize>load<u32>(start, 4) << 2;
    let at: usize = 0;
    for (; at + 64 <= stride; at += 64) {
      const h = hidden + at, base = x + at, to = y + at;
      const h0 = v128.load(h), h1 = v128.load(h, 16), h2 = v128.load(h, 32), h3 = v128.load(h, 48);
      let s0 = f32x4.splat(0), s1 = s0, s2 = s0, s3 = s0;
      for (let k = first; k < end; k += 4) {
        const e = <usize>load<u32>(edge + k) << 2, w = v128.load32_splat(weight + e);
        const p = base + <usize>load<u32>(column + k) * stride;
        const v0 = v128.load(p), v1 = v128.load(p, 16), v2 = v128.load(p, 32), v3 = v128.load(p, 48);
        s0 = madd(w, v0, s0);
        s1 = madd(w, v1, s1);
        s2 = madd(w, v2, s2);
        s3 = madd(w, v3, s3);
        const d = f32x4.add(madd(h2, v2, f32x4.mul(h0, v0)), madd(h3, v3, f32x4.mul(h1, v1)));
        store<f32>(gradient + e, load<f32>(gradient + e) + across(d));
      }
      v128.store(to, s0);
      v128.store(to, s1, 16);
      v128.store(to, s2, 32);
      v128.store(to, s3, 48);
    }
    for (; at < stride; at += 16) {
      const h = v128.load(hidden + at);
      let s = f32x4.splat(0);
      for (let k = first; k < end; k += 4) {
        const e = <usize>load<u32>(edge + k) << 2;
        const v = v128.load(x + at + <usize>load<u32>(column + k) * stride);
        s = madd(v128.load32_splat(weight + e), v, s);
        store<f32>(gradient + e, load<f32>(gradient + e) + across(f32x4.mul(h, v)));
      }
      v128.store(y + at, s);
    }
    if (kind) finishRow(y, stride, kind, hidden);
  }
}

/** Clears so many bytes. */
export function clear(at: usize, bytes: usize): void {
  memory.fill(at, 0, bytes);
}

/** sums[r] += the lanes of row r. */
export function rowSums(y: usize, rows: i32, stride: usize, sums: usize): void {
  for (let r = 0; r < rows; r++, sums += 4) {
    let s = f32x4.splat(0);
    for (const end = y + stride; y < end; y += 16) s = f32x4.add(s, v128.load(y));
    store<f32>(sums, load<f32>(sums) + across(s));
  }
}
