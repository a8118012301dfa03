// The sparse rows of a batch, spread out: a dense matrix of which only the rated cells mean anything, and a bit for each of these.
//
//   values[item, lane] = value and bits[item, lane / 32] gets bit lane % 32        for each entry (lane, item, value)
//
// item, lane and value (entries): rows of all users of a batch, of which `part` says which are at hand; values (items, lanes);
// bits (items, words), all 0 before, a word for 32 lanes. An invocation takes one entry. A cell has one owner, and bits that are set in
// any order are the same bits.

struct Step {
  lanes: u32,
  words: u32,
}

struct Part {
  first: u32, // entry
  last: u32,
  first_lane: u32,
  users: u32,
  scale: f32,
}

const invocations = 64u;

@group(0) @binding(0) var<storage, read> item: array<u32>;
@group(0) @binding(1) var<storage, read> lane: array<u32>;
@group(0) @binding(2) var<storage, read> value: array<f32>;
@group(0) @binding(3) var<storage, read_write> values: array<f32>;
@group(0) @binding(4) var<storage, read_write> bits: array<atomic<u32>>;
@group(0) @binding(5) var<uniform> step: Step;
@group(0) @binding(6) var<uniform> part: Part;

@compute @workgroup_size(64)
fn main(
  @builtin(local_invocation_index) index: u32,
  @builtin(workgroup_id) workgroup: vec3<u32>,
  @builtin(num_workgroups) workgroups: vec3<u32>,
) {
  let k = part.first + (workgroup.x + workgroup.y * workgroups.x) * invocations + index;
  if (k >= part.last) {
    return;
  }
  let row = item[k];
  let column = lane[k] - part.first_lane;
  values[row * step.lanes + column] = value[k];
  atomicOr(&bits[row * step.words + column / 32u], 1u << (column % 32u));
}
