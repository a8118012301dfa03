// Takes out of each score what the item itself put in, through two hidden layers.
//
//   Z[i, b] = Z[i, b] - X[i, b] c_i where X is rated,        c_i = sum over paths k of item i of the product of the path's four weights
//
// A path leads from an item into a neuron, on into a broader category, back to a neuron and to the item. X (items, lanes) and bits (items, words)
// as rated_cells.wgsl leaves them; Z (items, lanes); paths of item i are start[i] to start[i + 1] - 1. A workgroup takes one item: its
// invocations share the paths, then the words of bits. The sum has a fixed order: results repeat bit for bit on one device.

struct Path {
  encoder: u32, // where the weights are
  up: u32,
  down: u32,
  decoder: u32,
}

struct Step {
  items: u32,
  lanes: u32,
  words: u32,
}

const sharers = 64u;

@group(0) @binding(0) var<storage, read> start: array<u32>;
@group(0) @binding(1) var<storage, read> paths: array<Path>;
@group(0) @binding(2) var<storage, read> weight: array<f32>;
@group(0) @binding(3) var<storage, read> x: array<f32>;
@group(0) @binding(4) var<storage, read> bits: array<u32>;
@group(0) @binding(5) var<storage, read_write> z: array<f32>;
@group(0) @binding(6) var<uniform> step: Step;

var<workgroup> sums: array<f32, 64>;

@compute @workgroup_size(64)
fn main(
  @builtin(local_invocation_index) index: u32,
  @builtin(workgroup_id) workgroup: vec3<u32>,
  @builtin(num_workgroups) workgroups: vec3<u32>,
) {
  let item = workgroup.x + workgroup.y * workgroups.x;
  var sum = 0.0;
  if (item < step.items) {
    let last = start[item + 1u];
    for (var k = start[item] + index; k < last; k += sharers) {
      let path = paths[k];
      sum += weight[path.encoder] * weight[path.up] * weight[path.down] * weight[path.decoder];
    }
  }
  sums[index] = sum;
  for (var half = sharers / 2u; half > 0u; half /= 2u) {
    workgroupBarrier();
    if (index < half) {
      sums[index] += sums[index + half];
    }
  }
  workgroupBarrier();
  if (item < step.items) {
    let own = sums[0];
    for (var word = index; word < step.words; word += sharers) {
      var rated = bits[item * step.words + word];
      while (rated != 0u) {
        let at = item * step.lanes + 32u * word + firstTrailingBit(rated);
        rated &= rated - 1u;
        z[at] -= own * x[at];
      }
    }
  }
}
