// First of four dispatches for one sentence of a continuous bag of words: parts of the sum of its words' input vectors.
//
//   sums[g, :] = sum over the words w of group g of input[w, :]
//
// input (words, size) as quads; ids: the sentence's words from `first` on, then its noise. A workgroup takes 32 words, an invocation every
// 64th quad of all of them, in their order: results repeat bit for bit on one device.

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
@group(0) @binding(1) var<storage, read> ids: array<u32>;
@group(0) @binding(2) var<storage, read_write> sums: array<vec4<f32>>;
@group(0) @binding(3) var<uniform> step: Step;

@compute @workgroup_size(64)
fn main(
  @builtin(local_invocation_index) lane: u32,
  @builtin(workgroup_id) workgroup: vec3<u32>,
  @builtin(num_workgroups) workgroups: vec3<u32>,
) {
  let group = workgroup.x + workgroup.y * workgroups.x;
  let begin = group * group_words;
  let end = min(begin + group_words, step.words);
  for (var quad = lane; quad < step.quads && begin < end; quad += 64u) {
    var sum = vec4<f32>(0.0);
    for (var k = begin; k < end; k++) {
      sum += input[ids[step.first + k] * step.quads + quad];
    }
    sums[group * step.quads + quad] = sum;
  }
}
