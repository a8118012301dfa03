// Third of four dispatches for one sentence: moves the input and output vectors of its words, all by gradients from before the step.
//
//   dL/dv_t = (P - errors[t] u_t) / (n - 1) + N / n    dL/du_t = errors[t] (S - v_t) / (n - 1)
//
// S, P and N are the sums of `sums` and of the parts of `error_sums` that belong to words and to noise. A vector moves by
// rate g / sqrt(squares + epsilon), squares being the sum of the mean squares of its gradients, this one included. A workgroup takes 32
// words; two invocations share the squares of a word; the rest is spread over quads.

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

@group(0) @binding(0) var<storage, read_write> input: array<vec4<f32>>;
@group(0) @binding(1) var<storage, read_write> output: array<vec4<f32>>;
@group(0) @binding(2) var<storage, read_write> input_squares: array<f32>;
@group(0) @binding(3) var<storage, read_write> output_squares: array<f32>;
@group(0) @binding(4) var<storage, read> ids: array<u32>;
@group(0) @binding(5) var<storage, read> sums: array<vec4<f32>>;
@group(0) @binding(6) var<storage, read> errors: array<f32>;
@group(0) @binding(7) var<storage, read> error_sums: array<vec4<f32>>;
@group(0) @binding(8) var<uniform> step: Step;

// At most 1,024 numbers in a vector.
var<workgroup> sum: array<vec4<f32>, 256>;
// P / (n - 1) + N / n, what all words of the sentence share.
var<workgroup> shared_part: array<vec4<f32>, 256>;
var<workgroup> halves: array<vec2<f32>, 64>;
var<workgroup> steps: array<vec2<f32>, 32>;

@compute @workgroup_size(64)
fn main(
  @builtin(local_invocation_index) lane: u32,
  @builtin(workgroup_id) workgroup: vec3<u32>,
  @builtin(num_workgroups) workgroups: vec3<u32>,
) {
  let word_groups = (step.words + group_words - 1u) / group_words;
  let groups = word_groups + (step.noises + group_words - 1u) / group_words;
  let group = workgroup.x + workgroup.y * workgroups.x;
  let n = f32(step.words);
  let others = n - 1.0;
  for (var quad = lane; quad < step.quads; quad += 64u) {
    var total = vec4<f32>(0.0);
    var positive = vec4<f32>(0.0);
    var negative = vec4<f32>(0.0);
    for (var g = 0u; g < word_groups; g++) {
      total += sums[g * step.quads + quad];
      positive += error_sums[g * step.quads + quad];
    }
    for (var g = word_groups; g < groups; g++) {
      negative += error_sums[g * step.quads + quad];
    }
    sum[quad] = total;
    shared_part[quad] = positive / others + negative / n;
  }
  workgroupBarrier();
  let base = group * group_words;
  let start = step.first + base;
  var count = 0u;
  if (group < word_groups) {
    count = min(step.words - base, group_words);
  }
  let member = lane / 2u;
  if (member < count) {
    let row = ids[start + member] * step.quads;
    let own = errors[base + member] / others;
    var squares = vec2<f32>(0.0);
    for (var quad = lane % 2u; quad < step.quads; quad += 2u) {
      let h = sum[quad] - input[row + quad];
      let g = shared_part[quad] - own * output[row + quad];
      squares += vec2<f32>(dot(h, h), dot(g, g));
    }
    halves[lane] = squares;
  }
  workgroupBarrier();
  if (member < count && lane % 2u == 0u) {
    let word = ids[start + member];
    let own = errors[base + member] / others;
    let size = 4.0 * f32(step.quads);
    let squares = (halves[lane] + halves[lane + 1u]) / size;
    let seen_output = output_squares[word] + own * own * squares.x;
    let seen_input = input_squares[word] + squares.y;
    output_squares[word] = seen_output;
    input_squares[word] = seen_input;
    steps[member] = vec2<f32>(
      own * step.rate / sqrt(seen_output + step.epsilon),
      step.rate / sqrt(seen_input + step.epsilon),
    );
  }
  // Others have read these vectors above.
  storageBarrier();
  workgroupBarrier();
  for (var k = 0u; k < count; k++) {
    let row = ids[start + k] * step.quads;
    let own = errors[base + k] / others;
    for (var quad = lane; quad < step.quads; quad += 64u) {
      let v = input[row + quad];
      let u = output[row + quad];
      output[row + quad] = u - steps[k].x * (sum[quad] - v);
      input[row + quad] = v - steps[k].y * (shared_part[quad] - own * u);
    }
  }
}
