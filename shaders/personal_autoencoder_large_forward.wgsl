// Personal mode for users of any size, phase 1 of 3 of an epoch: one lane computes the output of one item.
//
//   y_i = s(sum_{e of item i} h'[node e] w'[e])        d_i = (2 / n) (y_i - x_i) y_i (1 - y_i)
//
// Items of all large networks in one dispatch: h' (nodes), w' (edges by item), d and the squared error (items).

struct Item {
  start: u32, // edges
  end: u32,
  input: f32, // x_i
  delta_scale: f32, // 2 / n
}

override lanes: u32 = 64;

@group(0) @binding(0) var<storage, read> items: array<Item>;
@group(0) @binding(1) var<storage, read> edge_node: array<u32>;
@group(0) @binding(2) var<storage, read> weight: array<f32>;
@group(0) @binding(3) var<storage, read> hidden: array<f32>;
@group(0) @binding(4) var<storage, read_write> delta: array<f32>;
@group(0) @binding(5) var<storage, read_write> squared_error: array<f32>;

fn sigmoid(z: f32) -> f32 {
  // Past +-80 the result is 0 or 1 in float32, and exp would overflow.
  return 1.0 / (1.0 + exp(-clamp(z, -80.0, 80.0)));
}

@compute @workgroup_size(lanes)
fn main(
  @builtin(global_invocation_id) id: vec3<u32>,
  @builtin(num_workgroups) workgroups: vec3<u32>,
) {
  let i = id.x + id.y * workgroups.x * lanes;
  if (i >= arrayLength(&items)) {
    return;
  }
  let item = items[i];
  var sum = 0.0;
  for (var e = item.start; e < item.end; e++) {
    sum += hidden[edge_node[e]] * weight[e];
  }
  let y = sigmoid(sum);
  let difference = y - item.input;
  squared_error[i] = difference * difference;
  delta[i] = item.delta_scale * difference * y * (1.0 - y);
}
