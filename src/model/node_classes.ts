import type { BipartiteGraph } from "../data/bipartite_graph.ts";

/** Finds the hidden nodes of one user after another, reusing its memory. */
export interface NodeClasses {
  /** Attributes of the user searched last, ascending, (attributes; the array itself is longer). */
  readonly attribute: Uint32Array;
  /** Node of each of these attributes, counted from 0 in the order of `attribute`. */
  readonly node: Uint32Array;
  /**
   * Finds the attributes of some items and, if `collapse`, gives those that sit on exactly the same items one node. Without
   * `collapse` nodes are the attributes in ascending order.
   */
  find(
    items: Uint32Array,
    graph: BipartiteGraph,
    collapse: boolean,
  ): { attributes: number; nodes: number };
  /** Takes over finer nodes that the caller has written into `node`, for the first `attributes` of them. */
  regroup(attributes: number): void;
  /**
   * Writes the distinct nodes of one of these items into `out` from `at` on, ascending by their smallest attribute.
   *
   * @returns The position behind the last one.
   */
  nodesOf(item: number, graph: BipartiteGraph, out: Uint32Array, at: number): number;
}

/**
 * Prepares the search for attributes with equal item sets by partition refinement: all attributes start in one class, and each
 * item splits every class into the attributes it has and those it lacks. Exact (no hashing) and linear in the edges, but for
 * sorting the attributes.
 *
 * @param attributeCount Attributes of the whole graph.
 * @returns The searcher.
 */
export function createNodeClasses(attributeCount: number): NodeClasses {
  const attribute = new Uint32Array(attributeCount);
  const node = new Uint32Array(attributeCount);
  // By attribute of the graph: which search saw it last, and its class in that search.
  const seenBy = new Uint32Array(attributeCount);
  const classOf = new Uint32Array(attributeCount);
  const nodeOf = new Uint32Array(attributeCount);
  // By node: the latest call of nodesOf that wrote it.
  const writtenBy = new Uint32Array(attributeCount);
  // By class: the latest item that split it, and the class split off. Class 0 holds attributes not yet seen.
  let splitBy = new Uint32Array(1024);
  let splitInto = new Uint32Array(1024);
  let search = 0, write = 0, split = 0;

  function grow(classes: number) {
    if (classes < splitBy.length) return;
    const longer = (old: Uint32Array) => {
      const array = new Uint32Array(old.length * 2);
      array.set(old);
      return array;
    };
    splitBy = longer(splitBy);
    splitInto = longer(splitInto);
  }

  return {
    attribute,
    node,
    find(items, graph, collapse) {
      search++;
      let attributes = 0, classes = 1;
      for (let position = 0; position < items.length; position++) {
        split++;
        const start = graph.itemStart[items[position]], end = graph.itemStart[items[position] + 1];
        for (let k = start; k < end; k++) {
          const f = graph.itemAttributes[k];
          const isNew = seenBy[f] !== search;
          if (isNew) {
            seenBy[f] = search;
            attribute[attributes++] = f;
          }
          const old = isNew ? 0 : classOf[f];
          if (splitBy[old] !== split) {
            grow(classes);
            splitBy[old] = split;
            splitInto[old] = classes++;
          }
          classOf[f] = splitInto[old];
        }
      }
      attribute.subarray(0, attributes).sort();
      // From here on splitInto maps a class to its node, numbered by smallest attribute.
      let nodes = 0;
      split++;
      for (let l = 0; l < attributes; l++) {
        const own = classOf[attribute[l]];
        if (!collapse || splitBy[own] !== split) {
          splitBy[own] = split;
          splitInto[own] = nodes++;
        }
        node[l] = splitInto[own];
        nodeOf[attribute[l]] = node[l];
      }
      return { attributes, nodes };
    },
    regroup(attributes) {
      for (let l = 0; l < attributes; l++) nodeOf[attribute[l]] = node[l];
    },
    nodesOf(item, graph, out, at) {
      write++;
      for (let k = graph.itemStart[item]; k < graph.itemStart[item + 1]; k++) {
        const own = nodeOf[graph.itemAttributes[k]];
        if (writtenBy[own] === write) continue;
        writtenBy[own] = write;
        out[at++] = own;
      }
      return at;
    },
  };
}
