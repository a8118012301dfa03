// Cosines of a panel of users u with the users v of one chunk of rows, all profiles normalised.
//
//   similarity[u, v] = sum over entries e of row v, in their order, of weight[e] panel[column[e], u]
//
// panel (columns, lanes), dense, as quads of users; row_start (rows + 1), entry_column and weight (entries): CSR of the chunk;
// similarity (lanes, all rows). An invocation computes four users against one row; a workgroup takes `quads` x 4
// invocations, that is all users of the panel against four rows, so that neighbours in the group read the same entries and
// neighbouring quads. Each sum has one owner and one order: results repeat bit for bit on one device.
//
// A row of more than `step.most` entries is summed in several dispatches, each of which goes on where the last one ended.

struct Step {
  first_row: u32, // of the chunk, among all rows
  rows: u32, // in the chunk
  all_rows: u32,
  summed: u32, // entries of each row, by earlier dispatches
  most: u32, // entries of a row to sum in this dispatch
}

override quads: u32 = 16;

@group(0) @binding(0) var<storage, read> panel: array<vec4<f32>>;
@group(0) @binding(1) var<storage, read> row_start: array<u32>;
@group(0) @binding(2) var<storage, read> entry_column: array<u32>;
@group(0) @binding(3) var<storage, read> weight: array<f32>;
@group(0) @binding(4) var<storage, read_write> similarity: array<f32>;
@group(0) @binding(5) var<uniform> step: Step;

@compute @workgroup_size(quads, 4)
fn main(
  @builtin(local_invocation_id) local: vec3<u32>,
  @builtin(workgroup_id) workgroup: vec3<u32>,
  @builtin(num_workgroups) workgroups: vec3<u32>,
) {
  let row = (workgroup.x + workgroup.y * workgroups.x) * 4u + local.y;
  if (row >= step.rows) {
    return;
  }
  let first = row_start[row] + step.summed;
  let last = min(row_start[row + 1u], first + step.most);
  if (step.summed > 0u && first >= last) {
    return;
  }
  let quad = local.x;
  let at = quad * 4u * step.all_rows + step.first_row + row;
  var sum = vec4<f32>(0.0);
  if (step.summed > 0u) {
    sum = vec4<f32>(
      similarity[at],
      similarity[at + step.all_rows],
      similarity[at + 2u * step.all_rows],
      similarity[at + 3u * step.all_rows],
    );
  }
  for (var e = first; e < last; e++) {
    sum += weight[e] * panel[entry_column[e] * quads + quad];
  }
  similarity[at] = sum.x;
  similarity[at + step.all_rows] = sum.y;
  similarity[at + 2u * step.all_rows] = sum.z;
  similarity[at + 3u * step.all_rows] = sum.w;
}
