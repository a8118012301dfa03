/*
 * What a Cholesky factorisation by tiles is made of, in float64 (AssemblyScript; `deno task build-wasm` compiles it), for
 * cholesky_tiles_wasm.ts. A tile is 64 rows of 64 numbers, row after row: 32 KB, so that two of them stay in the cache of a core.
 *
 * Every product is one of rows with rows, C += sign A B^T, two rows of A with four of B at a time: eight sums in registers, over columns in
 * ascending order.
 */

const T: i32 = 64;
const ROW: usize = 512;
const TILE: usize = 32768;

/** The sum of both lanes. */
// @ts-ignore: decorator
@inline function across(s: v128): f64 {
  return f64x2.extract_lane(s, 0) + f64x2.extract_lane(s, 1);
}

/** C += sign A B^T. */
export function multiply(c: usize, a: usize, b: usize, sign: f64): void {
  for (let p = a, to = c; p < a + TILE; p += 2 * ROW, to += 2 * ROW) {
    const q = p + ROW;
    let out = to;
    for (let r0 = b; r0 < b + TILE; r0 += 4 * ROW, out += 32) {
      let s0 = f64x2.splat(0), s1 = f64x2.splat(0), s2 = f64x2.splat(0), s3 = f64x2.splat(0);
      let t0 = f64x2.splat(0), t1 = f64x2.splat(0), t2 = f64x2.splat(0), t3 = f64x2.splat(0);
      for (let k: usize = 0; k < ROW; k += 16) {
        const x = v128.load(p + k), y = v128.load(q + k);
        let z = v128.load(r0 + k);
        s0 = f64x2.add(s0, f64x2.mul(x, z));
        t0 = f64x2.add(t0, f64x2.mul(y, z));
        z = v128.load(r0 + k, ROW);
        s1 = f64x2.add(s1, f64x2.mul(x, z));
        t1 = f64x2.add(t1, f64x2.mul(y, z));
        z = v128.load(r0 + k, 2 * ROW);
        s2 = f64x2.add(s2, f64x2.mul(x, z));
        t2 = f64x2.add(t2, f64x2.mul(y, z));
        z = v128.load(r0 + k, 3 * ROW);
        s3 = f64x2.add(s3, f64x2.mul(x, z));
        t3 = f64x2.add(t3, f64x2.mul(y, z));
      }
      store<f64>(out, load<f64>(out) + sign * across(s0));
      store<f64>(out, load<f64>(out, 8) + sign * across(s1), 8);
      store<f64>(out, load<f64>(out, 16) + sign * across(s2), 16);
      store<f64>(out, load<f64>(out, 24) + sign * across(s3), 24);
      store<f64>(out, load<f64>(out, ROW) + sign * across(t0), ROW);
      store<f64>(out, load<f64>(out, ROW + 8) + sign * across(t1), ROW + 8);
      store<f64>(out, load<f64>(out, ROW + 16) + sign * across(t2), ROW + 16);
      store<f64>(out, load<f64>(out, ROW + 24) + sign * across(t3), ROW + 24);
    }
  }
}

/**
 * The lower triangle of a diagonal tile becomes its Cholesky factor L; `inverse` becomes L^-1, with zeros above.
 * Returns the row whose pivot was not above 0, or -1.
 */
export function factor(d: usize, inverse: usize): i32 {
  for (let i = 0; i < T; i++) {
    const row = d + <usize>i * ROW;
    for (let j = 0; j <= i; j++) {
      const other = d + <usize>j * ROW;
      let sum = load<f64>(row + ((<usize>j) << 3));
      for (let k: usize = 0; k < (<usize>j) << 3; k += 8) sum -= load<f64>(row + k) * load<f64>(other + k);
      if (i === j) {
        if (!(sum > 0)) return i;
        store<f64>(row + ((<usize>j) << 3), Math.sqrt(sum));
      } else store<f64>(row + ((<usize>j) << 3), sum / load<f64>(other + ((<usize>j) << 3)));
    }
  }
  // Row i of L^-1 is (e_i - sum over k < i of L_ik (row k of L^-1)) / L_ii.
  memory.fill(inverse, 0, TILE);
  for (let i = 0; i < T; i++) {
    const from = d + <usize>i * ROW, row = inverse + <usize>i * ROW;
    const pivot = 1 / load<f64>(from + ((<usize>i) << 3));
    for (let k = 0; k < i; k++) {
      const weight = load<f64>(from + ((<usize>k) << 3)), other = inverse + <usize>k * ROW;
      for (let c: usize = 0; c <= (<usize>k) << 3; c += 8) {
        store<f64>(row + c, load<f64>(row + c) - weight * load<f64>(other + c));
      }
    }
    for (let c: usize = 0; c < (<usize>i) << 3; c += 8) store<f64>(row + c, load<f64>(row + c) * pivot);
    store<f64>(row + ((<usize>i) << 3), pivot);
  }
  return -1;
}

/** `to` becomes the transpose of another tile. */
export function transpose(to: usize, from: usize): void {
  for (let r: usize = 0; r < <usize>T; r++) {
    for (let c: usize = 0; c < <usize>T; c++) store<f64>(to + r * ROW + (c << 3), load<f64>(from + c * ROW + (r << 3)));
  }
}

/** `to` becomes a copy of another tile, or zero where there is none. */
export function assign(to: usize, from: usize): void {
  if (from === 0) memory.fill(to, 0, TILE);
  else memory.copy(to, from, TILE);
}
