/*
 * Scores of one user in several networks with the same edges (AssemblyScript; `deno task build-wasm` compiles it), for
 * lane_scores_wasm.ts.
 *
 *     scores[column k, :] += h[n] weights[k, :]    for each listed neuron n and its edges k, in their order
 *
 * start (neurons + 1) and column (edges) u32; weights (edges, lanes) and scores (items, lanes) f32, a row of `stride` bytes, lanes a
 * multiple of 4; neurons u32 and values f32 (count).
 */

/** Adds a times one vector of weights to one of scores. */
// @ts-ignore: decorator
@inline function add(to: usize, from: usize, a: v128): void {
  v128.store(to, f32x4.add(v128.load(to), f32x4.mul(a, v128.load(from))));
}

export function addScores(
  start: usize, column: usize, weights: usize, stride: usize, neurons: usize, values: usize, count: i32, scores: usize,
): void {
  for (const end = neurons + ((<usize>count) << 2); neurons < end; neurons += 4, values += 4) {
    const at = start + ((<usize>load<u32>(neurons)) << 2);
    const first = <usize>load<u32>(at), last = column + ((<usize>load<u32>(at, 4)) << 2);
    const a = v128.load32_splat(values);
    let k = column + (first << 2), from = weights + first * stride;
    // Widths of one to three vectors are written out: a loop over them costs more than they do.
    if (stride == 48) {
      for (; k < last; k += 4, from += 48) {
        const to = scores + (<usize>load<u32>(k)) * 48;
        add(to, from, a);
        add(to + 16, from + 16, a);
        add(to + 32, from + 32, a);
      }
    } else if (stride == 32) {
      for (; k < last; k += 4, from += 32) {
        const to = scores + (<usize>load<u32>(k)) * 32;
        add(to, from, a);
        add(to + 16, from + 16, a);
      }
    } else {
      for (; k < last; k += 4, from += stride) {
        const to = scores + (<usize>load<u32>(k)) * stride;
        for (let lane: usize = 0; lane < stride; lane += 16) add(to + lane, from + lane, a);
      }
    }
  }
}
