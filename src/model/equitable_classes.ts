/** A side of a bipartite graph seen from the other: whom each member is tied to. */
export interface Ties {
  /** Where each member starts in `to`, (members + 1). */
  readonly start: Uint32Array;
  /** Members of the other side, (ties). */
  readonly to: Uint32Array;
}

/**
 * Refines two sides of a bipartite graph to the coarsest equitable partition that is at least as fine as where they start: any two members of
 * a class have equally many ties into each class of the other side. Exact (no hashing); each round is linear in the ties, but for
 * sorting, and rounds end when neither side splits.
 *
 * Source: colour refinement, the one-dimensional algorithm of Weisfeiler and Leman.
 *
 * @param left Ties of the left side.
 * @param right The same ties seen from the right.
 * @param leftClass Class of each left member, from 0 up, overwritten by the finer ones.
 * @param rightClass Class of each right member, overwritten likewise.
 * @returns Number of classes of each side; classes are numbered by their first member.
 *
 * @example
 * ```ts
 * import { deepStrictEqual } from "node:assert/strict";
 *
 * // 0 and 1 have a tie of their own each; 2 has two.
 * const left = { start: Uint32Array.of(0, 1, 2, 4), to: Uint32Array.of(0, 1, 2, 3) };
 * const right = { start: Uint32Array.of(0, 1, 2, 3, 4), to: Uint32Array.of(0, 1, 2, 2) };
 * const leftClass = new Uint32Array(3), rightClass = new Uint32Array(4);
 * refineClasses(left, right, leftClass, rightClass);
 * deepStrictEqual([...leftClass], [0, 0, 1]);
 * deepStrictEqual([...rightClass], [0, 0, 1, 1]);
 * ```
 */
export function refineClasses(
  left: Ties,
  right: Ties,
  leftClass: Uint32Array,
  rightClass: Uint32Array,
): { readonly left: number; readonly right: number } {
  let lefts = renumber(leftClass), rights = renumber(rightClass);
  for (;;) {
    const finerRights = splitBy(left, leftClass, lefts, rightClass);
    const finerLefts = splitBy(right, rightClass, finerRights, leftClass);
    if (finerLefts === lefts && finerRights === rights) return { left: lefts, right: rights };
    lefts = finerLefts;
    rights = finerRights;
  }
}

/** Splits the classes of one side by how many ties their members have into each class of the other; returns the number of classes. */
function splitBy(
  ties: Ties,
  classOf: Uint32Array,
  classes: number,
  targetClass: Uint32Array,
): number {
  const members = byClass(classOf, classes);
  const count = new Uint32Array(targetClass.length);
  let next = targetClass.reduce((most, c) => Math.max(most, c + 1), 0);
  for (let c = 0; c < classes; c++) {
    const touched: number[] = [];
    for (let k = members.start[c]; k < members.start[c + 1]; k++) {
      const member = members.order[k];
      for (let e = ties.start[member]; e < ties.start[member + 1]; e++) {
        if (count[ties.to[e]]++ === 0) touched.push(ties.to[e]);
      }
    }
    // Those with as many ties into this class stay together; the rest of their old class keeps its number.
    const finer = new Map<number, number>();
    const most = members.start[c + 1] - members.start[c] + 1;
    for (const target of touched) {
      const key = targetClass[target] * most + count[target];
      let own = finer.get(key);
      if (own === undefined) finer.set(key, own = next++);
      targetClass[target] = own;
      count[target] = 0;
    }
  }
  return renumber(targetClass);
}

/** Members in the order of their classes, and where each class starts. */
function byClass(classOf: Uint32Array, classes: number) {
  const start = new Uint32Array(classes + 1), order = new Uint32Array(classOf.length);
  for (const c of classOf) start[c + 1]++;
  for (let c = 0; c < classes; c++) start[c + 1] += start[c];
  const next = start.slice();
  classOf.forEach((c, member) => order[next[c]++] = member);
  return { start, order };
}

/** Numbers classes from 0 by their first member; returns how many there are. */
function renumber(classOf: Uint32Array): number {
  const place = new Map<number, number>();
  for (let member = 0; member < classOf.length; member++) {
    let own = place.get(classOf[member]);
    if (own === undefined) place.set(classOf[member], own = place.size);
    classOf[member] = own;
  }
  return place.size;
}
