/*
 * Cholesky factors and solutions of small systems in float64 (AssemblyScript; `deno task build-wasm` compiles it), for ridge_wasm.ts.
 *
 * (A + D) w = b by A + D = L L^T, rows of `stride` bytes, unknowns padded to n, a multiple of 4: the padding is a unit matrix. b is
 * row n of A, so that its row of L comes out as the solution of L y = b; row n + 1 is there to make pairs of rows.
 * Two rows at a time are multiplied with four finished ones: eight sums in registers, over columns in ascending order.
 */

/** The sum of both lanes. */
// @ts-ignore: decorator
@inline function across(s: v128): f64 {
  return f64x2.extract_lane(s, 0) + f64x2.extract_lane(s, 1);
}

/** Columns j .. j + 3 of two rows of L, before the triangle of the diagonal is taken out: A minus the products of the columns before. */
// @ts-ignore: decorator
@inline function subtract(from: usize, row: usize, block: usize, stride: usize, width: usize): void {
  let s0 = f64x2.splat(0), s1 = f64x2.splat(0), s2 = f64x2.splat(0), s3 = f64x2.splat(0);
  let t0 = f64x2.splat(0), t1 = f64x2.splat(0), t2 = f64x2.splat(0), t3 = f64x2.splat(0);
  const end = row + width;
  let p = row, q = row + stride, r0 = block, r1 = r0 + stride, r2 = r1 + stride, r3 = r2 + stride;
  for (; p < end; p += 16, q += 16, r0 += 16, r1 += 16, r2 += 16, r3 += 16) {
    const a = v128.load(p), b = v128.load(q);
    let c = v128.load(r0);
    s0 = f64x2.add(s0, f64x2.mul(a, c));
    t0 = f64x2.add(t0, f64x2.mul(b, c));
    c = v128.load(r1);
    s1 = f64x2.add(s1, f64x2.mul(a, c));
    t1 = f64x2.add(t1, f64x2.mul(b, c));
    c = v128.load(r2);
    s2 = f64x2.add(s2, f64x2.mul(a, c));
    t2 = f64x2.add(t2, f64x2.mul(b, c));
    c = v128.load(r3);
    s3 = f64x2.add(s3, f64x2.mul(a, c));
    t3 = f64x2.add(t3, f64x2.mul(b, c));
  }
  store<f64>(p, load<f64>(from) - across(s0));
  store<f64>(p, load<f64>(from, 8) - across(s1), 8);
  store<f64>(p, load<f64>(from, 16) - across(s2), 16);
  store<f64>(p, load<f64>(from, 24) - across(s3), 24);
  from += stride;
  store<f64>(q, load<f64>(from) - across(t0));
  store<f64>(q, load<f64>(from, 8) - across(t1), 8);
  store<f64>(q, load<f64>(from, 16) - across(t2), 16);
  store<f64>(q, load<f64>(from, 24) - across(t3), 24);
}

/** Divides four columns of a row below the diagonal by the diagonal's triangle at `d`; `inverse` are the reciprocals of its diagonal. */
// @ts-ignore: decorator
@inline function divide(at: usize, d: usize, stride: usize, inverse: usize): void {
  const d1 = d + stride, d2 = d1 + stride, d3 = d2 + stride;
  const x0 = load<f64>(at) * load<f64>(inverse);
  const x1 = (load<f64>(at, 8) - x0 * load<f64>(d1)) * load<f64>(inverse, 8);
  const x2 = (load<f64>(at, 16) - x0 * load<f64>(d2) - x1 * load<f64>(d2, 8)) * load<f64>(inverse, 16);
  const x3 = (load<f64>(at, 24) - x0 * load<f64>(d3) - x1 * load<f64>(d3, 8) - x2 * load<f64>(d3, 16)) *
    load<f64>(inverse, 24);
  store<f64>(at, x0);
  store<f64>(at, x1, 8);
  store<f64>(at, x2, 16);
  store<f64>(at, x3, 24);
}

/** The diagonal's triangle of four columns, in place; a pivot that rounding has eaten up takes its unknown out (reciprocal 0). */
// @ts-ignore: decorator
@inline function triangle(d: usize, a: usize, stride: usize, penalty: usize, inverse: usize, least: f64): void {
  for (let c = 0; c < 4; c++) {
    const row = d + <usize>c * stride;
    for (let k = 0; k < c; k++) {
      const other = d + <usize>k * stride;
      let sum = load<f64>(row + ((<usize>k) << 3));
      for (let m = 0; m < k; m++) sum -= load<f64>(row + ((<usize>m) << 3)) * load<f64>(other + ((<usize>m) << 3));
      store<f64>(row + ((<usize>k) << 3), sum * load<f64>(inverse + ((<usize>k) << 3)));
    }
    const own = (<usize>c) << 3, added = load<f64>(penalty + own);
    let pivot = load<f64>(row + own) + added;
    for (let m = 0; m < c; m++) {
      const x = load<f64>(row + ((<usize>m) << 3));
      pivot -= x * x;
    }
    const whole = load<f64>(a + <usize>c * stride + own) + added;
    store<f64>(inverse + own, pivot > least * whole ? 1 / Math.sqrt(pivot) : 0);
  }
}

/** `a` (n + 2, n) is kept; `l` (n + 2, n), `inverse` (n) and `w` (n) are overwritten; `penalty` (n) is the diagonal of D. */
export function solve(a: usize, l: usize, n: i32, penalty: usize, inverse: usize, w: usize, least: f64): void {
  const stride = (<usize>n) << 3;
  const end = l + (<usize>n + 2) * stride;
  for (let j: usize = 0; j < stride; j += 32) {
    const block = l + (j >> 3) * stride;
    let from = a + (j >> 3) * stride + j;
    const diagonal = from, d = block + j;
    subtract(from, block, block, stride, j);
    subtract(from + 2 * stride, block + 2 * stride, block, stride, j);
    triangle(d, diagonal, stride, penalty + j, inverse + j, least);
    from += 4 * stride;
    for (let row = block + 4 * stride; row < end; row += 2 * stride, from += 2 * stride) {
      subtract(from, row, block, stride, j);
      divide(row + j, d, stride, inverse + j);
      divide(row + stride + j, d, stride, inverse + j);
    }
  }
  // L^T w = y, by rows of L from the last one up.
  memory.copy(w, l + <usize>n * stride, stride);
  for (let r = n - 1; r >= 0; r--) {
    const row = l + <usize>r * stride, own = (<usize>r) << 3;
    const x = load<f64>(w + own) * load<f64>(inverse + own);
    store<f64>(w + own, x);
    const x2 = f64x2.splat(x);
    let k: usize = 0;
    for (; k + 16 <= own; k += 16) {
      v128.store(w + k, f64x2.sub(v128.load(w + k), f64x2.mul(x2, v128.load(row + k))));
    }
    if (k < own) store<f64>(w + k, load<f64>(w + k) - x * load<f64>(row + k));
  }
}
