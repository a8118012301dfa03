/**
 * Personal mode in WebAssembly with SIMD (AssemblyScript; `deno task build-wasm` compiles it): trains one network for some epochs.
 *
 *     h_c = q_c / (1 + exp(-a_c))                b_i = sum over nodes c of i of h_c w_ci        y_i = 1 / (1 + exp(-b_i))
 *     m_i = lr (2 / items) (y_i - x_i) y_i (1 - y_i)                                              (lr times delta: the "move")
 *     a_c -= K_c h_c (q_c - h_c) sum over items i of c of m_i w_ci,    K_c = S_c / q_c^3          w_ci -= h_c m_i
 *
 * for items i and nodes c, with q_c = sqrt(multiplicity), h and w stored times q (personal_networks.ts) and all right-hand sides
 * from before the step. `personal_wasm_layout.ts` puts the network here and is the other half of this file.
 *
 * Four rows run side by side as the lanes of a vector, one edge of each a step, so a sum over a row needs no shuffle. Rows are sorted by
 * length: four neighbours are equally long or nearly so, and the processor foresees where loops end. What costs is gathering,
 * because Deno's V8 checks the bounds of every access at an address that is no constant (a compare and a branch). Three kinds of nodes,
 * by the number of their items, therefore go three ways:
 *
 *     one item        lanes are items: their m and their part of b are vectors, nothing is gathered (two thirds of the nodes)
 *     two items       lanes are nodes: gathers m, moves w and a, and with both edges still in registers adds h w to b
 *     more            lanes are nodes: gathers m, moves w and a, stores h; the items keep a second copy of these w, gather h
 *                     and sum. The second copy makes the same moves by the same operations, so the two never differ by a bit
 *
 * Memory: constants; header of addresses; hidden values (gathered; a zero first); blocks of four items (gathered; one of
 * zeros first, which padding points at): m, b (the part of nodes on one or two items), x; then the streams, read in order:
 *     item cells      w ×4, h ×4 (of the epoch before), a step of an item row; one list of offsets into hidden values beside it
 *     lone records    a ×4, K ×4, q ×4, h ×4, w ×4 a step
 *     node weights    w ×4 a step; one list of offsets into blocks beside it
 *     node records    a ×4, K ×4, q ×4, h ×4 a group (h of two-item nodes only)
 * Offsets have 16 bits, or 32 where 64 KiB do not hold what is gathered: hence <T>.
 */
const HEADER: usize = 2048;
const RESULT: usize = HEADER + 128;
const HIDDEN: usize = 4096;
const MOVE: usize = HIDDEN + 0x10000;
const SUM: usize = MOVE + 16;
const INPUT: usize = MOVE + 32;
const BLOCK: usize = 48;

// Loaded where they are used: sixteen registers hold no constants beside the work. The polynomial is the minimax one of degree 5 to
// exp(-s) for |s| <= ln(2) / 2 that is exactly 1 at 0 (relative error 9.2e-8 before rounding). With all rounding, over -80 to 80 and against
// float64, exp is within 1.7e-7 relative (1.9e-7 without fused multiply-add) and the logistic function within 2.3e-7.
const LIMIT = memory.data<f32>([80, 80, 80, 80], 16);
const MINUS_LIMIT = memory.data<f32>([-80, -80, -80, -80], 16);
const LOG2_E = memory.data<f32>([1.442695, 1.442695, 1.442695, 1.442695], 16);
// 1.5 × 2^23: adding it rounds to an integer and leaves that integer in the low bits.
const ROUND = memory.data<f32>([12582912, 12582912, 12582912, 12582912], 16);
// ln(2) in two parts, the first short enough that its products with small integers are exact.
const LN2_HIGH = memory.data<f32>([0.693359375, 0.693359375, 0.693359375, 0.693359375], 16);
const LN2_LOW = memory.data<f32>([-0.00021219444, -0.00021219444, -0.00021219444, -0.00021219444], 16);
const C5 = memory.data<f32>([-0.008290272, -0.008290272, -0.008290272, -0.008290272], 16);
const C4 = memory.data<f32>([0.04189816, 0.04189816, 0.04189816, 0.04189816], 16);
const C3 = memory.data<f32>([-0.16667639, -0.16667639, -0.16667639, -0.16667639], 16);
const C2 = memory.data<f32>([0.49999148, 0.49999148, 0.49999148, 0.49999148], 16);
const C1 = memory.data<f32>([-0.9999997, -0.9999997, -0.9999997, -0.9999997], 16);
const ONE = memory.data<f32>([1, 1, 1, 1], 16);

