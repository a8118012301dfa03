// First version; comment comes with the final layout.
export const HEADER: usize = 2048;
const HIDDEN: usize = 4096;
const MOVE: usize = HIDDEN + 0x10000;
const PARTIAL: usize = MOVE + 0x10000;

const CONSTANTS = memory.data<f32>([
  80, 80, 80, 80, -80, -80, -80, -80,
  1.4426950216293335, 1.4426950216293335, 1.4426950216293335, 1.4426950216293335,
  12582912, 12582912, 12582912, 12582912,
  0.693359375, 0.693359375, 0.693359375, 0.693359375,
  -0.00021219444170128554, -0.00021219444170128554, -0.00021219444170128554, -0.00021219444170128554,
  -0.008290272206068039, -0.008290272206068039, -0.008290272206068039, -0.008290272206068039,
  0.04189816117286682, 0.04189816117286682, 0.04189816117286682, 0.04189816117286682,
  -0.1666763871908188, -0.1666763871908188, -0.1666763871908188, -0.1666763871908188,
  0.4999914765357971, 0.4999914765357971, 0.4999914765357971, 0.4999914765357971,
  -0.9999997019767761, -0.9999997019767761, -0.9999997019767761, -0.9999997019767761,
  1, 1, 1, 1,
], 16);

// @ts-ignore
@inline function madd(a: v128, b: v128, c: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return f32x4.relaxed_madd(a, b, c);
  return f32x4.add(f32x4.mul(a, b), c);
}
// @ts-ignore
@inline function nmadd(a: v128, b: v128, c: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return f32x4.relaxed_nmadd(a, b, c);
  return f32x4.sub(c, f32x4.mul(a, b));
}

// @ts-ignore
@inline function logistic(a: v128, q: v128): v128 {
  let z = f32x4.pmax(v128.load(CONSTANTS, 16), f32x4.pmin(v128.load(CONSTANTS), a));
  const magic = v128.load(CONSTANTS, 48);
  const k = nmadd(z, v128.load(CONSTANTS, 32), magic);
  const n = f32x4.sub(k, magic);
  let s = madd(n, v128.load(CONSTANTS, 64), z);
  s = madd(n, v128.load(CONSTANTS, 80), s);
  const one = v128.load(CONSTANTS, 176);
  let p = madd(v128.load(CONSTANTS, 96), s, v128.load(CONSTANTS, 112));
  p = madd(p, s, v128.load(CONSTANTS, 128));
  p = madd(p, s, v128.load(CONSTANTS, 144));
  p = madd(p, s, v128.load(CONSTANTS, 160));
  p = madd(p, s, one);
  const e = i32x4.add(p, i32x4.shl(k, 23));
  return f32x4.div(q, f32x4.add(one, e));
}

// @ts-ignore
@inline function gatherHidden<T>(p: usize): v128 {
  let v: v128;
  if (sizeof<T>() == 2) {
    v = v128.load32_zero(<usize>load<T>(p), HIDDEN);
    v = v128.load_lane<u32>(<usize>load<T>(p, 2), v, 1, HIDDEN);
    v = v128.load_lane<u32>(<usize>load<T>(p, 4), v, 2, HIDDEN);
    return v128.load_lane<u32>(<usize>load<T>(p, 6), v, 3, HIDDEN);
  }
  v = v128.load32_zero(<usize>load<T>(p));
  v = v128.load_lane<u32>(<usize>load<T>(p, 4), v, 1);
  v = v128.load_lane<u32>(<usize>load<T>(p, 8), v, 2);
  return v128.load_lane<u32>(<usize>load<T>(p, 12), v, 3);
}
// @ts-ignore
@inline function gatherMove<T>(p: usize): v128 {
  let v: v128;
  if (sizeof<T>() == 2) {
    v = v128.load32_zero(<usize>load<T>(p), MOVE);
    v = v128.load_lane<u32>(<usize>load<T>(p, 2), v, 1, MOVE);
    v = v128.load_lane<u32>(<usize>load<T>(p, 4), v, 2, MOVE);
    return v128.load_lane<u32>(<usize>load<T>(p, 6), v, 3, MOVE);
  }
  v = v128.load32_zero(<usize>load<T>(p));
  v = v128.load_lane<u32>(<usize>load<T>(p, 4), v, 1);
  v = v128.load_lane<u32>(<usize>load<T>(p, 8), v, 2);
  return v128.load_lane<u32>(<usize>load<T>(p, 12), v, 3);
}
// @ts-ignore
@inline function gatherPartial<T>(p: usize): v128 {
  let v: v128;
  if (sizeof<T>() == 2) {
    v = v128.load32_zero(<usize>load<T>(p), PARTIAL);
    v = v128.load_lane<u32>(<usize>load<T>(p, 2), v, 1, PARTIAL);
    v = v128.load_lane<u32>(<usize>load<T>(p, 4), v, 2, PARTIAL);
    return v128.load_lane<u32>(<usize>load<T>(p, 6), v, 3, PARTIAL);
  }
  v = v128.load32_zero(<usize>load<T>(p));
  v = v128.load_lane<u32>(<usize>load<T>(p, 4), v, 1);
  v = v128.load_lane<u32>(<usize>load<T>(p, 8), v, 2);
  return v128.load_lane<u32>(<usize>load<T>(p, 12), v, 3);
}

