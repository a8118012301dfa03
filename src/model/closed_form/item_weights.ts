import type { RidgeSystem } from "../../kernels/ridge_cpu.ts";
import { createRidgeKernel } from "../../kernels/ridge_wasm.ts";
import type { AttributeProducts } from "./attribute_products.ts";
import { type GramMatrix, type GramReader, gramReader } from "./gram_matrix.ts";
import type { ItemSupport } from "./item_support.ts";

/** Penalties of one ridge regression. */
export interface Penalties {
  /** lambda, above 0. */
  readonly fansPenalty: number;
  /** mu, above 0. */
  readonly attributePenalty: number;
}

/** What the decoder weights of some items are solved from. */
export interface ItemWeightsTask {
  /** G. */
  readonly gram: GramMatrix;
  /** Neurons of the items. */
  readonly support: ItemSupport;
  /** Products of their attributes. */
  readonly products: AttributeProducts;
  /** One solution for each. */
  readonly penalties: readonly Penalties[];
  /** Length of a row of `weights`, at least one for each of the penalties. */
  readonly lanes: number;
  /** Receives the weights of decoder edge e and all penalties side by side, (edges, lanes), ... */
  readonly weights: Float32Array;
  /** ... at this place, (edges); at e where there are none. */
  readonly place?: Uint32Array;
}

/**
 * Solves for the decoder weights of some items, for several penalties from one assembly.
 *
 * @param task What to solve.
 * @returns What does it for items `first` to `last` - 1, all among those of the products; use one per thread.
 */
export function itemWeights(
  { gram, support, products, penalties, lanes, weights, place }: ItemWeightsTask,
): (first: number, last: number) => void {
  const { itemStart, fansStart } = support;
  const reader = gramReader(gram);
  const kernel = createRidgeKernel();
  return (first, last) => {
    for (let item = first; item < last; item++) {
      const attributes = itemStart[item + 1] - itemStart[item];
      const unknowns = attributes + fansStart[item + 1] - fansStart[item];
      // An item that nobody has rated has no target, and keeps weights of 0.
      if (gram.diagonal[item] === 0 || unknowns === 0) continue;
      const system = kernel.system(unknowns);
      assembleItem(reader, gram.diagonal[item], support, products, item, system);
      const edge = itemStart[item] + fansStart[item];
      penalties.forEach(({ fansPenalty, attributePenalty }, lane) => {
        system.penalty.fill(attributePenalty, 0, attributes).fill(fansPenalty, attributes);
        const solution = kernel.solve();
        for (let k = 0; k < unknowns; k++) {
          weights[(place ? place[edge + k] : edge + k) * lanes + lane] = solution[k];
        }
      });
    }
  };
}

/**
 * The normal equations of one item, the own path excluded: its neurons' values are X W1[:, N] - X[:, i] a and X[:, S], a = W1[i, N], and its target is
 * X[:, i]. With Q = G W1 and M = W1^T Q
 *
 *     A = [ M[N,N] - a Q[i,N] - Q[i,N]^T a^T + G_ii a a^T                ]        b = [ Q[i,N]^T - a G_ii ]
 *         [ Q[S,N] - G[S,i] a^T                                G[S,S]    ]            [ G[S,i]            ]
 *
 * attributes first, the order of the decoder's edges.
 *
 * Source: bench/results/shared_mode_search.md.
 *
 * @param reader G.
 * @param own G_ii, above 0.
 * @param support Neurons of the items.
 * @param products Products of the item's attributes, among others.
 * @param item i.
 * @param system Receives A (the lower triangle) and b.
 */
function assembleItem(
  reader: GramReader,
  own: number,
  { itemStart, itemAttributes, encoder, fansStart, fans }: ItemSupport,
  { first, start, values }: AttributeProducts,
  item: number,
  { stride, gram, target }: RidgeSystem,
): void {
  const names = itemStart[item], count = itemStart[item + 1] - names;
  const begin = fansStart[item], end = fansStart[item + 1], width = end - begin;
  const q = start[item - first], inner = q + count * (width + 1);
  const a = (p: number) => encoder[itemAttributes[names + p]];
  const ownProduct = (p: number) => values[q + p * (width + 1) + width];
  reader.gather(item, fans, begin, end, target, count);
  for (let p = 0; p < count; p++) {
    const ap = a(p), qp = ownProduct(p), row = inner + p * (p + 1) / 2;
    target[p] = qp - ap * own;
    for (let o = 0; o <= p; o++) {
      const ao = a(o);
      gram[p * stride + o] = values[row + o] - ap * ownProduct(o) - qp * ao + own * (ap * ao);
    }
    for (let k = 0; k < width; k++) {
      gram[(count + k) * stride + p] = values[q + p * (width + 1) + k] - target[count + k] * ap;
    }
  }
  reader.gatherSquare(fans, begin, end, gram, count * stride + count, stride);
}
