// Personal mode: one workgroup trains one user's network for `epochs` epochs, all in workgroup memory.
//
//   h'_c = q_c s(a_c)              q_c = sqrt(multiplicity of node c), s(z) = 1 / (1 + exp(-z))
//   y_i  = s(sum_{e of item i} h'[node e] w'[e])
//   d_i  = (2 / n) (y_i - x_i) y_i (1 - y_i)
//   a_c -= lr (S_c / q_c) (sum_{e of node c} d[item e] w'[e]) s(a_c) (1 - s(a_c))
//   w'[e] -= lr h'[node e] d[item e]                       all from the values before the step
//
// n items, k nodes, E edges of the network at hand. Lanes take items in turn for y and d, then nodes in turn for a and w'; each edge is
// touched by one lane and summed in a fixed order, so results repeat bit for bit. Two barriers per epoch.
//
// The pool, in words:   w' (E) | h' (k) | d (n) | node of edge, u16 (E/2) | edge and item by node, u16 | u16 (E)

struct Network {
  item_row: u32, // first row of the items
  items: u32,
  node_row: u32, // first row of the nodes
  nodes: u32,
  edge: u32, // first edge
  edges: u32,
  activation: u32, // first activation
  result: u32, // where the loss goes
}

// An item: value = x_i.   A node: value = q_c, scale = S_c / q_c.   start counts from the network's first edge.
struct Row {
  start: u32,
  end: u32,
  value: f32,
  scale: f32,
}

struct Step {
  epochs: u32,
  learning_rate: f32,
}

override lanes: u32 = 64;
// With squared_error 16 KiB, which every WebGPU device has.
override pool_words: u32 = 4032;

@group(0) @binding(0) var<storage, read> networks: array<Network>;
@group(0) @binding(1) var<storage, read> rows: array<Row>;
@group(0) @binding(2) var<storage, read> edge_node: array<u32>;
@group(0) @binding(3) var<storage, read> node_edge: array<u32>; // edge | item << 16
@group(0) @binding(4) var<storage, read_write> activation: array<f32>;
@group(0) @binding(5) var<storage, read_write> weight: array<f32>;
@group(0) @binding(6) var<storage, read_write> loss: array<f32>;
@group(0) @binding(7) var<uniform> params: Step;

var<workgroup> pool: array<u32, pool_words>;
var<workgroup> squared_error: array<f32, lanes>;

fn sigmoid(z: f32) -> f32 {
  // Past +-80 the result is 0 or 1 in float32, and exp would overflow.
  return 1.0 / (1.0 + exp(-clamp(z, -80.0, 80.0)));
}

@compute @workgroup_size(lanes)
fn main(
  @builtin(workgroup_id) workgroup: vec3<u32>,
  @builtin(local_invocation_index) lane: u32,
) {
  let net = networks[workgroup.x];
  let hidden_at = net.edges;
  let delta_at = hidden_at + net.nodes;
  let edge_node_at = delta_at + net.items;
  let node_edge_at = edge_node_at + (net.edges + 1u) / 2u;

  for (var e = lane; e < net.edges; e += lanes) {
    pool[e] = bitcast<u32>(weight[net.edge + e]);
    pool[node_edge_at + e] = node_edge[net.edge + e];
  }
  for (var p = lane; p < (net.edges + 1u) / 2u; p += lanes) {
    var pair = edge_node[net.edge + 2u * p];
    if (2u * p + 1u < net.edges) {
      pair |= edge_node[net.edge + 2u * p + 1u] << 16u;
    }
    pool[edge_node_at + p] = pair;
  }
  for (var c = lane; c < net.nodes; c += lanes) {
    pool[hidden_at + c] = bitcast<u32>(rows[net.node_row + c].value * sigmoid(activation[net.activation + c]));
  }
  workgroupBarrier();

  let delta_scale = 2.0 / f32(net.items);
  var error = 0.0;
  for (var epoch = 0u; epoch < params.epochs; epoch++) {
    error = 0.0;
    for (var i = lane; i < net.items; i += lanes) {
      let row = rows[net.item_row + i];
      var sum = 0.0;
      for (var e = row.start; e < row.end; e++) {
        let node = (pool[edge_node_at + (e >> 1u)] >> ((e & 1u) * 16u)) & 0xffffu;
        sum += bitcast<f32>(pool[hidden_at + node]) * bitcast<f32>(pool[e]);
      }
      let y = sigmoid(sum);
      let difference = y - row.value;
      error += difference * difference;
      pool[delta_at + i] = bitcast<u32>(delta_scale * difference * y * (1.0 - y));
    }
    workgroupBarrier();
    for (var c = lane; c < net.nodes; c += lanes) {
      let row = rows[net.node_row + c];
      let hidden = bitcast<f32>(pool[hidden_at + c]);
      let gain = params.learning_rate * hidden;
      var gradient = 0.0;
      for (var k = row.start; k < row.end; k++) {
        let pair = pool[node_edge_at + k];
        let e = pair & 0xffffu;
        let delta = bitcast<f32>(pool[delta_at + (pair >> 16u)]);
        let w = bitcast<f32>(pool[e]);
        gradient += delta * w;
        pool[e] = bitcast<u32>(w - gain * delta);
      }
      let h = hidden / row.value;
      let a = activation[net.activation + c] - params.learning_rate * row.scale * gradient * h * (1.0 - h);
      activation[net.activation + c] = a;
      pool[hidden_at + c] = bitcast<u32>(row.value * sigmoid(a));
    }
    workgroupBarrier();
  }

  for (var e = lane; e < net.edges; e += lanes) {
    weight[net.edge + e] = bitcast<f32>(pool[e]);
  }
  squared_error[lane] = error;
  workgroupBarrier();
  if (lane == 0u && params.epochs > 0u) {
    var sum = 0.0;
    for (var l = 0u; l < lanes; l++) {
      sum += squared_error[l];
    }
    loss[net.result] = sum / f32(net.items);
  }
}
