// The `keep` largest positive values of each row of a matrix, with their columns; of equals the lower columns.
//
//   value (rows, columns); in row r the column `step.first + r` is passed over (a user is no neighbour of himself)
//   kept_column, kept_value (slots, keep) from slot `step.slot` on, columns ascending; kept (slots): how many there are
//
// One workgroup per row. Bits of positive floats order as their values do, so the keep-th largest is found by four
// counts of bytes from the highest on; then each invocation takes a stretch of columns, and a running sum over the
// invocations says where it may write. Counting with integers is exact, so the result does not depend on any order.

struct Step {
  columns: u32,
  keep: u32,
  first: u32,
  slot: u32,
}

const lanes = 256u;

@group(0) @binding(0) var<storage, read> value: array<f32>;
@group(0) @binding(1) var<storage, read_write> kept_column: array<u32>;
@group(0) @binding(2) var<storage, read_write> kept_value: array<f32>;
@group(0) @binding(3) var<storage, read_write> kept: array<u32>;
@group(0) @binding(4) var<storage, read> step: Step;

var<workgroup> histogram: array<atomic<u32>, 256>;
// Bits of the keep-th largest value found so far, and how many values equal to them are to be kept.
var<workgroup> bound: u32;
var<workgroup> wanted: u32;
var<workgroup> larger_before: array<u32, 256>;
var<workgroup> equal_before: array<u32, 256>;

// Bits of a value that may be kept, else 0.
fn bits_of(row: u32, column: u32) -> u32 {
  let x = value[row * step.columns + column];
  if (x > 0.0 && column != step.first + row) {
    return bitcast<u32>(x);
  }
  return 0u;
}

@compute @workgroup_size(256)
fn main(
  @builtin(local_invocation_index) lane: u32,
  @builtin(workgroup_id) workgroup: vec3<u32>,
) {
  let row = workgroup.x;
  if (lane == 0u) {
    bound = 0u;
    wanted = step.keep;
  }
  for (var pass_index = 0u; pass_index < 4u; pass_index++) {
    let shift = 24u - 8u * pass_index;
    atomicStore(&histogram[lane], 0u);
    workgroupBarrier();
    for (var column = lane; column < step.columns; column += lanes) {
      let bits = bits_of(row, column);
      // Bytes above this pass's must be those of the bound; shifts by 32 are not defined, hence two of them.
      if (bits != 0u && ((bits ^ bound) >> shift) >> 8u == 0u) {
        atomicAdd(&histogram[(bits >> shift) & 255u], 1u);
      }
    }
    workgroupBarrier();
    if (lane == 0u) {
      var digit = 256u;
      var above = 0u;
      loop {
        digit -= 1u;
        let here = atomicLoad(&histogram[digit]);
        if (digit == 0u || above + here >= wanted) {
          break;
        }
        above += here;
      }
      bound |= digit << shift;
      wanted -= above;
    }
    workgroupBarrier();
  }
  // With fewer positive values than `keep` the bound comes out as 0, and all of them are larger.
  let stretch = (step.columns + lanes - 1u) / lanes;
  let start = min(lane * stretch, step.columns);
  let end = min(start + stretch, step.columns);
  var larger = 0u;
  var equal = 0u;
  for (var column = start; column < end; column++) {
    let bits = bits_of(row, column);
    larger += select(0u, 1u, bits > bound);
    equal += select(0u, 1u, bits == bound && bits != 0u);
  }
  larger_before[lane] = larger;
  equal_before[lane] = equal;
  workgroupBarrier();
  let slot = step.slot + row;
  if (lane == 0u) {
    var all_larger = 0u;
    var all_equal = 0u;
    for (var other = 0u; other < lanes; other++) {
      let more_larger = larger_before[other];
      let more_equal = equal_before[other];
      larger_before[other] = all_larger;
      equal_before[other] = all_equal;
      all_larger += more_larger;
      all_equal += more_equal;
    }
    kept[slot] = all_larger + min(all_equal, wanted);
  }
  workgroupBarrier();
  larger = larger_before[lane];
  equal = equal_before[lane];
  for (var column = start; column < end; column++) {
    let bits = bits_of(row, column);
    let is_equal = bits == bound && bits != 0u;
    if (bits > bound || (is_equal && equal < wanted)) {
      let at = slot * step.keep + larger + min(equal, wanted);
      kept_column[at] = column;
      kept_value[at] = bitcast<f32>(bits);
    }
    larger += select(0u, 1u, bits > bound);
    equal += select(0u, 1u, is_equal);
  }
}
