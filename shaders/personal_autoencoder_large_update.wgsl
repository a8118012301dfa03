// Personal mode for users of any size, phase 3 of 3 of an epoch: one lane adds the parts of one node's gradient and moves its
// activation.
//
//   a_c -= lr (S_c / q_c) (sum of part over the node's chunks) s(a_c) (1 - s(a_c))        h'_c = q_c s(a_c)
//
// With learning rate 0 it leaves a as it is and computes h' from it: that is how the first epoch starts.

struct Node {
  start: u32, // chunks
  end: u32,
  root: f32, // q_c
  scale: f32, // S_c / q_c
}

struct Step {
  learning_rate: f32,
}

override lanes: u32 = 64;

@group(0) @binding(0) var<storage, read> nodes: array<Node>;
@group(0) @binding(1) var<storage, read> part: array<f32>;
@group(0) @binding(2) var<storage, read_write> activation: array<f32>;
@group(0) @binding(3) var<storage, read_write> hidden: array<f32>;
@group(0) @binding(4) var<uniform> params: Step;

fn sigmoid(z: f32) -> f32 {
  // Past +-80 the result is 0 or 1 in float32, and exp would overflow.
  return 1.0 / (1.0 + exp(-clamp(z, -80.0, 80.0)));
}

@compute @workgroup_size(lanes)
fn main(
  @builtin(global_invocation_id) id: vec3<u32>,
  @builtin(num_workgroups) workgroups: vec3<u32>,
) {
  let c = id.x + id.y * workgroups.x * lanes;
  if (c >= arrayLength(&nodes)) {
    return;
  }
  let node = nodes[c];
  var gradient = 0.0;
  for (var p = node.start; p < node.end; p++) {
    gradient += part[p];
  }
  let h = hidden[c] / node.root;
  let a = activation[c] - params.learning_rate * node.scale * gradient * h * (1.0 - h);
  activation[c] = a;
  hidden[c] = node.root * sigmoid(a);
}
