// Last of four dispatches for one sentence: moves the output vectors of the noise, by dL/du_q = errors[n + q] S / n, after those of the
// words. Squares and steps as in cbow_update.wgsl. A workgroup takes 32 noise words, spread over quads.

struct Step {
  first: u32,
  words: u32,
  noises: u32,
  first_weight: u32,
  quads: u32,
  rate: f32,
  epsilon: f32,
}

const group_words = 32u;

@group(0) @binding(0) var<storage, read_write> output: array<vec4<f32>>;
@group(0) @binding(1) var<storage, read_write> output_squares: array<f32>;
@group(0) @binding(2) var<storage, read> ids: array<u32>;
@group(0) @binding(3) var<storage, read> sums: array<vec4<f32>>;
@group(0) @binding(4) var<storage, read> errors: array<f32>;
@group(0) @binding(5) var<uniform> step: Step;

// At most 1,024 numbers in a vector.
var<workgroup> mean: array<vec4<f32>, 256>;
var<workgroup> parts: array<f32, 64>;
var<workgroup> steps: array<f32, 32>;

@compute @workgroup_size(64)
fn main(
  @builtin(local_invocation_index) lane: u32,
  @builtin(workgroup_id) workgroup: vec3<u32>,
  @builtin(num_workgroups) workgroups: vec3<u32>,
) {
  let word_groups = (step.words + group_words - 1u) / group_words;
  let base = (workgroup.x + workgroup.y * workgroups.x) * group_words;
  var part = 0.0;
  for (var quad = lane; quad < step.quads; quad += 64u) {
    var total = vec4<f32>(0.0);
    for (var g = 0u; g < word_groups; g++) {
      total += sums[g * step.quads + quad];
    }
    total /= f32(step.words);
    mean[quad] = total;
    part += dot(total, total);
  }
  parts[lane] = part;
  workgroupBarrier();
  if (lane < group_words && base + lane < step.noises) {
    var square = 0.0;
    for (var k = 0u; k < 64u; k++) {
      square += parts[k];
    }
    let word = ids[step.first + step.words + base + lane];
    let error = errors[step.words + base + lane];
    let seen = output_squares[word] + error * error * square / (4.0 * f32(step.quads));
    output_squares[word] = seen;
    steps[lane] = error * step.rate / sqrt(seen + step.epsilon);
  }
  workgroupBarrier();
  for (var k = 0u; k < group_words && base + k < step.noises; k++) {
    let row = ids[step.first + step.words + base + k] * step.quads;
    for (var quad = lane; quad < step.quads; quad += 64u) {
      output[row + quad] -= steps[k] * mean[quad];
    }
  }
}