/** a b + c. Relaxed: rounded once where the processor can, always the same way on one machine. */
// @ts-ignore: decorator
@inline function madd(a: v128, b: v128, c: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return f32x4.relaxed_madd(a, b, c);
  return f32x4.add(f32x4.mul(a, b), c);
}

/** c - a b. */
// @ts-ignore: decorator
@inline function nmadd(a: v128, b: v128, c: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return f32x4.relaxed_nmadd(a, b, c);
  return f32x4.sub(c, f32x4.mul(a, b));
}

/** q / (1 + exp(-a)), a held within -80 to 80: exp(-a) = 2^n exp(-s), n the integer next to -a log2(e), s = a + n ln(2). */
// @ts-ignore: decorator
@inline function logistic(a: v128, q: v128): v128 {
  const z = f32x4.pmax(v128.load(MINUS_LIMIT), f32x4.pmin(v128.load(LIMIT), a));
  const rounded = nmadd(z, v128.load(LOG2_E), v128.load(ROUND));
  const n = f32x4.sub(rounded, v128.load(ROUND));
  const s = madd(n, v128.load(LN2_LOW), madd(n, v128.load(LN2_HIGH), z));
  let p = madd(v128.load(C5), s, v128.load(C4));
  p = madd(p, s, v128.load(C3));
  p = madd(p, s, v128.load(C2));
  p = madd(p, s, v128.load(C1));
  p = madd(p, s, v128.load(ONE));
  // The integer's low bits land in the exponent; the rest of `rounded` is shifted out.
  const e = i32x4.add(p, i32x4.shl(rounded, 23));
  return f32x4.div(q, f32x4.add(v128.load(ONE), e));
}

// Four offsets come in one or two loads, because a load costs more than a shift.

// @ts-ignore: decorator
@inline function low<T>(at: usize): u64 {
  return load<u64>(at);
}
// @ts-ignore: decorator
@inline function high<T>(at: usize): u64 {
  return sizeof<T>() == 2 ? 0 : load<u64>(at, 8);
}
// @ts-ignore: decorator
@inline function lane0<T>(x: u64, y: u64): usize {
  return sizeof<T>() == 2 ? <usize>(<u32>x & 0xffff) : <usize>(<u32>x);
}
// @ts-ignore: decorator
@inline function lane1<T>(x: u64, y: u64): usize {
  return sizeof<T>() == 2 ? <usize>(<u32>x >>> 16) : <usize>(x >>> 32);
}
// @ts-ignore: decorator
@inline function lane2<T>(x: u64, y: u64): usize {
  return sizeof<T>() == 2 ? <usize>(<u32>(x >>> 32) & 0xffff) : <usize>(<u32>y);
}
// @ts-ignore: decorator
@inline function lane3<T>(x: u64, y: u64): usize {
  return sizeof<T>() == 2 ? <usize>(x >>> 48) : <usize>(y >>> 32);
}

/** The moves of four items. */
// @ts-ignore: decorator
@inline function gatherMoves<T>(x: u64, y: u64): v128 {
  let v = v128.load32_zero(lane0<T>(x, y), MOVE);
  v = v128.load_lane<u32>(lane1<T>(x, y), v, 1, MOVE);
  v = v128.load_lane<u32>(lane2<T>(x, y), v, 2, MOVE);
  return v128.load_lane<u32>(lane3<T>(x, y), v, 3, MOVE);
}

