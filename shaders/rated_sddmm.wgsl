// The gradient of each edge's weight where one of the two matrices is sparse: what edge_sddmm.wgsl does, over rated cells alone.
//
//   gradient[e] = sum over lanes b with a rated A[row e, b] of A[row e, b] B[column e, b]        added to what is there where `accumulate` is 1
//
// A (rows, lanes) and bits (rows, words) as rated_cells.wgsl leaves them; B (columns, lanes). Eight invocations share an edge, each takes
// every eighth word of bits and goes from set bit to set bit; eight edges make a workgroup. The eight sums are added in a fixed order:
// results repeat bit for bit on one device.

struct Edge {
  row: u32,
  column: u32,
}

struct Step {
  edges: u32,
  lanes: u32,
  words: u32,
  accumulate: u32,
}

const sharers = 8u;
const group_edges = 8u;

@group(0) @binding(0) var<storage, read> edges: array<Edge>;
@group(0) @binding(1) var<storage, read> a: array<f32>;
@group(0) @binding(2) var<storage, read> bits: array<u32>;
@group(0) @binding(3) var<storage, read> b: array<f32>;
@group(0) @binding(4) var<storage, read_write> gradient: array<f32>;
@group(0) @binding(5) var<uniform> step: Step;

var<workgroup> sums: array<f32, 64>;

@compute @workgroup_size(64)
fn main(
  @builtin(local_invocation_index) index: u32,
  @builtin(workgroup_id) workgroup: vec3<u32>,
  @builtin(num_workgroups) workgroups: vec3<u32>,
) {
  let e = (workgroup.x + workgroup.y * workgroups.x) * group_edges + index / sharers;
  var sum = 0.0;
  if (e < step.edges) {
    let edge = edges[e];
    for (var word = index % sharers; word < step.words; word += sharers) {
      var rated = bits[edge.row * step.words + word];
      while (rated != 0u) {
        let lane = 32u * word + firstTrailingBit(rated);
        rated &= rated - 1u;
        sum += a[edge.row * step.lanes + lane] * b[edge.column * step.lanes + lane];
      }
    }
  }
  sums[index] = sum;
  workgroupBarrier();
  if (index % sharers == 0u && e < step.edges) {
    var total = select(0.0, gradient[e], step.accumulate == 1u);
    for (var other = 0u; other < sharers; other++) {
      total += sums[index + other];
    }
    gradient[e] = total;
  }
}
