// The scores of a batch at its rated cells alone.
//
//   Z[i, b] = bias[i] + sum over edges e of item i of weight[e] H[column e, b]        for each entry (b, i)
//
// item and lane (entries): rows of all users of a batch, of which `part` says which are at hand; edges of item i are start[i] to
// start[i + 1] - 1, and so are their weights; H (neurons, lanes), Z (items, lanes), bias (items) where `biased` is 1. A workgroup takes
// eight entries, and eight invocations share an entry's edges. Their sums are added in a fixed order: results repeat bit for bit on one
// device.

struct Step {
  lanes: u32,
  biased: u32,
}

struct Part {
  first: u32, // entry
  last: u32,
  first_lane: u32,
  users: u32,
  scale: f32,
}

const sharers = 8u;
const group_entries = 8u;

@group(0) @binding(0) var<storage, read> item: array<u32>;
@group(0) @binding(1) var<storage, read> lane: array<u32>;
@group(0) @binding(2) var<storage, read> start: array<u32>;
@group(0) @binding(3) var<storage, read> column: array<u32>;
@group(0) @binding(4) var<storage, read> weight: array<f32>;
@group(0) @binding(5) var<storage, read> hidden: array<f32>;
@group(0) @binding(6) var<storage, read> bias: array<f32>;
@group(0) @binding(7) var<storage, read_write> z: array<f32>;
@group(0) @binding(8) var<uniform> step: Step;
@group(0) @binding(9) var<uniform> part: Part;

var<workgroup> sums: array<f32, 64>;

@compute @workgroup_size(64)
fn main(
  @builtin(local_invocation_index) index: u32,
  @builtin(workgroup_id) workgroup: vec3<u32>,
  @builtin(num_workgroups) workgroups: vec3<u32>,
) {
  let k = part.first + (workgroup.x + workgroup.y * workgroups.x) * group_entries + index / sharers;
  var row = 0u;
  var user = 0u;
  var sum = 0.0;
  if (k < part.last) {
    row = item[k];
    user = lane[k] - part.first_lane;
    let last = start[row + 1u];
    for (var e = start[row] + index % sharers; e < last; e += sharers) {
      sum += weight[e] * hidden[column[e] * step.lanes + user];
    }
  }
  sums[index] = sum;
  workgroupBarrier();
  if (index % sharers == 0u && k < part.last) {
    var total = 0.0;
    if (step.biased == 1u) {
      total = bias[row];
    }
    for (var other = 0u; other < sharers; other++) {
      total += sums[index + other];
    }
    z[row * step.lanes + user] = total;
  }
}
