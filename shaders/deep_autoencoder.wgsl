// Personal mode with a second hidden layer: one workgroup trains one user's network for `epochs` epochs.
//
//   h'_c = q_c s(a_c)                                   q_c, q_g: square roots of the multiplicities of node c and category node g
//   k'_g = q_g s((sum_{e of g} h'[node e] up[e]) / q_g)
//   m'_c = q_c s((sum_{e of c} k'[category e] down[e]) / q_c)
//   y_i  = s(sum_{e of i} m'[node e] w'[e])             d_i = (2 / n) (y_i - x_i) y_i (1 - y_i)
//   e'_c = m_c (1 - m_c) sum_{e of c} d[item e] w'[e]                                         m = m' / q, k = k' / q, h = h' / q
//   t'_g = k_g (1 - k_g) sum_{e of g} e'[node e] down[e]
//   a_c    -= lr (S_c / q_c) h_c (1 - h_c) sum_{e of c} t'[category e] up[e]
//   w'[e]  -= lr m'[node e] d[item e]       down[e] -= lr density[e] k'[category e] e'[node e]       up[e] -= lr density[e] h'[node e] t'[category e]
//
// all from the values before the step. n items, k nodes, C category nodes. Lanes take items, nodes and category nodes in turn; each weight is
// changed by one lane and each sum taken in a fixed order, so results repeat bit for bit. Six barriers an epoch. The vectors, in words,
//
//   h' (k) | m', then e' (k) | k', then t' (C) | d (n)
//
// live in workgroup memory where they fit (vectors_in_pool), else in storage; weights and places of edges are read from storage.

struct Network {
  item_row: u32, // first of its rows: items, nodes with their outer edges, nodes with their inner edges, category nodes
  items: u32,
  node_row: u32,
  nodes: u32,
  inner_row: u32,
  category_row: u32,
  categories: u32,
  item_place: u32, // node of each outer edge
  node_place: u32, // outer edge and item of each, by node
  inner_place: u32, // category node of each inner edge
  category_place: u32, // inner edge and node of each, by category node
  activation: u32, // where its numbers start in `state`
  weight: u32,
  up: u32,
  down: u32,
  density: u32,
  vectors: u32, // where its vectors start in `scratch`
  result: u32, // where the loss goes
  unused_1: u32,
  unused_2: u32,
}

// start and end count from the network's first edge. An item: value = x_i. A node: value = q_c, scale = S_c / q_c. A category node: value = q_g.
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
override pool_words: u32 = 4032;
override vectors_in_pool: bool = true;

@group(0) @binding(0) var<storage, read> networks: array<Network>;
@group(0) @binding(1) var<storage, read> rows: array<Row>;
@group(0) @binding(2) var<storage, read> places: array<u32>;
@group(0) @binding(3) var<storage, read> density: array<f32>;
@group(0) @binding(4) var<storage, read_write> state: array<f32>;
@group(0) @binding(5) var<storage, read_write> scratch: array<f32>;
@group(0) @binding(6) var<storage, read_write> loss: array<f32>;
@group(0) @binding(7) var<uniform> params: Step;

var<workgroup> pool: array<f32, pool_words>;
var<workgroup> squared_error: array<f32, lanes>;

// Where this network's vectors start in storage; the same in all lanes.
var<private> first_vector: u32;

fn sigmoid(z: f32) -> f32 {
  // Past +-80 the result is 0 or 1 in float32, and exp would overflow.
  return 1.0 / (1.0 + exp(-clamp(z, -80.0, 80.0)));
}

fn read_vector(at: u32) -> f32 {
  if (vectors_in_pool) {
    return pool[at];
  }
  return scratch[first_vector + at];
}

