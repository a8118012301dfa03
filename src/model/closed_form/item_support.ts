import type { BipartiteGraph } from "../../data/bipartite_graph.ts";
import type { RelatedItems } from "../related_items.ts";
import type { SolverMemory } from "./solver_memory.ts";

/** The neurons that may speak for each item, as the closed form reads them. */
export interface ItemSupport {
  /** Number of items. */
  readonly items: number;
  /** Number of attribute neurons. */
  readonly attributes: number;
  /** Where each item's attributes start, (items + 1). */
  readonly itemStart: Uint32Array;
  /** N(i), ascending, (edges). */
  readonly itemAttributes: Uint32Array;
  /** Where each attribute's items start, (attributes + 1). */
  readonly attributeStart: Uint32Array;
  /** N(f), ascending, (edges). */
  readonly attributeItems: Uint32Array;
  /** a_f = df_f^(-1/2), the weight of each of an attribute's encoder edges, (attributes). */
  readonly encoder: Float64Array;
  /** Where each item's fans start, (items + 1). */
  readonly fansStart: Uint32Array;
  /** S(i), the items whose fans speak for item i, ascending, (fans edges). */
  readonly fans: Uint32Array;
}

/**
 * The fixed encoder weight of each attribute, a_f = df_f^(-1/2), df_f the number of items that have it.
 *
 * @param graph Attributes of the items.
 * @returns a, (attributes); 0 for attributes without items.
 */
export function attributeEncoder({ attributes, attributeStart }: BipartiteGraph): Float64Array {
  return Float64Array.from({ length: attributes }, (_, f) => {
    const items = attributeStart[f + 1] - attributeStart[f];
    return items === 0 ? 0 : 1 / Math.sqrt(items);
  });
}

/**
 * Lays the neurons of each item out.
 *
 * @param graph Attributes of the items, all of which are neurons; one without attributes where none is.
 * @param related Items whose fans are neurons; absent where none is.
 * @param memory Where the arrays go.
 * @returns Their attributes, and their fans by ascending item: the order of the edges of the decoder graph.
 */
export function itemSupport(
  graph: BipartiteGraph,
  related: RelatedItems | undefined,
  memory: SolverMemory,
): ItemSupport {
  const start = related?.start ?? new Uint32Array(graph.items + 1);
  const fans = memory.words(start[graph.items]);
  if (related) fans.set(related.items);
  for (let item = 0; item < graph.items; item++) fans.subarray(start[item], start[item + 1]).sort();
  return {
    items: graph.items,
    attributes: graph.attributes,
    itemStart: memory.share(graph.itemStart),
    itemAttributes: memory.share(graph.itemAttributes),
    attributeStart: memory.share(graph.attributeStart),
    attributeItems: memory.share(graph.attributeItems),
    encoder: memory.share(attributeEncoder(graph)),
    fansStart: memory.share(start),
    fans,
  };
}
