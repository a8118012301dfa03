// Personal mode: one workgroup trains one user's network for `epochs` epochs.
//
//   h'_c = q_c s(a_c)              q_c = sqrt(multiplicity of node c), s(z) = 1 / (1 + exp(-z))
//   y_i  = s(sum_{e of item i} h'[node e] w'[e])
//   d_i  = (2 / n) (y_i - x_i) y_i (1 - y_i)
//   a_c -= lr (S_c / q_c) (sum_{e of node c} d[item e] w'[e]) s(a_c) (1 - s(a_c))
//   w'[e] -= lr h'[node e] d[item e]                       all from the values before the step
//
// n items, k nodes of the network at hand. Lanes take items in turn for y and d, then pieces of nodes for w' and the sums, then the nodes
// of several pieces for a; each edge is moved by one lane and summed in a fixed order, so results repeat bit for bit.
//
// Rows (items; pieces of nodes) are sorted by length, the longest first, and lie in slices of 8: the j-th edges of a slice's rows are
// neighbours, so that lanes read neighbouring words. Slices are as wide as their longest row. Weights are in the order of the pieces.
//
// What lives in workgroup memory depends on the tier; the rest is read from storage. The pool, in words:
//
//   w' (if weights_in_pool) | h' (k) | d (n) | sums of pieces | weight and node by item, u16 | u16, and item by weight, u16 (if indices_in_pool)

struct Network {
  item_row: u32, // first row of the items
  items: u32,
  piece_row: u32, // first row of the pieces of nodes
  pieces: u32,
  split_row: u32, // first row of the nodes of several pieces
  splits: u32,
  nodes: u32,
  partials: u32, // sums that pieces leave for their node
  weight: u32, // first weight, even
  weights: u32, // even
  item_edge: u32, // first word of the edges by item
  item_edges: u32,
  activation: u32, // first activation
  result: u32, // where the loss goes
  unused_0: u32,
  unused_1: u32,
}