/** The hidden values of four nodes. */
// @ts-ignore: decorator
@inline function gatherHidden<T>(x: u64, y: u64): v128 {
  let v = v128.load32_zero(lane0<T>(x, y), HIDDEN);
  v = v128.load_lane<u32>(lane1<T>(x, y), v, 1, HIDDEN);
  v = v128.load_lane<u32>(lane2<T>(x, y), v, 2, HIDDEN);
  return v128.load_lane<u32>(lane3<T>(x, y), v, 3, HIDDEN);
}

// @ts-ignore: decorator
@inline function addToSum(at: usize, value: f32): void {
  store<f32>(at, load<f32>(at, SUM) + value, SUM);
}

/** Adds to b of four items, one after another: two of them may be the same. */
// @ts-ignore: decorator
@inline function addToSums<T>(x: u64, y: u64, v: v128): void {
  addToSum(lane0<T>(x, y), f32x4.extract_lane(v, 0));
  addToSum(lane1<T>(x, y), f32x4.extract_lane(v, 1));
  addToSum(lane2<T>(x, y), f32x4.extract_lane(v, 2));
  addToSum(lane3<T>(x, y), f32x4.extract_lane(v, 3));
}

/** One step of four item rows: makes the last epoch's moves in this copy of w, and returns b plus h w. */
// @ts-ignore: decorator
@inline function itemStep<T>(cell: usize, index: usize, move: v128, sum: v128): v128 {
  const h = gatherHidden<T>(low<T>(index), high<T>(index));
  const w = nmadd(v128.load(cell, 16), move, v128.load(cell));
  v128.store(cell, w);
  v128.store(cell, h, 16);
  return madd(h, w, sum);
}

/** Completes b of all items; then y, the loss and the moves of this epoch. */
function trainItems<T>(factor: f32): void {
  let steps: usize = load<u32>(HEADER, 0);
  const last: usize = load<u32>(HEADER, 4);
  let block: usize = load<u32>(HEADER, 8);
  let index: usize = load<u32>(HEADER, 12);
  let cell: usize = load<u32>(HEADER, 16);
  const stride: usize = 4 * sizeof<T>();
  const scale = f32x4.splat(factor), one = v128.load(ONE);
  let loss = f32x4.splat(0);
  for (; steps < last; steps += 4) {
    const end = cell + <usize>load<u32>(steps);
    const before = v128.load(block, MOVE);
    // Two sums, so that one step need not wait for the other.
    let even = v128.load(block, SUM), odd = f32x4.splat(0);
    for (; cell + 32 < end; cell += 64) {
      even = itemStep<T>(cell, index, before, even);
      odd = itemStep<T>(cell + 32, index + stride, before, odd);
      index += 2 * stride;
    }
    if (cell < end) {
      even = itemStep<T>(cell, index, before, even);
      index += stride;
      cell += 32;
    }
    const y = logistic(f32x4.add(even, odd), one);
    const difference = f32x4.sub(y, v128.load(block, INPUT));
    loss = madd(difference, difference, loss);
    const slope = f32x4.mul(y, f32x4.sub(one, y));
    v128.store(block, f32x4.mul(f32x4.mul(scale, difference), slope), MOVE);
    v128.store(block, f32x4.splat(0), SUM);
    block += BLOCK;
  }
  v128.store(RESULT, loss);
}

/** Moves a of four nodes by their gradient (sum of m w), and returns their new h. */
// @ts-ignore: decorator
@inline function moveNodes(record: usize, gradient: v128, h: v128): v128 {
  const q = v128.load(record, 32);
  const slope = f32x4.mul(f32x4.sub(q, h), v128.load(record, 16));
  const a = nmadd(f32x4.mul(gradient, h), slope, v128.load(record));
  v128.store(record, a);
  return logistic(a, q);
}

