// What deep_own_path.wgsl changes in the gradients of the weights.
//
//   gradient[w] -= sum over the paths k that weight w is on of p_(item of k) times the path's three other weights
//
// p (items) as deep_own_path_products.wgsl leaves it. A path is five words: where its four weights are, and its item. Weight `entries[w].at` is
// on the paths visits[entries[w].first] to visits[entries[w].last - 1]; a visit is 4 path + the weight's place on it. A workgroup takes one weight: its
// invocations share the visits. The sum has a fixed order: results repeat bit for bit on one device.

struct Entry {
  at: u32,
  first: u32,
  last: u32,
}

const sharers = 64u;

@group(0) @binding(0) var<storage, read> entries: array<Entry>;
@group(0) @binding(1) var<storage, read> visits: array<u32>;
@group(0) @binding(2) var<storage, read> paths: array<u32>;
@group(0) @binding(3) var<storage, read> weight: array<f32>;
@group(0) @binding(4) var<storage, read> products: array<f32>;
@group(0) @binding(5) var<storage, read_write> gradient: array<f32>;

var<workgroup> sums: array<f32, 64>;

@compute @workgroup_size(64)
fn main(
  @builtin(local_invocation_index) index: u32,
  @builtin(workgroup_id) workgroup: vec3<u32>,
  @builtin(num_workgroups) workgroups: vec3<u32>,
) {
  let w = workgroup.x + workgroup.y * workgroups.x;
  let exists = w < arrayLength(&entries);
  var entry = Entry(0u, 0u, 0u);
  if (exists) {
    entry = entries[w];
  }
  var sum = 0.0;
  for (var k = entry.first + index; k < entry.last; k += sharers) {
    let path = 5u * (visits[k] >> 2u);
    let own = visits[k] & 3u;
    var product = products[paths[path + 4u]];
    for (var place = 0u; place < 4u; place++) {
      if (place != own) {
        product *= weight[paths[path + place]];
      }
    }
    sum += product;
  }
  sums[index] = sum;
  for (var half = sharers / 2u; half > 0u; half /= 2u) {
    workgroupBarrier();
    if (index < half) {
      sums[index] += sums[index + half];
    }
  }
  if (index == 0u && exists) {
    gradient[entry.at] -= sums[0];
  }
}