// Forward sums of the items, their moves, and the items' own copy of the weights.
function items<T>(): void {
  const scratch: usize = load<u32>(HEADER, 0);
  let steps: usize = load<u32>(HEADER, 4);
  const last: usize = load<u32>(HEADER, 8);
  let link: usize = load<u32>(HEADER, 12);
  let input: usize = load<u32>(HEADER, 16);
  let index: usize = load<u32>(HEADER, 20);
  let weight: usize = load<u32>(HEADER, 24);
  let move: usize = load<u32>(HEADER, 28);
  const scale = f32x4.splat(load<f32>(HEADER, 32));
  const one = v128.load(CONSTANTS, 176);
  let loss = f32x4.splat(0);
  while (steps < last) {
    const end = scratch + <usize>load<u32>(steps);
    steps += 4;
    let sum = gatherPartial<T>(link);
    link += 4 * sizeof<T>();
    const first = weight;
    for (let s = scratch; s < end; s += 16) {
      const h = gatherHidden<T>(index);
      v128.store(s, h);
      sum = madd(h, v128.load(weight), sum);
      index += 4 * sizeof<T>();
      weight += 16;
    }
    const y = logistic(sum, one);
    const difference = f32x4.sub(y, v128.load(input));
    input += 16;
    loss = madd(difference, difference, loss);
    const m = f32x4.mul(
      f32x4.mul(scale, difference),
      f32x4.mul(y, f32x4.sub(one, y)),
    );
    v128.store(move, m);
    move += 16;
    weight = first;
    for (let s = scratch; s < end; s += 16) {
      v128.store(weight, nmadd(v128.load(s), m, v128.load(weight)));
      weight += 16;
    }
  }
  v128.store(HEADER, loss, 128);
}

// Nodes on one item: four items side by side, one of their nodes a step.
function privates<T>(): void {
  let steps: usize = load<u32>(HEADER, 36);
  const last: usize = load<u32>(HEADER, 40);
  let link: usize = load<u32>(HEADER, 44);
  let record: usize = load<u32>(HEADER, 48);
  let partial: usize = load<u32>(HEADER, 52);
  while (steps < last) {
    const end = record + <usize>load<u32>(steps);
    steps += 4;
    const m = gatherMove<T>(link);
    link += 4 * sizeof<T>();
    let sum = f32x4.splat(0);
    for (; record < end; record += 80) {
      const w = v128.load(record), a = v128.load(record, 16);
      const q = v128.load(record, 48), h = v128.load(record, 64);
      const next = nmadd(h, m, w);
      const t = f32x4.mul(f32x4.mul(w, m), h);
      const u = f32x4.mul(f32x4.sub(q, h), v128.load(record, 32));
      const moved = nmadd(t, u, a);
      const hidden = logistic(moved, q);
      v128.store(record, next);
      v128.store(record, moved, 16);
      v128.store(record, hidden, 64);
      sum = madd(hidden, next, sum);
    }
    v128.store(partial, sum);
    partial += 16;
  }
}

// Nodes on several items: four nodes side by side, one of their items a step.
function nodes<T>(): void {
  let steps: usize = load<u32>(HEADER, 56);
  const last: usize = load<u32>(HEADER, 60);
  let index: usize = load<u32>(HEADER, 64);
  let weight: usize = load<u32>(HEADER, 68);
  let record: usize = load<u32>(HEADER, 72);
  let hidden: usize = load<u32>(HEADER, 76);
  while (steps < last) {
    const end = weight + <usize>load<u32>(steps);
    steps += 4;
    const h = v128.load(hidden);
    let gradient = f32x4.splat(0);
    for (; weight < end; weight += 16) {
      const m = gatherMove<T>(index);
      const w = v128.load(weight);
      gradient = madd(w, m, gradient);
      v128.store(weight, nmadd(h, m, w));
      index += 4 * sizeof<T>();
    }
    const q = v128.load(record, 32);
    const t = f32x4.mul(gradient, h);
    const u = f32x4.mul(f32x4.sub(q, h), v128.load(record, 16));
    const moved = nmadd(t, u, v128.load(record));
    v128.store(record, moved);
    v128.store(hidden, logistic(moved, q));
    record += 48;
    hidden += 16;
  }
}

function run<T>(epochs: i32): void {
  for (let t = 0; t < epochs; t++) {
    items<T>();
    privates<T>();
    nodes<T>();
  }
}
export function prime16(): void { privates<u16>(); nodes<u16>(); }
export function prime32(): void { privates<u32>(); nodes<u32>(); }
export function train16(epochs: i32): void { run<u16>(epochs); }
export function train32(epochs: i32): void { run<u32>(epochs); }
export function logistic4(): void {
  v128.store(HEADER, logistic(v128.load(HEADER, 128), v128.load(CONSTANTS, 176)), 128);
}
