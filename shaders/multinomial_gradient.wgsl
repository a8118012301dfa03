// Last of three shaders for the multinomial loss: the slopes.
//
//   dZ_iu = scale (count_u exp(z_iu - level_u) - x_iu)
//
// Z (items, lanes) as quads of four lanes; dZ (items, lanes) holds x at the rated cells, which bits (items, words) name, before; lanes
// (quads) of multinomial_lanes.wgsl. Where a lane has no user there is nothing to count, and dZ is 0. An invocation takes four users and
// one item.

struct Lanes {
  level: vec4<f32>,
  count: vec4<f32>,
}

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

@group(0) @binding(0) var<storage, read> z: array<vec4<f32>>;
@group(0) @binding(1) var<storage, read> bits: array<u32>;
@group(0) @binding(2) var<storage, read> lanes: array<Lanes>;
@group(0) @binding(3) var<storage, read_write> gradient: array<vec4<f32>>;
@group(0) @binding(4) var<uniform> step: Step;
@group(0) @binding(5) var<uniform> part: Part;

@compute @workgroup_size(64)
fn main(
  @builtin(local_invocation_index) index: u32,
  @builtin(workgroup_id) workgroup: vec3<u32>,
  @builtin(num_workgroups) workgroups: vec3<u32>,
) {
  let at = (workgroup.x + workgroup.y * workgroups.x) * invocations + index;
  let item = at / step.quads;
  let quad = at % step.quads;
  if (item >= step.items) {
    return;
  }
  let nibble = vec4<u32>(bits[item * step.words + quad / 8u] >> (4u * (quad % 8u)));
  let rated = (nibble >> vec4<u32>(0u, 1u, 2u, 3u)) & vec4<u32>(1u);
  let x = select(vec4<f32>(0.0), gradient[at], rated == vec4<u32>(1u));
  let mine = lanes[quad];
  gradient[at] = part.scale * (mine.count * exp(z[at] - mine.level) - x);
}
