// Second of three shaders for the multinomial loss: what the parts of multinomial_parts.wgsl say together.
//
//   level_u = log(sum_i exp(z_iu))        loss_u = sum_i x_iu (level_u - z_iu)        count_u = sum_i x_iu
//
// parts (parts, quads), lanes (quads, level and count of four users), loss (quads); lanes without a user have no meaning. A workgroup
// takes one quad, and 64 invocations share the parts. Their sums are added in a fixed order: results repeat bit for bit on one
// device.

struct Known {
  most: vec4<f32>,
  sum: vec4<f32>,
  count: vec4<f32>,
  short: vec4<f32>,
}

struct Lanes {
  level: vec4<f32>,
  count: vec4<f32>,
}

struct Step {
  parts: u32,
  quads: u32,
}

const sharers = 64u;

@group(0) @binding(0) var<storage, read> parts: array<Known>;
@group(0) @binding(1) var<storage, read_write> lanes: array<Lanes>;
@group(0) @binding(2) var<storage, read_write> loss: array<vec4<f32>>;
@group(0) @binding(3) var<uniform> step: Step;

var<workgroup> shares: array<vec4<f32>, 64>;

// The sum over the invocations, in a fixed order.
fn add_up(index: u32, share: vec4<f32>) -> vec4<f32> {
  shares[index] = share;
  for (var half = sharers / 2u; half > 0u; half /= 2u) {
    workgroupBarrier();
    if (index < half) {
      shares[index] += shares[index + half];
    }
  }
  workgroupBarrier();
  let total = shares[0];
  workgroupBarrier();
  return total;
}

// The same with the maximum in place of the sum.
fn find_most(index: u32, share: vec4<f32>) -> vec4<f32> {
  shares[index] = share;
  for (var half = sharers / 2u; half > 0u; half /= 2u) {
    workgroupBarrier();
    if (index < half) {
      shares[index] = max(shares[index], shares[index + half]);
    }
  }
  workgroupBarrier();
  let most = shares[0];
  workgroupBarrier();
  return most;
}

@compute @workgroup_size(64)
fn main(
  @builtin(local_invocation_index) index: u32,
  @builtin(workgroup_id) workgroup: vec3<u32>,
  @builtin(num_workgroups) workgroups: vec3<u32>,
) {
  let quad = workgroup.x + workgroup.y * workgroups.x;
  let mine = select(0u, step.parts, quad < step.quads);
  var most = vec4<f32>(-3.4e38);
  for (var k = index; k < mine; k += sharers) {
    most = max(most, parts[k * step.quads + quad].most);
  }
  most = find_most(index, most);
  var sum = vec4<f32>(0.0);
  var count = vec4<f32>(0.0);
  for (var k = index; k < mine; k += sharers) {
    let known = parts[k * step.quads + quad];
    sum += known.sum * exp(known.most - most);
    count += known.count;
  }
  let level = most + log(add_up(index, sum));
  count = add_up(index, count);
  var short = vec4<f32>(0.0);
  for (var k = index; k < mine; k += sharers) {
    let known = parts[k * step.quads + quad];
    short += known.short + known.count * (level - known.most);
  }
  short = add_up(index, short);
  if (index == 0u && quad < step.quads) {
    lanes[quad] = Lanes(level, count);
    loss[quad] = short;
  }
}
