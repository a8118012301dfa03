// The squared error of a batch over the rated items alone, through a sigmoid (personal mode's loss).
//
//   y_iu = s(z_iu)        loss_u = sum over rated i of (y_iu - x_iu)^2
//   dZ_iu = scale_u 2 (y_iu - x_iu) y_iu (1 - y_iu) where i is rated, else 0
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

@group(0) @binding(0) var<storage, read> z: array<f32>;
@group(0) @binding(1) var<storage, read> item: array<u32>;
@group(0) @binding(2) var<storage, read> value: array<f32>;
@group(0) @binding(3) var<storage, read> users: array<Lane>;
@group(0) @binding(4) var<storage, read_write> gradient: array<f32>;
@group(0) @binding(5) var<storage, read_write> loss: array<f32>;
@group(0) @binding(6) var<uniform> step: Step;

var<workgroup> of_user: array<f32, 256>;

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
      let at = 4u * (i * step.quads + quad);
      gradient[at] = 0.0;
      gradient[at + 1u] = 0.0;
      gradient[at + 2u] = 0.0;
      gradient[at + 3u] = 0.0;
    }
  }
  storageBarrier();
  let mine = workgroup.x * 4u * group_quads + index / entry_sharers;
  var sum = 0.0;
  if (mine < lanes) {
    let user = users[mine];
    for (var e = user.first + index % entry_sharers; e < user.last; e += entry_sharers) {
      let at = item[e] * lanes + mine;
      // Past +-80 the result is 0 or 1 in float32, and exp would overflow.
      let y = 1.0 / (1.0 + exp(-clamp(z[at], -80.0, 80.0)));
      let difference = y - value[e];
      sum += difference * difference;
      gradient[at] = user.scale * 2.0 * difference * y * (1.0 - y);
    }
  }
  of_user[index] = sum;
  workgroupBarrier();
  if (index % entry_sharers == 0u && mine < lanes) {
    for (var other = 1u; other < entry_sharers; other++) {
      sum += of_user[index + other];
    }
    loss[mine] = sum;
  }
}
