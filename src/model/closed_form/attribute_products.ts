import { type GramMatrix, gramReader } from "./gram_matrix.ts";
import type { ItemSupport } from "./item_support.ts";

/**
 * What the normal equations of some items take from Q = G W1 and M = W1^T Q, W1 the attributes' encoder; neither is ever held whole. An item of m
 * attributes and K fans has m rows of Q[S, f] and then Q[i, f], (m, K + 1), and after them the lower triangle of M[N, N], row by row.
 */
export interface AttributeProducts {
  /** The first item. */
  readonly first: number;
  /** The item after the last. */
  readonly last: number;
  /** Where each of these items starts in `values`, (last - first + 1). */
  readonly start: Float64Array;
  /** The numbers of all items. */
  readonly values: Float32Array;
}

/**
 * Numbers that one item takes.
 *
 * @param attributes Attributes of the item, m.
 * @param fans Fans of the item, K.
 * @returns m (K + 1) + m (m + 1) / 2.
 */
export function productsOfItem(attributes: number, fans: number): number {
  return attributes * (fans + 1) + attributes * (attributes + 1) / 2;
}

/**
 * Computes the products of some attributes: for each attribute f one column q = G W1[:, f] in float64, of which each of its items keeps what it
 * needs.
 *
 * @param gram G.
 * @param support Neurons of the items.
 * @param products The result, written to; each cell belongs to one attribute.
 * @returns What does it for attributes `first` to `last` - 1; use one per thread.
 */
export function attributeProducts(
  gram: GramMatrix,
  support: ItemSupport,
  products: AttributeProducts,
): (first: number, last: number) => void {
  const { itemStart, itemAttributes, attributeStart, attributeItems, encoder, fansStart, fans } =
    support;
  const { start, values } = products;
  const { addRows } = gramReader(gram);
  /** G[:, N(f)] summed; times a_f it is q. */
  const sums = new Float64Array(support.items);
  const inner = new Float64Array(support.attributes);
  const known = new Uint32Array(support.attributes);
  /** M[g, f], summed once for each pair of attributes. */
  const innerProduct = (g: number, f: number): number => {
    if (known[g] === f + 1) return inner[g];
    let sum = 0;
    for (let k = attributeStart[g]; k < attributeStart[g + 1]; k++) sum += sums[attributeItems[k]];
    known[g] = f + 1;
    inner[g] = encoder[f] * encoder[g] * sum;
    return inner[g];
  };
  const keep = (item: number, f: number) => {
    const from = itemStart[item],
      to = itemStart[item + 1],
      width = fansStart[item + 1] -
        fansStart[item];
    let place = 0;
    while (itemAttributes[from + place] !== f) place++;
    const base = start[item - products.first];
    let at = base + place * (width + 1);
    for (let k = fansStart[item]; k < fansStart[item + 1]; k++) {
      values[at++] = encoder[f] * sums[fans[k]];
    }
    values[at] = encoder[f] * sums[item];
    at = base + (to - from) * (width + 1) + place * (place + 1) / 2;
    for (let other = 0; other <= place; other++) {
      values[at + other] = innerProduct(itemAttributes[from + other], f);
    }
  };
  return (first, last) => {
    known.fill(0);
    for (let f = first; f < last; f++) {
      const begin = attributeStart[f], end = attributeStart[f + 1];
      sums.fill(0);
      addRows(attributeItems, begin, end, sums);
      for (let k = begin; k < end; k++) {
        const item = attributeItems[k];
        if (item < products.first || item >= products.last) continue;
        if (gram.diagonal[item] > 0) keep(item, f);
      }
    }
  };
}
