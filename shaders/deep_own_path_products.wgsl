// What the gradients of the weights on own paths through two hidden layers are multiplied by.
//
//   p_i = sum over lanes b of X[i, b] dZ[i, b] where X is rated, and dZ too unless `dense` is 1
//
// X, dZ (items, lanes) and their bits (items, words) as rated_cells.wgsl leaves them. A workgroup takes one item: its invocations share the words
// of bits. The sum has a fixed order: results repeat bit for bit on one device.

struct Step {
  items: u32,
  lanes: u32,
  words: u32,
  dense: u32, // 1 where all cells of dZ count
}

const sharers = 64u;

@group(0) @binding(0) var<storage, read> x: array<f32>;
@group(0) @binding(1) var<storage, read> x_bits: array<u32>;
@group(0) @binding(2) var<storage, read> dz: array<f32>;
@group(0) @binding(3) var<storage, read> dz_bits: array<u32>;
@group(0) @binding(4) var<storage, read_write> products: array<f32>;
@group(0) @binding(5) var<uniform> step: Step;

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
    for (var word = index; word < step.words; word += sharers) {
      var rated = x_bits[item * step.words + word];
      if (step.dense == 0u) {
        rated &= dz_bits[item * step.words + word];
      }
      while (rated != 0u) {
        let at = item * step.lanes + 32u * word + firstTrailingBit(rated);
        rated &= rated - 1u;
        sum += x[at] * dz[at];
      }
    }
  }
  sums[index] = sum;
  for (var half = sharers / 2u; half > 0u; half /= 2u) {
    workgroupBarrier();
    if (index < half) {
      sums[index] += sums[index + half];
    }
  }
  if (index == 0u && item < step.items) {
    products[item] = sums[0];
  }
}
