// Second of four dispatches for one sentence: how far each word is from being expected, and each noise word from not being.
//
//   h_t = (S - v_t) / (n - 1)    c = S / n    S = the sum of all `sums`
//   errors[t] = s(h_t . u_t) - 1    errors[n + q] = weight_q s(c . u_q)
//   error_sums[g, :] = sum over the members of group g of their error times their output vector
//
// Groups of 32 words come first, then groups of 32 noise words; a workgroup takes one. Two invocations share a dot product; the rest is
// spread over quads. All sums have one order: results repeat bit for bit on one device.

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

@group(0) @binding(0) var<storage, read> input: array<vec4<f32>>;
@group(0) @binding(1) var<storage, read> output: array<vec4<f32>>;
@group(0) @binding(2) var<storage, read> ids: array<u32>;
@group(0) @binding(3) var<storage, read> weights: array<f32>;
@group(0) @binding(4) var<storage, read> sums: array<vec4<f32>>;
@group(0) @binding(5) var<storage, read_write> errors: array<f32>;
@group(0) @binding(6) var<storage, read_write> error_sums: array<vec4<f32>>;
@group(0) @binding(7) var<uniform> step: Step;

// At most 1,024 numbers in a vector.
var<workgroup> sum: array<vec4<f32>, 256>;
var<workgroup> halves: array<f32, 64>;
var<workgroup> group_errors: array<f32, 32>;

fn logistic(x: f32) -> f32 {
  return 1.0 / (1.0 + exp(-x));
}

@compute @workgroup_size(64)
fn main(
  @builtin(local_invocation_index) lane: u32,
  @builtin(workgroup_id) workgroup: vec3<u32>,
  @builtin(num_workgroups) workgroups: vec3<u32>,
) {
  let word_groups = (step.words + group_words - 1u) / group_words;
  let groups = word_groups + (step.noises + group_words - 1u) / group_words;
  let group = workgroup.x + workgroup.y * workgroups.x;
  let of_noise = group >= word_groups;
  for (var quad = lane; quad < step.quads; quad += 64u) {
    var total = vec4<f32>(0.0);
    for (var g = 0u; g < word_groups; g++) {
      total += sums[g * step.quads + quad];
    }
    sum[quad] = total;
  }
  workgroupBarrier();
  let base = select(group, group - word_groups, of_noise) * group_words;
  let count = min(select(step.words, step.noises, of_noise), base + group_words) - base;
  let start = step.first + select(0u, step.words, of_noise) + base;
  let member = lane / 2u;
  if (group < groups && member < count) {
    let row = ids[start + member] * step.quads;
    var dot = vec4<f32>(0.0);
    for (var quad = lane % 2u; quad < step.quads; quad += 2u) {
      if (of_noise) {
        dot += sum[quad] * output[row + quad];
      } else {
        dot += (sum[quad] - input[row + quad]) * output[row + quad];
      }
    }
    halves[lane] = (dot.x + dot.y) + (dot.z + dot.w);
  }
  workgroupBarrier();
  if (group < groups && member < count && lane % 2u == 0u) {
    let score = halves[lane] + halves[lane + 1u];
    var error = 0.0;
    if (of_noise) {
      error = weights[step.first_weight + base + member] * logistic(score / f32(step.words));
      errors[step.words + base + member] = error;
    } else {
      error = -logistic(-score / f32(step.words - 1u));
      errors[base + member] = error;
    }
    group_errors[member] = error;
  }
  workgroupBarrier();
  if (group < groups) {
    for (var quad = lane; quad < step.quads; quad += 64u) {
      var total = vec4<f32>(0.0);
      for (var k = 0u; k < count; k++) {
        total += group_errors[k] * output[ids[start + k] * step.quads + quad];
      }
      error_sums[group * step.quads + quad] = total;
    }
  }
}
