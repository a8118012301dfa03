// First of three shaders for the multinomial loss of a batch (Liang et al. 2018): what each part of the items knows of a user.
//
//   most = max z_iu        sum = sum exp(z_iu - most)        count = sum x_iu        short = sum x_iu (most - z_iu)
//
// each over the 16 items i of part k. Z (items, lanes) as quads of four lanes; dZ (items, lanes) holds x at the rated cells, which bits
// (items, words) name; parts (ceil(items / 16), quads), for multinomial_lanes.wgsl. All terms of `short` are at least 0, so that no digits
// are lost in differences. An invocation takes 16 items of four users. Each sum has one owner and one order: results repeat bit for
// bit on one device.

struct Known {
  most: vec4<f32>,
  sum: vec4<f32>,
  count: vec4<f32>,
  short: vec4<f32>,
}

struct Step {
  items: u32,
  quads: u32,
  words: u32,
}

const invocations = 64u;
const part_items = 16u;

@group(0) @binding(0) var<storage, read> z: array<vec4<f32>>;
@group(0) @binding(1) var<storage, read> bits: array<u32>;
@group(0) @binding(2) var<storage, read> value: array<vec4<f32>>;
@group(0) @binding(3) var<storage, read_write> parts: array<Known>;
@group(0) @binding(4) var<uniform> step: Step;

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
  let last = min(first + part_items, step.items);
  var known = Known(z[first * step.quads + quad], vec4<f32>(0.0), vec4<f32>(0.0), vec4<f32>(0.0));
  for (var i = first + 1u; i < last; i++) {
    known.most = max(known.most, z[i * step.quads + quad]);
  }
  for (var i = first; i < last; i++) {
    let at = i * step.quads + quad;
    let below = known.most - z[at];
    known.sum += exp(-below);
    let nibble = (bits[i * step.words + quad / 8u] >> (4u * (quad % 8u))) & 15u;
    if (nibble != 0u) {
      let rated = (vec4<u32>(nibble) >> vec4<u32>(0u, 1u, 2u, 3u)) & vec4<u32>(1u);
      let x = select(vec4<f32>(0.0), value[at], rated == vec4<u32>(1u));
      known.count += x;
      known.short += x * below;
    }
  }
  parts[task] = known;
}
