/*
 * Steps of a continuous bag of words over whole sentences (AssemblyScript; `deno task build-wasm` compiles it), for cbow_wasm.ts; formulas
 * in cbow_cpu.ts, whose float32 twin this is.
 *
 * input and output (words, size) f32, a row of `stride` bytes, size a multiple of 4; squares (words) f32; words u32 (n), noise u32 and
 * weights f32 (noise). scratch: four rows (the sum of all input vectors, P, N, c), then an error for each word.
 */

// @ts-ignore: decorator
@inline function total(a: v128): f32 {
  return (f32x4.extract_lane(a, 0) + f32x4.extract_lane(a, 1)) + (f32x4.extract_lane(a, 2) + f32x4.extract_lane(a, 3));
}

// @ts-ignore: decorator
@inline function logistic(x: f32): f32 {
  return <f32>1 / (<f32>1 + Mathf.exp(-x));
}

/** log(1 + exp(x)). */
// @ts-ignore: decorator
@inline function softplus(x: f32): f32 {
  return max<f32>(x, 0) + Mathf.log(<f32>1 + Mathf.exp(-abs<f32>(x)));
}

/** Moves one vector against `factor` times a row, at a step that shrinks with the squares the vector has seen. */
function move(vector: usize, squares: usize, row: usize, factor: f32, stride: usize, rate: f32, epsilon: f32): void {
  let norm = f32x4.splat(0);
  for (let d: usize = 0; d < stride; d += 16) {
    const a = v128.load(row + d);
    norm = f32x4.add(norm, f32x4.mul(a, a));
  }
  const seen = load<f32>(squares) + factor * factor * total(norm) / <f32>(stride >> 2);
  store<f32>(squares, seen);
  const step = f32x4.splat(factor * rate / sqrt<f32>(seen + epsilon));
  for (let d: usize = 0; d < stride; d += 16) {
    v128.store(vector + d, f32x4.sub(v128.load(vector + d), f32x4.mul(step, v128.load(row + d))));
  }
}

export function step(
  input: usize, output: usize, inputSquares: usize, outputSquares: usize, stride: usize,
  words: usize, n: i32, noise: usize, weights: usize, noises: i32, rate: f32, epsilon: f32, scratch: usize,
): f32 {
  const sum = scratch, positive = sum + stride, negative = positive + stride, mean = negative + stride;
  const errors = mean + stride;
  memory.fill(sum, 0, 4 * stride);
  const end = words + ((<usize>n) << 2), noiseEnd = noise + ((<usize>noises) << 2);
  for (let w = words; w < end; w += 4) {
    const v = input + <usize>load<u32>(w) * stride;
    for (let d: usize = 0; d < stride; d += 16) v128.store(sum + d, f32x4.add(v128.load(sum + d), v128.load(v + d)));
  }
  const over = f32x4.splat(<f32>1 / <f32>n);
  for (let d: usize = 0; d < stride; d += 16) v128.store(mean + d, f32x4.mul(v128.load(sum + d), over));
  let loss: f32 = 0;
  for (let w = noise, m = weights; w < noiseEnd; w += 4, m += 4) {
    const u = output + <usize>load<u32>(w) * stride;
    let dot = f32x4.splat(0);
    for (let d: usize = 0; d < stride; d += 16) dot = f32x4.add(dot, f32x4.mul(v128.load(mean + d), v128.load(u + d)));
    const score = total(dot), weight = load<f32>(m);
    loss += weight * softplus(score);
    const error = weight * logistic(score);
    // The errors of the noise take the place of its weights, for the last loop.
    store<f32>(m, error);
    const e = f32x4.splat(error);
    for (let d: usize = 0; d < stride; d += 16) {
      v128.store(negative + d, f32x4.add(v128.load(negative + d), f32x4.mul(e, v128.load(u + d))));
    }
  }
  const others = <f32>1 / <f32>(n - 1);
  for (let w = words, e = errors; w < end; w += 4, e += 4) {
    const v = input + <usize>load<u32>(w) * stride, u = output + <usize>load<u32>(w) * stride;
    let dot = f32x4.splat(0);
    for (let d: usize = 0; d < stride; d += 16) {
      dot = f32x4.add(dot, f32x4.mul(f32x4.sub(v128.load(sum + d), v128.load(v + d)), v128.load(u + d)));
    }
    const score = total(dot) * others;
    loss += softplus(-score);
    const error = -logistic(-score);
    store<f32>(e, error);
    const g = f32x4.splat(error);
    for (let d: usize = 0; d < stride; d += 16) {
      v128.store(positive + d, f32x4.add(v128.load(positive + d), f32x4.mul(g, v128.load(u + d))));
    }
  }
  // What all input gradients share: P / (n - 1) + N / n.
  const less = f32x4.splat(others);
  for (let d: usize = 0; d < stride; d += 16) {
    const shared = f32x4.add(f32x4.mul(v128.load(positive + d), less), f32x4.mul(v128.load(negative + d), over));
    v128.store(positive + d, shared);
  }
  for (let w = words, e = errors; w < end; w += 4, e += 4) {
    const word = <usize>load<u32>(w);
    const v = input + word * stride, u = output + word * stride, error = load<f32>(e);
    const own = f32x4.splat(error * others);
    // The context of the word first, while its vector is as it was; then the gradient of its vector, while u is.
    let norm = f32x4.splat(0), square = f32x4.splat(0);
    for (let d: usize = 0; d < stride; d += 16) {
      const h = f32x4.sub(v128.load(sum + d), v128.load(v + d));
      const g = f32x4.sub(v128.load(positive + d), f32x4.mul(own, v128.load(u + d)));
      norm = f32x4.add(norm, f32x4.mul(h, h));
      square = f32x4.add(square, f32x4.mul(g, g));
    }
    const size = <f32>(stride >> 2), factor = error * others;
    const atU = outputSquares + (word << 2), atV = inputSquares + (word << 2);
    const seenU = load<f32>(atU) + factor * factor * total(norm) / size;
    const seenV = load<f32>(atV) + total(square) / size;
    store<f32>(atU, seenU);
    store<f32>(atV, seenV);
    const stepU = f32x4.splat(factor * rate / sqrt<f32>(seenU + epsilon));
    const stepV = f32x4.splat(rate / sqrt<f32>(seenV + epsilon));
    for (let d: usize = 0; d < stride; d += 16) {
      const a = v128.load(v + d), b = v128.load(u + d);
      const h = f32x4.sub(v128.load(sum + d), a);
      const g = f32x4.sub(v128.load(positive + d), f32x4.mul(own, b));
      v128.store(u + d, f32x4.sub(b, f32x4.mul(stepU, h)));
      v128.store(v + d, f32x4.sub(a, f32x4.mul(stepV, g)));
    }
  }
  for (let w = noise, m = weights; w < noiseEnd; w += 4, m += 4) {
    const word = <usize>load<u32>(w);
    move(output + word * stride, outputSquares + (word << 2), mean, load<f32>(m), stride, rate, epsilon);
  }
  return loss;
}

/** scores[r] = context . row r, for `rows` rows. */
export function scores(context: usize, vectors: usize, stride: usize, rows: i32, out: usize): void {
  for (const end = out + ((<usize>rows) << 2); out < end; out += 4, vectors += stride) {
    let dot = f32x4.splat(0);
    for (let d: usize = 0; d < stride; d += 16) {
      dot = f32x4.add(dot, f32x4.mul(v128.load(context + d), v128.load(vectors + d)));
    }
    store<f32>(out, total(dot));
  }
}
