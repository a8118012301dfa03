// One step of stochastic gradient descent with weight decay, for every weight by itself.
//
//   w = w - learning_rate (g + decay w)
//
// Both vectors have `length` numbers; an invocation takes one.

struct Step {
  length: u32,
  learning_rate: f32,
  decay: f32,
}

const lanes = 64u;

@group(0) @binding(0) var<storage, read_write> weight: array<f32>;
@group(0) @binding(1) var<storage, read> gradient: array<f32>;
@group(0) @binding(2) var<storage, read> step: Step;

@compute @workgroup_size(64)
fn main(
  @builtin(local_invocation_index) lane: u32,
  @builtin(workgroup_id) workgroup: vec3<u32>,
  @builtin(num_workgroups) workgroups: vec3<u32>,
) {
  let k = (workgroup.x + workgroup.y * workgroups.x) * lanes + lane;
  if (k >= step.length) {
    return;
  }
  let w = weight[k];
  weight[k] = w - step.learning_rate * (gradient[k] + step.decay * w);
}
