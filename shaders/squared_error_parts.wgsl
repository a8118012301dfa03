// The squared error of a batch over all items; an item that a user has not rated counts as 0.
//
//   D_iu = z_iu - x_iu        parts[k, u] = sum over the 16 items i of part k of D_iu^2        dZ_iu = scale 2 D_iu
//
// Z (items, lanes) as quads of four lanes; dZ (items, lanes) holds x at the rated cells, which bits (items, words) name, before; parts
// (ceil(items / 16), lanes), for lane_sums.wgsl to add. `part` says how many lanes have a user: dZ is 0 in the others. An invocation takes
// 16 items of four users. Each sum has one owner and one order: results repeat bit for bit on one device.

struct Step {
  items: u32,
  quads: u32,
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
const part_items = 16u;

@group(0) @binding(0) var<storage, read> z: array<vec4<f32>>;
@group(0) @binding(1) var<storage, read> bits: array<u32>;
@group(0) @binding(2) var<storage, read_write> gradient: array<vec4<f32>>;
@group(0) @binding(3) var<storage, read_write> parts: array<vec4<f32>>;
@group(0) @binding(4) var<uniform> step: Step;
@group(0) @binding(5) var<uniform> part: Part;

@compute @workgroup_size(64)
fn main(
  @builtin(local_invocation_index) index: u32,
  @builtin(workgroup_id) workgroup: vec3<u32>,
  @builtin(num_workgroups) workgroups: vec3<u32>,
) {
  let task = (workgroup.x + workgroup.y * workgroups.x) * invocations + index;
  let first = task / step.quads * part_items;
  let quad = task % step.quads;
  if (first >= step.items) {
    return;
  }
  let of_quad = vec4<u32>(0u, 1u, 2u, 3u);
  let scale = select(vec4<f32>(0.0), vec4<f32>(2.0 * part.scale), 4u * quad + of_quad < vec4<u32>(part.users));
  let last = min(first + part_items, step.items);
  var sum = vec4<f32>(0.0);
  for (var i = first; i < last; i++) {
    let at = i * step.quads + quad;
    let nibble = vec4<u32>(bits[i * step.words + quad / 8u] >> (4u * (quad % 8u)));
    let rated = (nibble >> of_quad) & vec4<u32>(1u);
    let d = z[at] - select(vec4<f32>(0.0), gradient[at], rated == vec4<u32>(1u));
    sum += d * d;
    gradient[at] = scale * d;
  }
  parts[task] = sum;
}
