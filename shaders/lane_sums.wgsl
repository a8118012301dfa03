// The sum of each column of a batch's matrix.
//
//   sums[b] = sum_r M[r, b]
//
// M (rows, lanes), lanes as quads of four. A workgroup takes one quad, and 64 invocations share the rows. Their sums are added in a fixed
// order: results repeat bit for bit on one device.

struct Step {
  rows: u32,
  quads: u32,
}

const sharers = 64u;

@group(0) @binding(0) var<storage, read> matrix: array<vec4<f32>>;
@group(0) @binding(1) var<storage, read_write> sums: array<vec4<f32>>;
@group(0) @binding(2) var<uniform> step: Step;

var<workgroup> shares: array<vec4<f32>, 64>;

@compute @workgroup_size(64)
fn main(
  @builtin(local_invocation_index) index: u32,
  @builtin(workgroup_id) workgroup: vec3<u32>,
  @builtin(num_workgroups) workgroups: vec3<u32>,
) {
  let quad = workgroup.x + workgroup.y * workgroups.x;
  var sum = vec4<f32>(0.0);
  if (quad < step.quads) {
    for (var r = index; r < step.rows; r += sharers) {
      sum += matrix[r * step.quads + quad];
    }
  }
  shares[index] = sum;
  for (var half = sharers / 2u; half > 0u; half /= 2u) {
    workgroupBarrier();
    if (index < half) {
      shares[index] += shares[index + half];
    }
  }
  if (index == 0u && quad < step.quads) {
    sums[quad] = shares[0];
  }
}
