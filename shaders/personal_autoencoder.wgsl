// Personal mode: one workgroup trains one user's network for `epochs` epochs.
//
//   h'_c = q_c s(a_c)              q_c = sqrt(multiplicity of node c), s(z) = 1 / (1 + exp(-z))
//   y_i  = s(sum_{e of item i} h'[node e] w'[e])
//   d_i  = (2 / n) (y_i - x_i) y_i (1 - y_i)
//   a_c -= lr (S_c / q_c) (sum_{e of node c} d[item e] w'[e]) s(a_c) (1 - s(a_c))
//   w'[e] -= lr h'[node e] d[item e]                       all from the values before the step
//
// n items, k nodes, E edges of the network at hand. Lanes take items in turn for y and d, then nodes in turn for a and w'; each edge is
// touched by one lane and summed in a fixed order, so results repeat bit for bit. Rows are sorted by length on the host, so that lanes
// of one turn have about equal work. Two barriers per epoch.
//
// What lives in workgroup memory depends on the tier; the rest is read from storage. The pool, in words:
//
//   w' (E, if weights_in_pool) | h' (k) | d (n) | node of edge, u16 (E/2) | edge and item by node, u16 | u16 (E), if indices_in_pool

struct Network {
  item_row: u32, // first row of the items
  items: u32,
  node_row: u32, // first row of the nodes
  nodes: u32,
  edge: u32, // first edge, even
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
  fill: u32, // 1: weights start as q_c initial_weight; 0: they are in storage
  initial_weight: f32,
}

override lanes: u32 = 64;
override pool_words: u32 = 4032;
override weights_in_pool: bool = true;
override indices_in_pool: bool = true;

@group(0) @binding(0) var<storage, read> networks: array<Network>;
@group(0) @binding(1) var<storage, read> rows: array<Row>;
@group(0) @binding(2) var<storage, read> edge_node: array<u32>; // two u16 a word
@group(0) @binding(3) var<storage, read> node_edge: array<u32>; // edge | item << 16
@group(0) @binding(4) var<storage, read_write> activation: array<f32>;
@group(0) @binding(5) var<storage, read_write> weight: array<f32>;
@group(0) @binding(6) var<storage, read_write> loss: array<f32>;
@group(0) @binding(7) var<uniform> params: Step;

var<workgroup> pool: array<u32, pool_words>;
var<workgroup> squared_error: array<f32, lanes>;

// Where this network's parts lie; the same in all lanes.
var<private> first_edge: u32;
var<private> edge_node_at: u32;
var<private> node_edge_at: u32;

fn sigmoid(z: f32) -> f32 {
  // Past +-80 the result is 0 or 1 in float32, and exp would overflow.
  return 1.0 / (1.0 + exp(-clamp(z, -80.0, 80.0)));
}

fn get_weight(e: u32) -> f32 {
  if (weights_in_pool) {
    return bitcast<f32>(pool[e]);
  }
  return weight[first_edge + e];
}

fn set_weight(e: u32, value: f32) {
  if (weights_in_pool) {
    pool[e] = bitcast<u32>(value);
  } else {
    weight[first_edge + e] = value;
  }
}

fn node_of(e: u32) -> u32 {
  var pair = 0u;
  if (indices_in_pool) {
    pair = pool[edge_node_at + (e >> 1u)];
  } else {
    pair = edge_node[(first_edge + e) >> 1u];
  }
  return (pair >> ((e & 1u) * 16u)) & 0xffffu;
}

fn edge_and_item(k: u32) -> u32 {
  if (indices_in_pool) {
    return pool[node_edge_at + k];
  }
  return node_edge[first_edge + k];
}

@compute @workgroup_size(lanes)
fn main(
  @builtin(workgroup_id) workgroup: vec3<u32>,
  @builtin(num_workgroups) workgroups: vec3<u32>,
  @builtin(local_invocation_index) lane: u32,
) {
  let index = workgroup.x + workgroup.y * workgroups.x;
  if (index >= arrayLength(&networks)) {
    return;
  }
  let net = networks[index];
  first_edge = net.edge;
  let hidden_at = select(0u, net.edges, weights_in_pool);
  let delta_at = hidden_at + net.nodes;
  edge_node_at = delta_at + net.items;
  node_edge_at = edge_node_at + (net.edges + 1u) / 2u;

  if (indices_in_pool) {
    for (var p = lane; p < (net.edges + 1u) / 2u; p += lanes) {
      pool[edge_node_at + p] = edge_node[(first_edge >> 1u) + p];
    }
    for (var k = lane; k < net.edges; k += lanes) {
      pool[node_edge_at + k] = node_edge[first_edge + k];
    }
  }
  for (var c = lane; c < net.nodes; c += lanes) {
    let row = rows[net.node_row + c];
    pool[hidden_at + c] = bitcast<u32>(row.value * sigmoid(activation[net.activation + c]));
    if (params.fill == 1u) {
      for (var k = row.start; k < row.end; k++) {
        set_weight(node_edge[first_edge + k] & 0xffffu, row.value * params.initial_weight);
      }
    }
  }
  if (weights_in_pool && params.fill == 0u) {
    for (var e = lane; e < net.edges; e += lanes) {
      pool[e] = bitcast<u32>(weight[first_edge + e]);
    }
  }
  workgroupBarrier();
  if (!weights_in_pool) {
    storageBarrier();
  }

  let delta_scale = 2.0 / f32(net.items);
  var error = 0.0;
  for (var epoch = 0u; epoch < params.epochs; epoch++) {
    error = 0.0;
    for (var i = lane; i < net.items; i += lanes) {
      let row = rows[net.item_row + i];
      var sum = 0.0;
      for (var e = row.start; e < row.end; e++) {
        sum += bitcast<f32>(pool[hidden_at + node_of(e)]) * get_weight(e);
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
        let pair = edge_and_item(k);
        let e = pair & 0xffffu;
        let delta = bitcast<f32>(pool[delta_at + (pair >> 16u)]);
        let w = get_weight(e);
        gradient += delta * w;
        set_weight(e, w - gain * delta);
      }
      let h = hidden / row.value;
      let a = activation[net.activation + c] - params.learning_rate * row.scale * gradient * h * (1.0 - h);
      activation[net.activation + c] = a;
      pool[hidden_at + c] = bitcast<u32>(row.value * sigmoid(a));
    }
    workgroupBarrier();
    if (!weights_in_pool) {
      storageBarrier();
    }
  }

  if (weights_in_pool) {
    for (var e = lane; e < net.edges; e += lanes) {
      weight[first_edge + e] = bitcast<f32>(pool[e]);
    }
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