/** Nodes on one item: four items side by side, one node of each a step. */
function trainLoneNodes<T>(): void {
  let steps: usize = load<u32>(HEADER, 20);
  const last: usize = load<u32>(HEADER, 24);
  let index: usize = load<u32>(HEADER, 28);
  let record: usize = load<u32>(HEADER, 32);
  for (; steps < last; steps += 4) {
    const end = record + <usize>load<u32>(steps);
    const x = low<T>(index), y = high<T>(index);
    index += 4 * sizeof<T>();
    const m = gatherMoves<T>(x, y);
    let sum = f32x4.splat(0);
    for (; record < end; record += 80) {
      const h = v128.load(record, 48), w = v128.load(record, 64);
      const moved = nmadd(h, m, w);
      const hidden = moveNodes(record, f32x4.mul(w, m), h);
      v128.store(record, hidden, 48);
      v128.store(record, moved, 64);
      sum = madd(hidden, moved, sum);
    }
    addToSums<T>(x, y, sum);
  }
}

/** One step of four node rows: moves w, and returns the gradient plus m w from before. */
// @ts-ignore: decorator
@inline function nodeStep<T>(weight: usize, index: usize, h: v128, gradient: v128): v128 {
  const m = gatherMoves<T>(low<T>(index), high<T>(index));
  const w = v128.load(weight);
  v128.store(weight, nmadd(h, m, w));
  return madd(w, m, gradient);
}

/** Nodes on three items or more, then nodes on two: four nodes side by side, one item of each a step. */
function trainSharedNodes<T>(): void {
  let steps: usize = load<u32>(HEADER, 36);
  const last: usize = load<u32>(HEADER, 40);
  let index: usize = load<u32>(HEADER, 44);
  let weight: usize = load<u32>(HEADER, 48);
  let record: usize = load<u32>(HEADER, 52);
  let place: usize = load<u32>(HEADER, 56);
  const end: usize = load<u32>(HEADER, 60);
  const stride: usize = 4 * sizeof<T>();
  for (; steps < last; steps += 4) {
    const h = v128.load(place), stop = weight + <usize>load<u32>(steps);
    let even = f32x4.splat(0), odd = f32x4.splat(0);
    for (; weight + 16 < stop; weight += 32) {
      even = nodeStep<T>(weight, index, h, even);
      odd = nodeStep<T>(weight + 16, index + stride, h, odd);
      index += 2 * stride;
    }
    if (weight < stop) {
      even = nodeStep<T>(weight, index, h, even);
      index += stride;
      weight += 16;
    }
    v128.store(place, moveNodes(record, f32x4.add(even, odd), h));
    place += 16;
    record += 64;
  }
  for (; record < end; record += 64) {
    const h = v128.load(record, 48);
    const x0 = low<T>(index), y0 = high<T>(index);
    const x1 = low<T>(index + stride), y1 = high<T>(index + stride);
    const m0 = gatherMoves<T>(x0, y0), m1 = gatherMoves<T>(x1, y1);
    const w0 = v128.load(weight), w1 = v128.load(weight, 16);
    const moved0 = nmadd(h, m0, w0), moved1 = nmadd(h, m1, w1);
    v128.store(weight, moved0);
    v128.store(weight, moved1, 16);
    const hidden = moveNodes(record, madd(w1, m1, f32x4.mul(w0, m0)), h);
    v128.store(record, hidden, 48);
    addToSums<T>(x0, y0, f32x4.mul(hidden, moved0));
    addToSums<T>(x1, y1, f32x4.mul(hidden, moved1));
    index += 2 * stride;
    weight += 32;
  }
}

// @ts-ignore: decorator
@inline function train<T>(epochs: i32, scale: f32): void {
  for (let epoch = 0; epoch < epochs; epoch++) {
    trainItems<T>(scale);
    trainLoneNodes<T>();
    trainSharedNodes<T>();
  }
}

/** Trains with offsets of 16 bits; scale is 2 lr / items. One epoch of scale 0 moves nothing and computes h and b. */
export function train16(epochs: i32, scale: f32): void {
  train<u16>(epochs, scale);
}

/** The same with offsets of 32 bits. */
export function train32(epochs: i32, scale: f32): void {
  train<u32>(epochs, scale);
}

/** Replaces the four numbers at the result by their logistic function, for tests. */
export function logistic4(): void {
  v128.store(RESULT, logistic(v128.load(RESULT), v128.load(ONE)));
}
