// The gradient of biases: the sum of each row of a batch's matrix.
//
//   sums[r] = sum_b M[r, b], of the rated cells alone where `rated` is 1        added to what is there where `accumulate` is 1
//
// M (rows, lanes), bits (rows, words) as rated_cells.wgsl leaves them. Eight invocations share a row, each takes every eighth quad of
// lanes, or every eighth word of bits; eight rows make a workgroup. The eight sums are added in a fixed order: results repeat bit for
// bit on one device.

struct Step {
  rows: u32,
  quads: u32,
  words: u32,
  rated: u32,
  accumulate: u32,
}

const sharers = 8u;
const group_rows = 8u;

@group(0) @binding(0) var<storage, read> matrix: array<vec4<f32>>;
@group(0) @binding(1) var<storage, read> bits: array<u32>;
@group(0) @binding(2) var<storage, read_write> sums: array<f32>;
@group(0) @binding(3) var<uniform> step: Step;

var<workgroup> shares: array<f32, 64>;

@compute @workgroup_size(64)
fn main(
  @builtin(local_invocation_index) index: u32,
  @builtin(workgroup_id) workgroup: vec3<u32>,
  @builtin(num_workgroups) workgroups: vec3<u32>,
) {
  let row = (workgroup.x + workgroup.y * workgroups.x) * group_rows + index / sharers;
  var share = 0.0;
  if (row < step.rows && step.rated == 0u) {
    var sum = vec4<f32>(0.0);
    for (var quad = index % sharers; quad < step.quads; quad += sharers) {
      sum += matrix[row * step.quads + quad];
    }
    share = (sum.x + sum.y) + (sum.z + sum.w);
  }
  if (row < step.rows && step.rated == 1u) {
    for (var word = index % sharers; word < step.words; word += sharers) {
      var rated = bits[row * step.words + word];
      while (rated != 0u) {
        let lane = 32u * word + firstTrailingBit(rated);
        rated &= rated - 1u;
        share += matrix[row * step.quads + lane / 4u][lane % 4u];
      }
    }
  }
  shares[index] = share;
  workgroupBarrier();
  if (index % sharers == 0u && row < step.rows) {
    var total = select(0.0, sums[row], step.accumulate == 1u);
    for (var other = 0u; other < sharers; other++) {
      total += shares[index + other];
    }
    sums[row] = total;
  }
}
