// One step of Adam with decoupled weight decay, for every weight by itself.
//
//   m = beta1 m + (1 - beta1) g        v = beta2 v + (1 - beta2) g g
//   w = w - learning_rate (m mean_scale / (sqrt(v square_scale) + epsilon) + decay w)
//
// with mean_scale = 1 / (1 - beta1^t) and square_scale = 1 / (1 - beta2^t) for step t = 1, 2, ... All vectors have `length` numbers; an
// invocation takes one.

struct Step {
  length: u32,
  learning_rate: f32,
  beta1: f32,
  beta2: f32,
  epsilon: f32,
  decay: f32,
  mean_scale: f32,
  square_scale: f32,
}

const lanes = 64u;

@group(0) @binding(0) var<storage, read_write> weight: array<f32>;
@group(0) @binding(1) var<storage, read> gradient: array<f32>;
@group(0) @binding(2) var<storage, read_write> mean: array<f32>;
@group(0) @binding(3) var<storage, read_write> square: array<f32>;
@group(0) @binding(4) var<storage, read> step: Step;

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
  let g = gradient[k];
  let m = step.beta1 * mean[k] + (1.0 - step.beta1) * g;
  let v = step.beta2 * square[k] + (1.0 - step.beta2) * g * g;
  mean[k] = m;
  square[k] = v;
  let w = weight[k];
  let move_by = m * step.mean_scale / (sqrt(v * step.square_scale) + step.epsilon);
  weight[k] = w - step.learning_rate * (move_by + step.decay * w);
}
