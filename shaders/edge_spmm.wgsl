// A sparse matrix times the dense matrix of a batch.
//
//   Y[r, :] = phi(bias[r] + sum over edges e of row r, in their order, of weight[e] X[column e, :])        ("forward")
//   Y[r, :] = (sum over edges e of row r of weight[e] X[column e, :]) * phi'(where phi was values[r, :])   ("back")
//
// X (columns, lanes), Y and values (rows, lanes), lanes users of the batch as quads of four; bias (rows). Rows are cut into
// chunks of at most 128 edges. A row of one chunk is finished at once; the parts of a longer one go to `part` (slots, lanes), and
// another dispatch of this shader adds them: there the parts are X, each with weight 1. An invocation takes four users of one
// chunk; 64 neighbours share a chunk where the batch has as many quads, so that they read neighbouring quads of X. The batch goes in
// blocks of 64 quads, one after the other, because a block's part of X is more likely to stay in the cache. Each sum has one owner and
// one order: results repeat bit for bit on one device.

struct Chunk {
  first: u32, // edges
  last: u32,
  place: u32, // row of Y, or slot of `part`
  whole: u32, // 1 where the chunk is all of its row
}

struct Edge {
  column: u32,
  weight: u32, // where the weight is
}

struct Step {
  chunks: u32,
  quads: u32,
  groups: u32, // workgroups of one block of the batch
  activation: u32, // 0 identity, 1 tanh, 2 relu, 3 sigmoid
  finish: u32, // 0 as it is, 1 bias and phi, 2 phi alone, 3 phi'
}

const lanes = 64u;

@group(0) @binding(0) var<storage, read> chunks: array<Chunk>;
@group(0) @binding(1) var<storage, read> edges: array<Edge>;
@group(0) @binding(2) var<storage, read> weight: array<f32>;
@group(0) @binding(3) var<storage, read> x: array<vec4<f32>>;
@group(0) @binding(4) var<storage, read> extra: array<f32>; // bias, or values
@group(0) @binding(5) var<storage, read_write> y: array<vec4<f32>>;
@group(0) @binding(6) var<storage, read_write> part: array<vec4<f32>>;
@group(0) @binding(7) var<uniform> step: Step;

fn value(sum: vec4<f32>) -> vec4<f32> {
  switch step.activation {
    // Some drivers' tanh and exp overflow where the result has long been 1 or 0 in float32.
    case 1u: { return tanh(clamp(sum, vec4<f32>(-15.0), vec4<f32>(15.0))); }
    case 2u: { return max(sum, vec4<f32>(0.0)); }
    case 3u: { return 1.0 / (1.0 + exp(-clamp(sum, vec4<f32>(-80.0), vec4<f32>(80.0)))); }
    default: { return sum; }
  }
}

fn slope(h: vec4<f32>) -> vec4<f32> {
  switch step.activation {
    case 1u: { return 1.0 - h * h; }
    case 2u: { return select(vec4<f32>(0.0), vec4<f32>(1.0), h > vec4<f32>(0.0)); }
    case 3u: { return h * (1.0 - h); }
    default: { return vec4<f32>(1.0); }
  }
}

@compute @workgroup_size(64)
fn main(
  @builtin(local_invocation_index) lane: u32,
  @builtin(workgroup_id) workgroup: vec3<u32>,
  @builtin(num_workgroups) workgroups: vec3<u32>,
) {
  let group = workgroup.x + workgroup.y * workgroups.x;
  let width = min(step.quads, lanes);
  let task = (group % step.groups) * lanes + lane;
  let quad = (group / step.groups) * lanes + task % width;
  if (task / width >= step.chunks || quad >= step.quads) {
    return;
  }
  let chunk = chunks[task / width];
  var sum = vec4<f32>(0.0);
  for (var e = chunk.first; e < chunk.last; e++) {
    let edge = edges[e];
    sum += weight[edge.weight] * x[edge.column * step.quads + quad];
  }
  let at = chunk.place * step.quads + quad;
  if (chunk.whole == 0u) {
    part[at] = sum;
    return;
  }
  switch step.finish {
    case 1u: { sum = value(sum + extra[chunk.place]); }
    case 2u: { sum = value(sum); }
    case 3u: {
      let h = vec4<f32>(extra[4u * at], extra[4u * at + 1u], extra[4u * at + 2u], extra[4u * at + 3u]);
      sum *= slope(h);
    }
    default: {}
  }
  y[at] = sum;
}
