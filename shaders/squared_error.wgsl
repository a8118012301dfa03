// The squared error of a batch over all items; an item that a user has not rated counts as 0.
//
//   loss_u = sum_i (z_iu - x_iu)^2        dZ_iu = scale_u 2 (z_iu - x_iu)
//
// Z and dZ (items, lanes), lanes users of the batch as quads of four; item and value (entries): rows of all users, of which
// users (lanes) says where each user's begin and end; scale weighs a user in dZ alone; loss (lanes), where a lane without a
// user has no meaning. A workgroup takes 16 users: 64 invocations share each of
// four quads of users and go down the items, and then 16 share the entries of each user. So each cell of dZ has one owner at a
// time, every sum has one order, and results repeat bit for bit on one device.

struct Lane {
  first: u32, // of the user's entries
  last: u32,
  scale: f32, // 0 where the lane has no user
}

struct Step {
  items: u32,
  quads: u32,
}

const group_quads = 4u;
const sharers = 64u;
const entry_sharers = 16u;

@group(0) @binding(0) var<storage, read> z: array<vec4<f32>>;
@group(0) @binding(1) var<storage, read> item: array<u32>;
@group(0) @binding(2) var<storage, read> value: array<f32>;
@group(0) @binding(3) var<storage, read> users: array<Lane>;
@group(0) @binding(4) var<storage, read_write> gradient: array<f32>;
@group(0) @binding(5) var<storage, read_write> loss: array<f32>;
@group(0) @binding(6) var<uniform> step: Step;

var<workgroup> sums: array<vec4<f32>, 256>;

// The sum over the 64 invocations of a quad, in a fixed order.
fn add_up(local: vec2<u32>, mine: vec4<f32>) -> vec4<f32> {
  let at = local.x + local.y * group_quads;
  sums[at] = mine;
  for (var half = sharers / 2u; half > 0u; half /= 2u) {
    workgroupBarrier();
    if (local.y < half) {
      sums[at] += sums[at + half * group_quads];
    }
  }
  workgroupBarrier();
  let total = sums[local.x];
  workgroupBarrier();
  return total;
}

@compute @workgroup_size(4, 64)
fn main(
  @builtin(local_invocation_id) local: vec3<u32>,
  @builtin(local_invocation_index) index: u32,
  @builtin(workgroup_id) workgroup: vec3<u32>,
) {
  let lanes = 4u * step.quads;
  let quad = workgroup.x * group_quads + local.x;
  if (quad < step.quads) {
    for (var i = local.y; i < step.items; i += sharers) {
      let at = i * step.quads + quad;
      let d = z[at];
      gradient[4u * at] = d.x;
      gradient[4u * at + 1u] = d.y;
      gradient[4u * at + 2u] = d.z;
      gradient[4u * at + 3u] = d.w;
    }
  }
  storageBarrier();
  let mine = workgroup.x * 4u * group_quads + index / entry_sharers;
  if (mine < lanes) {
    let last = users[mine].last;
    for (var e = users[mine].first + index % entry_sharers; e < last; e += entry_sharers) {
      gradient[item[e] * lanes + mine] -= value[e];
    }
  }
  storageBarrier();
  var sum = vec4<f32>(0.0);
  if (quad < step.quads) {
    var factor = vec4<f32>(0.0);
    for (var k = 0u; k < 4u; k++) {
      factor[k] = 2.0 * users[4u * quad + k].scale;
    }
    for (var i = local.y; i < step.items; i += sharers) {
      let at = 4u * (i * step.quads + quad);
      let d = vec4<f32>(gradient[at], gradient[at + 1u], gradient[at + 2u], gradient[at + 3u]);
      sum += d * d;
      gradient[at] = factor.x * d.x;
      gradient[at + 1u] = factor.y * d.y;
      gradient[at + 2u] = factor.z * d.z;
      gradient[at + 3u] = factor.w * d.w;
    }
  }
  sum = add_up(local.xy, sum);
  if (local.y == 0u && quad < step.quads) {
    for (var k = 0u; k < 4u; k++) {
      loss[4u * quad + k] = sum[k];
    }
  }
}
