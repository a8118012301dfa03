// Dot products of packed profile rows with a panel of 32 users, for profile_similarity_cpu.ts.
//
//   out[r, lane] = sum over entries e of row r, in their order, of weight(e) panel[offset(e) + lane]
//
// entries (entries) of {u32 byte offset of the column's 32 lanes in the panel, f32 weight}; ends (rows) addresses behind the
// last entry of each row; panel (columns, 32) f32; out (rows, 32) f32. The 32 sums of a row stay in eight registers.
export function dots(entries: usize, ends: usize, rows: i32, panel: usize, out: usize): void {
  let entry = entries;
  for (let r = 0; r < rows; r++) {
    const end = <usize>load<u32>(ends);
    ends += 4;
    let s0 = f32x4.splat(0), s1 = f32x4.splat(0), s2 = f32x4.splat(0), s3 = f32x4.splat(0);
    let s4 = f32x4.splat(0), s5 = f32x4.splat(0), s6 = f32x4.splat(0), s7 = f32x4.splat(0);
    for (; entry < end; entry += 8) {
      const p = panel + <usize>load<u32>(entry);
      const w = v128.load32_splat(entry, 4);
      s0 = f32x4.add(f32x4.mul(w, v128.load(p)), s0);
      s1 = f32x4.add(f32x4.mul(w, v128.load(p, 16)), s1);
      s2 = f32x4.add(f32x4.mul(w, v128.load(p, 32)), s2);
      s3 = f32x4.add(f32x4.mul(w, v128.load(p, 48)), s3);
      s4 = f32x4.add(f32x4.mul(w, v128.load(p, 64)), s4);
      s5 = f32x4.add(f32x4.mul(w, v128.load(p, 80)), s5);
      s6 = f32x4.add(f32x4.mul(w, v128.load(p, 96)), s6);
      s7 = f32x4.add(f32x4.mul(w, v128.load(p, 112)), s7);
    }
    v128.store(out, s0);
    v128.store(out, s1, 16);
    v128.store(out, s2, 32);
    v128.store(out, s3, 48);
    v128.store(out, s4, 64);
    v128.store(out, s5, 80);
    v128.store(out, s6, 96);
    v128.store(out, s7, 112);
    out += 128;
  }
}
