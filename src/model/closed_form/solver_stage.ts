import { type AttributeProducts, attributeProducts } from "./attribute_products.ts";
import type { GramMatrix } from "./gram_matrix.ts";
import { type GramInput, gramRows } from "./gram_rows.ts";
import { heldOutGain, type HeldOutTask } from "./held_out_gain.ts";
import type { ItemSupport } from "./item_support.ts";
import { itemWeights, type ItemWeightsTask } from "./item_weights.ts";
import { type RelatedLists, relatedLists } from "./related_lists.ts";

/** One stage of the closed form: what all its jobs share. Results go into shared arrays, each cell from one job. */
export type SolverStage =
  /** Nonzeros of the rows of G. */
  | { readonly kind: "count"; readonly input: GramInput; readonly counts: Uint32Array }
  /** The rows of G. */
  | { readonly kind: "gram"; readonly input: GramInput; readonly gram: GramMatrix }
  /** The items most related to each. */
  | { readonly kind: "relate"; readonly gram: GramMatrix; readonly lists: RelatedLists }
  /** Attribute by attribute, what the normal equations need of them. */
  | {
    readonly kind: "products";
    readonly gram: GramMatrix;
    readonly support: ItemSupport;
    readonly products: AttributeProducts;
  }
  /** The decoder weights of each item. */
  | { readonly kind: "weights"; readonly task: ItemWeightsTask }
  /** How good the lists of each user are. */
  | { readonly kind: "validate"; readonly task: HeldOutTask };

/**
 * Prepares a thread for the jobs of a stage.
 *
 * @param stage The stage.
 * @returns What does one job: rows, items, attributes or users `first` to `last` - 1.
 */
export function performStage(stage: SolverStage): (first: number, last: number) => void {
  switch (stage.kind) {
    case "count": {
      const rows = gramRows(stage.input);
      return (first, last) => rows.count(first, last, stage.counts);
    }
    case "gram": {
      const rows = gramRows(stage.input);
      return (first, last) => rows.fill(first, last, stage.gram);
    }
    case "relate":
      return relatedLists(stage.gram, stage.lists);
    case "products":
      return attributeProducts(stage.gram, stage.support, stage.products);
    case "weights":
      return itemWeights(stage.task);
    case "validate":
      return heldOutGain(stage.task);
  }
}
