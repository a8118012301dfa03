// Personal mode for users of any size, phase 2 of 3 of an epoch: one lane takes one chunk of a node's edges, sums its part of
// the node's gradient and updates the chunk's weights.
//
//   part[chunk] = sum_{e of chunk} d[item e] w'[e]        w'[e] -= lr h'[node] d[item e]
//
// Long rows are cut into chunks so that no lane works alone; phase 3 adds the parts in a fixed order.

struct Chunk {
  start: u32, // in node_edge and node_item
  end: u32,
  node: u32,
}

struct Step {
  learning_rate: f32,
}

override lanes: u32 = 64;

@group(0) @binding(0) var<storage, read> chunks: array<Chunk>;
@group(0) @binding(1) var<storage, read> node_edge: array<u32>;
@group(0) @binding(2) var<storage, read> node_item: array<u32>;
@group(0) @binding(3) var<storage, read> delta: array<f32>;
@group(0) @binding(4) var<storage, read> hidden: array<f32>;
@group(0) @binding(5) var<storage, read_write> weight: array<f32>;
@group(0) @binding(6) var<storage, read_write> part: array<f32>;
@group(0) @binding(7) var<uniform> params: Step;

@compute @workgroup_size(lanes)
fn main(
  @builtin(global_invocation_id) id: vec3<u32>,
  @builtin(num_workgroups) workgroups: vec3<u32>,
) {
  let c = id.x + id.y * workgroups.x * lanes;
  if (c >= arrayLength(&chunks)) {
    return;
  }
  let chunk = chunks[c];
  let gain = params.learning_rate * hidden[chunk.node];
  var gradient = 0.0;
  for (var k = chunk.start; k < chunk.end; k++) {
    let e = node_edge[k];
    let d = delta[node_item[k]];
    let w = weight[e];
    gradient += d * w;
    weight[e] = w - gain * d;
  }
  part[c] = gradient;
}