// An item: value = x_i. A piece: place = node | sum << 16, where sum counts from 1, 0: the node's only piece. A node of several pieces:
// span = its first sum | their number << 16. Nodes: value = q_c, scale = S_c / q_c.
struct Row {
  span: u32, // first edge | number of edges << 16
  place: u32,
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

const SLICE = 8u;

@group(0) @binding(0) var<storage, read> networks: array<Network>;
@group(0) @binding(1) var<storage, read> rows: array<Row>;
@group(0) @binding(2) var<storage, read> item_edge: array<u32>; // weight | node << 16
@group(0) @binding(3) var<storage, read> edge_item: array<u32>; // two u16 a word, in the order of the weights
@group(0) @binding(4) var<storage, read_write> activation: array<f32>;
@group(0) @binding(5) var<storage, read_write> weight: array<f32>;
@group(0) @binding(6) var<storage, read_write> loss: array<f32>;
@group(0) @binding(7) var<uniform> params: Step;

var<workgroup> pool: array<u32, pool_words>;
var<workgroup> squared_error: array<f32, lanes>;

// Where this network's parts lie; the same in all lanes.
var<private> first_weight: u32;
var<private> first_item_edge: u32;
var<private> first_activation: u32;
var<private> hidden_at: u32;
var<private> delta_at: u32;
var<private> partial_at: u32;
var<private> item_edge_at: u32;
var<private> edge_item_at: u32;

fn sigmoid(z: f32) -> f32 {
  // Past +-80 the result is 0 or 1 in float32, and exp would overflow.
  return 1.0 / (1.0 + exp(-clamp(z, -80.0, 80.0)));
}

fn get_weight(e: u32) -> f32 {
  if (weights_in_pool) {
    return bitcast<f32>(pool[e]);
  }
  return weight[first_weight + e];
}

fn set_weight(e: u32, value: f32) {
  if (weights_in_pool) {
    pool[e] = bitcast<u32>(value);
  } else {
    weight[first_weight + e] = value;
  }
}

fn weight_and_node(k: u32) -> u32 {
  if (indices_in_pool) {
    return pool[item_edge_at + k];
  }
  return item_edge[first_item_edge + k];
}

fn delta_of(e: u32) -> f32 {
  var pair = 0u;
  if (indices_in_pool) {
    pair = pool[edge_item_at + (e >> 1u)];
  } else {
    pair = edge_item[(first_weight + e) >> 1u];
  }
  return bitcast<f32>(pool[delta_at + ((pair >> ((e & 1u) * 16u)) & 0xffffu)]);
}

// h'[node e] w'[e] of an edge by item.
fn signal(k: u32) -> f32 {
  let pair = weight_and_node(k);
  return bitcast<f32>(pool[hidden_at + (pair >> 16u)]) * get_weight(pair & 0xffffu);
}

fn step_node(node: u32, row: Row, before: f32, gradient: f32) {
  let h = bitcast<f32>(pool[hidden_at + node]) / row.value;
  let a = before - params.learning_rate * row.scale * gradient * h * (1.0 - h);
  activation[first_activation + node] = a;
  pool[hidden_at + node] = bitcast<u32>(row.value * sigmoid(a));
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
  first_weight = net.weight;
  first_item_edge = net.item_edge;
  first_activation = net.activation;
  hidden_at = select(0u, net.weights, weights_in_pool);
  delta_at = hidden_at + net.nodes;
  partial_at = delta_at + net.items;
  item_edge_at = partial_at + net.partials;
  edge_item_at = item_edge_at + net.item_edges;

  if (indices_in_pool) {
    for (var k = lane; k < net.item_edges; k += lanes) {
      pool[item_edge_at + k] = item_edge[first_item_edge + k];
    }
    for (var p = lane; p < (net.weights >> 1u); p += lanes) {
      pool[edge_item_at + p] = edge_item[(first_weight >> 1u) + p];
    }
  }
  if (weights_in_pool && params.fill == 0u) {
    for (var e = lane; e < net.weights; e += lanes) {
      pool[e] = bitcast<u32>(weight[first_weight + e]);
    }
  }
  for (var r = lane; r < net.pieces; r += lanes) {
    let row = rows[net.piece_row + r];
    let node = row.place & 0xffffu;
    // Pieces of one node write the same number.
    pool[hidden_at + node] = bitcast<u32>(row.value * sigmoid(activation[first_activation + node]));
    if (params.fill == 1u) {
      let stride = min(SLICE, net.pieces - (r & ~(SLICE - 1u)));
      for (var j = 0u; j < (row.span >> 16u); j++) {
        set_weight((row.span & 0xffffu) + j * stride, row.value * params.initial_weight);
      }
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
      let stride = min(SLICE, net.items - (i & ~(SLICE - 1u)));
      var k = row.span & 0xffffu;
      let end = k + (row.span >> 16u) * stride;
      var sum = 0.0;
      // Four at a time, so that loads need not wait for each other.
      for (; k + 3u * stride < end; k += 4u * stride) {
        let s0 = signal(k);
        let s1 = signal(k + stride);
        let s2 = signal(k + 2u * stride);
        let s3 = signal(k + 3u * stride);
        sum += (s0 + s1) + (s2 + s3);
      }
      for (; k < end; k += stride) {
        sum += signal(k);
      }
      let y = sigmoid(sum);
      let difference = y - row.value;
      error += difference * difference;
      pool[delta_at + i] = bitcast<u32>(delta_scale * difference * y * (1.0 - y));
    }
    workgroupBarrier();
    for (var r = lane; r < net.pieces; r += lanes) {
      let row = rows[net.piece_row + r];
      let stride = min(SLICE, net.pieces - (r & ~(SLICE - 1u)));
      let node = row.place & 0xffffu;
      let before = activation[first_activation + node];
      let gain = params.learning_rate * bitcast<f32>(pool[hidden_at + node]);
      var e = row.span & 0xffffu;
      let end = e + (row.span >> 16u) * stride;
      var gradient = 0.0;
      for (; e + 3u * stride < end; e += 4u * stride) {
        let e1 = e + stride;
        let e2 = e1 + stride;
        let e3 = e2 + stride;
        let d0 = delta_of(e);
        let d1 = delta_of(e1);
        let d2 = delta_of(e2);
        let d3 = delta_of(e3);
        let w0 = get_weight(e);
        let w1 = get_weight(e1);
        let w2 = get_weight(e2);
        let w3 = get_weight(e3);
        gradient += (d0 * w0 + d1 * w1) + (d2 * w2 + d3 * w3);
        set_weight(e, w0 - gain * d0);
        set_weight(e1, w1 - gain * d1);
        set_weight(e2, w2 - gain * d2);
        set_weight(e3, w3 - gain * d3);
      }
      for (; e < end; e += stride) {
        let d = delta_of(e);
        let w = get_weight(e);
        gradient += d * w;
        set_weight(e, w - gain * d);
      }
      if ((row.place >> 16u) == 0u) {
        step_node(node, row, before, gradient);
      } else {
        pool[partial_at + (row.place >> 16u) - 1u] = bitcast<u32>(gradient);
      }
    }
    workgroupBarrier();
    if (net.splits > 0u) {
      for (var r = lane; r < net.splits; r += lanes) {
        let row = rows[net.split_row + r];
        let before = activation[first_activation + row.place];
        let first = partial_at + (row.span & 0xffffu);
        var gradient = 0.0;
        for (var p = 0u; p < (row.span >> 16u); p++) {
          gradient += bitcast<f32>(pool[first + p]);
        }
        step_node(row.place, row, before, gradient);
      }
      workgroupBarrier();
    }
    if (!weights_in_pool) {
      storageBarrier();
    }
  }

  if (weights_in_pool) {
    for (var e = lane; e < net.weights; e += lanes) {
      weight[first_weight + e] = bitcast<f32>(pool[e]);
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
