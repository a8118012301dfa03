// The gradient of each edge's weight: two dense matrices of a batch, multiplied only where there are edges.
//
//   gradient[e] = sum_b A[row e, b] B[column e, b]        added to what is there where `accumulate` is 1
//
// A (rows, lanes), B (columns, lanes), lanes users of the batch as quads of four. Eight invocations share an edge, each takes every eighth
// quad; eight edges make a workgroup. The eight sums are added in a fixed order: results repeat bit for bit on one device.

struct Edge {
  row: u32,
  column: u32,
}

struct Step {
  edges: u32,
  quads: u32,
  accumulate: u32,
}

const sharers = 8u;
const group_edges = 8u;

@group(0) @binding(0) var<storage, read> edges: array<Edge>;
@group(0) @binding(1) var<storage, read> a: array<vec4<f32>>;
@group(0) @binding(2) var<storage, read> b: array<vec4<f32>>;
@group(0) @binding(3) var<storage, read_write> gradient: array<f32>;
@group(0) @binding(4) var<uniform> step: Step;

var<workgroup> sums: array<f32, 64>;

@compute @workgroup_size(64)
fn main(
  @builtin(local_invocation_index) lane: u32,
  @builtin(workgroup_id) workgroup: vec3<u32>,
  @builtin(num_workgroups) workgroups: vec3<u32>,
) {
  let e = (workgroup.x + workgroup.y * workgroups.x) * group_edges + lane / sharers;
  var sum = vec4<f32>(0.0);
  if (e < step.edges) {
    let left = edges[e].row * step.quads;
    let right = edges[e].column * step.quads;
    for (var quad = lane % sharers; quad < step.quads; quad += sharers) {
      sum += a[left + quad] * b[right + quad];
    }
  }
  sums[lane] = (sum.x + sum.y) + (sum.z + sum.w);
  workgroupBarrier();
  if (lane % sharers == 0u && e < step.edges) {
    var total = select(0.0, gradient[e], step.accumulate == 1u);
    for (var other = 0u; other < sharers; other++) {
      total += sums[lane + other];
    }
    gradient[e] = total;
  }
}
