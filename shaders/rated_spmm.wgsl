// A sparse matrix times the rated cells of a batch: what edge_spmm.wgsl does where X is sparse too.
//
//   Y[r, b] = phi(bias[r] + sum over edges e of row r with a rated X[column e, b], in their order, of weight[e] X[column e, b])    ("forward")
//   Y[r, b] = (sum over edges e of row r with a rated X[column e, b] of weight[e] X[column e, b]) * phi'(where phi was values[r, b])  ("back")
//
// X (columns, lanes) and bits (columns, words) as rated_cells.wgsl leaves them; Y and values (rows, lanes) as quads of four lanes; bias
// (rows). Rows are cut into chunks of at most 32 edges, and longer ones leave parts (slots, lanes) for edge_spmm.wgsl to add. An
// invocation takes one chunk and the 32 lanes of one word of bits: it goes from edge to edge and from set bit to set bit, and adds to 32
// sums of its own in workgroup memory. So the work is that of the rated cells, nobody waits for others, and each sum has one owner and one
// order: results repeat bit for bit on one device. In the end the workgroup stores its 64 x 32 sums in quads of neighbouring lanes.

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
  words: u32,
  activation: u32, // 0 identity, 1 tanh, 2 relu, 3 sigmoid
  finish: u32, // 0 as it is, 1 bias and phi, 2 phi alone, 3 phi'
}

const invocations = 64u;
// One more than there are invocations, so that both the sums of one lane and those of one invocation lie in different banks.
const stride = 65u;

@group(0) @binding(0) var<storage, read> chunks: array<Chunk>;
@group(0) @binding(1) var<storage, read> edges: array<Edge>;
@group(0) @binding(2) var<storage, read> weight: array<f32>;
@group(0) @binding(3) var<storage, read> x: array<f32>;
@group(0) @binding(4) var<storage, read> bits: array<u32>;
@group(0) @binding(5) var<storage, read> extra: array<f32>; // bias, or values
@group(0) @binding(6) var<storage, read_write> y: array<vec4<f32>>;
@group(0) @binding(7) var<storage, read_write> part: array<vec4<f32>>;
@group(0) @binding(8) var<uniform> step: Step;

var<workgroup> sums: array<f32, 2080>; // (32, stride)

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
  @builtin(local_invocation_index) index: u32,
  @builtin(workgroup_id) workgroup: vec3<u32>,
  @builtin(num_workgroups) workgroups: vec3<u32>,
) {
  let first_task = (workgroup.x + workgroup.y * workgroups.x) * invocations;
  let mine = (first_task + index) / step.words;
  let word = (first_task + index) % step.words;
  for (var b = 0u; b < 32u; b++) {
    sums[b * stride + index] = 0.0;
  }
  if (mine < step.chunks) {
    let chunk = chunks[mine];
    for (var e = chunk.first; e < chunk.last; e++) {
      let edge = edges[e];
      var rated = bits[edge.column * step.words + word];
      if (rated != 0u) {
        let w = weight[edge.weight];
        let at_first = 4u * edge.column * step.quads + 32u * word;
        while (rated != 0u) {
          let b = firstTrailingBit(rated);
          rated &= rated - 1u;
          sums[b * stride + index] += w * x[at_first + b];
        }
      }
    }
  }
  workgroupBarrier();
  for (var k = 0u; k < 8u; k++) {
    let owner = (k * invocations + index) / 8u;
    let quad_of_word = index % 8u;
    let task = first_task + owner;
    let quad = 8u * (task % step.words) + quad_of_word;
    if (task / step.words < step.chunks && quad < step.quads) {
      let chunk = chunks[task / step.words];
      let at_first = 4u * quad_of_word * stride + owner;
      var sum = vec4<f32>(sums[at_first], sums[at_first + stride], sums[at_first + 2u * stride], sums[at_first + 3u * stride]);
      let at = chunk.place * step.quads + quad;
      if (chunk.whole == 0u) {
        part[at] = sum;
      } else {
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
    }
  }
}