fn write_vector(at: u32, value: f32) {
  if (vectors_in_pool) {
    pool[at] = value;
  } else {
    scratch[first_vector + at] = value;
  }
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
  first_vector = net.vectors;
  let back_at = net.nodes;
  let category_at = 2u * net.nodes;
  let delta_at = category_at + net.categories;
  let rate = params.learning_rate;

  for (var c = lane; c < net.nodes; c += lanes) {
    write_vector(c, rows[net.node_row + c].value * sigmoid(state[net.activation + c]));
  }
  workgroupBarrier();
  storageBarrier();

  let delta_scale = 2.0 / f32(net.items);
  var error = 0.0;
  for (var epoch = 0u; epoch < params.epochs; epoch++) {
    error = 0.0;
    for (var g = lane; g < net.categories; g += lanes) {
      let row = rows[net.category_row + g];
      var sum = 0.0;
      for (var k = row.start; k < row.end; k++) {
        let at = net.category_place + 2u * k;
        sum += read_vector(places[at + 1u]) * state[net.up + places[at]];
      }
      write_vector(category_at + g, row.value * sigmoid(sum / row.value));
    }
    workgroupBarrier();
    storageBarrier();
    for (var c = lane; c < net.nodes; c += lanes) {
      let row = rows[net.inner_row + c];
      var sum = 0.0;
      for (var e = row.start; e < row.end; e++) {
        sum += read_vector(category_at + places[net.inner_place + e]) * state[net.down + e];
      }
      write_vector(back_at + c, row.value * sigmoid(sum / row.value));
    }
    workgroupBarrier();
    storageBarrier();
    for (var i = lane; i < net.items; i += lanes) {
      let row = rows[net.item_row + i];
      var sum = 0.0;
      for (var e = row.start; e < row.end; e++) {
        sum += read_vector(back_at + places[net.item_place + e]) * state[net.weight + e];
      }
      let y = sigmoid(sum);
      let difference = y - row.value;
      error += difference * difference;
      write_vector(delta_at + i, delta_scale * difference * y * (1.0 - y));
    }
    workgroupBarrier();
    storageBarrier();
    for (var c = lane; c < net.nodes; c += lanes) {
      let row = rows[net.node_row + c];
      let back = read_vector(back_at + c);
      let gain = rate * back;
      var gradient = 0.0;
      for (var k = row.start; k < row.end; k++) {
        let at = net.node_place + 2u * k;
        let e = net.weight + places[at];
        let delta = read_vector(delta_at + places[at + 1u]);
        let w = state[e];
        gradient += delta * w;
        state[e] = w - gain * delta;
      }
      let m = back / row.value;
      write_vector(back_at + c, gradient * m * (1.0 - m));
    }
    workgroupBarrier();
    storageBarrier();
    for (var g = lane; g < net.categories; g += lanes) {
      let row = rows[net.category_row + g];
      let broader = read_vector(category_at + g);
      let gain = rate * broader;
      var gradient = 0.0;
      for (var k = row.start; k < row.end; k++) {
        let at = net.category_place + 2u * k;
        let e = places[at];
        let slope = read_vector(back_at + places[at + 1u]);
        let w = state[net.down + e];
        gradient += slope * w;
        state[net.down + e] = w - gain * density[net.density + e] * slope;
      }
      let k = broader / row.value;
      write_vector(category_at + g, gradient * k * (1.0 - k));
    }
    workgroupBarrier();
    storageBarrier();
    for (var c = lane; c < net.nodes; c += lanes) {
      let row = rows[net.inner_row + c];
      let hidden = read_vector(c);
      let gain = rate * hidden;
      var gradient = 0.0;
      for (var e = row.start; e < row.end; e++) {
        let slope = read_vector(category_at + places[net.inner_place + e]);
        let w = state[net.up + e];
        gradient += slope * w;
        state[net.up + e] = w - gain * density[net.density + e] * slope;
      }
      let h = hidden / row.value;
      let a = state[net.activation + c] -
        rate * rows[net.node_row + c].scale * gradient * h * (1.0 - h);
      state[net.activation + c] = a;
      write_vector(c, row.value * sigmoid(a));
    }
    workgroupBarrier();
    storageBarrier();
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
