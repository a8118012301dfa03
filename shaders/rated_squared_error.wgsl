// The squared error of a batch over its rated cells alone, through a sigmoid (personal mode's loss).
//
//   y_iu = s(z_iu)        loss_u = sum over rated i of (y_iu - x_iu)^2        dZ_iu = scale 2 (y_iu - x_iu) y_iu (1 - y_iu)
//
// item and value (entries): rows of all users of a batch, user u's from start[u] to start[u + 1] - 1; `part` says which users are at
// hand; Z and dZ (items, lanes), of which only rated cells are read and written; loss (lanes), without meaning in lanes without a
// user. A workgroup takes one user, and its invocations share the entries. The sum has a fixed order: results repeat bit for bit on one
// device.

struct Step {
  lanes: u32,
}

struct Part {
  first: u32, // entry
  last: u32,
  first_lane: u32,
  users: u32,
  scale: f32,
}

const sharers = 64u;

@group(0) @binding(0) var<storage, read> item: array<u32>;
@group(0) @binding(1) var<storage, read> value: array<f32>;
@group(0) @binding(2) var<storage, read> start: array<u32>;
@group(0) @binding(3) var<storage, read> z: array<f32>;
@group(0) @binding(4) var<storage, read_write> gradient: array<f32>;
@group(0) @binding(5) var<storage, read_write> loss: array<f32>;
@group(0) @binding(6) var<uniform> step: Step;
@group(0) @binding(7) var<uniform> part: Part;

var<workgroup> sums: array<f32, 64>;

@compute @workgroup_size(64)
fn main(
  @builtin(local_invocation_index) index: u32,
  @builtin(workgroup_id) workgroup: vec3<u32>,
  @builtin(num_workgroups) workgroups: vec3<u32>,
) {
  let user = workgroup.x + workgroup.y * workgroups.x;
  var sum = 0.0;
  if (user < part.users) {
    let last = start[part.first_lane + user + 1u];
    for (var k = start[part.first_lane + user] + index; k < last; k += sharers) {
      let at = item[k] * step.lanes + user;
      // Past +-80 the result is 0 or 1 in float32, and exp would overflow.
      let y = 1.0 / (1.0 + exp(-clamp(z[at], -80.0, 80.0)));
      let difference = y - value[k];
      sum += difference * difference;
      gradient[at] = part.scale * 2.0 * difference * y * (1.0 - y);
    }
  }
  sums[index] = sum;
  for (var half = sharers / 2u; half > 0u; half /= 2u) {
    workgroupBarrier();
    if (index < half) {
      sums[index] += sums[index + half];
    }
  }
  if (index == 0u && user < part.users) {
    loss[user] = sums[0];
  }
}
