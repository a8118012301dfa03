// The multinomial loss of a batch (Liang et al. 2018): each user's items against the softmax over all items.
//
//   lse_u = log(sum_i exp(z_iu))        loss_u = sum_i x_iu (lse_u - z_iu)
//   dZ_iu = scale_u (n_u exp(z_iu - lse_u) - x_iu)        n_u = sum_i x_iu
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
var<workgroup> of_user: array<f32, 256>;
var<workgroup> log_sum: array<vec4<f32>, 4>;

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

// The same with the maximum in place of the sum.
fn find_most(local: vec2<u32>, mine: vec4<f32>) -> vec4<f32> {
  let at = local.x + local.y * group_quads;
  sums[at] = mine;
  for (var half = sharers / 2u; half > 0u; half /= 2u) {
    workgroupBarrier();
    if (local.y < half) {
      sums[at] = max(sums[at], sums[at + half * group_quads]);
    }
  }
  workgroupBarrier();
  let most = sums[local.x];
  workgroupBarrier();
  return most;
}

// The sum over the 16 invocations of the k-th user of the workgroup, once all have stored theirs.
fn of_entries(k: u32) -> f32 {
  var total = 0.0;
  for (var other = 0u; other < entry_sharers; other++) {
    total += of_user[k * entry_sharers + other];
  }
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
  let mine = workgroup.x * 4u * group_quads + index / entry_sharers;
  var user = Lane(0u, 0u, 0.0);
  if (mine < lanes) {
    user = users[mine];
  }
  let first = user.first + index % entry_sharers;
  var count = 0.0;
  for (var e = first; e < user.last; e += entry_sharers) {
    count += value[e];
  }
  of_user[index] = count;

  var most = vec4<f32>(-3.4e38);
  if (quad < step.quads) {
    for (var i = local.y; i < step.items; i += sharers) {
      most = max(most, z[i * step.quads + quad]);
    }
  }
  most = find_most(local.xy, most);
  var sum = vec4<f32>(0.0);
  if (quad < step.quads) {
    for (var i = local.y; i < step.items; i += sharers) {
      sum += exp(z[i * step.quads + quad] - most);
    }
  }
  sum = add_up(local.xy, sum);
  if (quad < step.quads) {
    var factor = vec4<f32>(0.0);
    for (var k = 0u; k < 4u; k++) {
      factor[k] = users[4u * quad + k].scale * of_entries(4u * local.x + k);
    }
    factor /= sum;
    for (var i = local.y; i < step.items; i += sharers) {
      let at = i * step.quads + quad;
      let d = factor * exp(z[at] - most);
      gradient[4u * at] = d.x;
      gradient[4u * at + 1u] = d.y;
      gradient[4u * at + 2u] = d.z;
      gradient[4u * at + 3u] = d.w;
    }
  }
  if (local.y == 0u) {
    log_sum[local.x] = most + log(sum);
  }
  storageBarrier();
  workgroupBarrier();

  let level = log_sum[(index / entry_sharers) / 4u][mine % 4u];
  var part_loss = 0.0;
  for (var e = first; e < user.last; e += entry_sharers) {
    let at = item[e] * lanes + mine;
    part_loss += value[e] * (level - z[at / 4u][mine % 4u]);
    gradient[at] -= user.scale * value[e];
  }
  of_user[index] = part_loss;
  workgroupBarrier();
  if (index % entry_sharers == 0u && mine < lanes) {
    loss[mine] = of_entries(index / entry_sharers);
  }
}
