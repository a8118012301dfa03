import type { BipartiteGraph } from "../data/bipartite_graph.ts";
import type { DeepNetworks } from "../kernels/deep_networks.ts";
import type { PersonalNetworks } from "../kernels/personal_networks.ts";
import { refineClasses, type Ties } from "./equitable_classes.ts";
import type { NodeClasses } from "./node_classes.ts";

/** What the second hidden layer adds to packed networks. */
export type InnerEdges = Omit<DeepNetworks, keyof PersonalNetworks>;

/** Which categories the category nodes stand for. */
export interface CategoryNames {
  /** Where the categories of each network start, (count + 1). */
  readonly categoryStart: Uint32Array;
  /** Index of each category; ascends within a network, (categories). */
  readonly categories: Uint32Array;
  /** The category node that stands for each, counted from its network's first one, (categories). */
  readonly categoryNode: Uint32Array;
}

/** Collects the inner edges of one network after another. */
export interface InnerEdgeCollector {
  /** Adds a network: its attributes and their nodes as `classes` has found them, which are made finer where categories tell them apart. */
  add(classes: NodeClasses, attributes: number): number;
  /** All networks so far. */
  take(): { readonly networks: InnerEdges; readonly names: CategoryNames };
}

/**
 * Starts a collector.
 *
 * @param broader Categories of the attributes, (attributes, categories).
 * @param collapse Whether attributes and categories that stay equal share a node.
 * @returns An empty collector.
 */
export function collectInnerEdges(broader: BipartiteGraph, collapse: boolean): InnerEdgeCollector {
  const categoryNodes = [0], innerStart = [0], nameStart = [0];
  const innerRow = [0], innerCategory: number[] = [], density: number[] = [];
  const categoryRow = [0], categoryEdge: number[] = [], categoryFrom: number[] = [];
  const categoryMultiplicity: number[] = [], categories: number[] = [], categoryNode: number[] = [];
  const local = localTies(broader);
  return {
    add(classes, count) {
      const attributes = classes.attribute.subarray(0, count);
      const node = classes.node.subarray(0, count);
      const { left, right, members } = local(attributes);
      const own = Uint32Array.from(members.keys());
      if (collapse) own.fill(0);
      const sizes = collapse
        ? refineClasses(left, right, node, own)
        : { left: count, right: members.length };
      classes.regroup(count);
      const first = innerCategory.length;
      const quotient = quotientEdges(left, node, own, sizes);
      for (const { category, edges, weight } of quotient) {
        innerCategory.push(...category);
        density.push(...edges.map((n, k) => n / weight[k]));
        innerRow.push(innerCategory.length);
      }
      const byCategory: number[][] = Array.from({ length: sizes.right }, () => []);
      quotient.forEach(({ category }, from) => category.forEach((g) => byCategory[g].push(from)));
      const next = Array.from(innerRow.slice(innerRow.length - 1 - sizes.left, -1));
      byCategory.forEach((nodes) => {
        for (const from of nodes) {
          categoryEdge.push(next[from]++ - first);
          categoryFrom.push(from);
        }
        categoryRow.push(categoryEdge.length);
      });
      const multiplicity = new Uint32Array(sizes.right);
      for (const g of own) multiplicity[g]++;
      // One by one: a user may have more categories than a call may have arguments.
      for (const m of multiplicity) categoryMultiplicity.push(m);
      for (const g of members) categories.push(g);
      for (const g of own) categoryNode.push(g);
      categoryNodes.push(categoryMultiplicity.length);
      innerStart.push(innerCategory.length);
      nameStart.push(categories.length);
      return sizes.left;
    },
    take: () => ({
      networks: {
        categoryStart: Uint32Array.from(categoryNodes),
        innerStart: Uint32Array.from(innerStart),
        innerRow: Uint32Array.from(innerRow),
        innerCategory: Uint32Array.from(innerCategory),
        categoryRow: Uint32Array.from(categoryRow),
        categoryEdge: Uint32Array.from(categoryEdge),
        categoryFrom: Uint32Array.from(categoryFrom),
        categoryMultiplicity: Uint32Array.from(categoryMultiplicity),
        density: Float64Array.from(density),
      },
      names: {
        categoryStart: Uint32Array.from(nameStart),
        categories: Uint32Array.from(categories),
        categoryNode: Uint32Array.from(categoryNode),
      },
    }),
  };
}

/** Finds the categories of some attributes, and the ties between both in numbers of their own. */
function localTies(broader: BipartiteGraph) {
  const place = new Uint32Array(broader.attributes);
  return (attributes: Uint32Array): { left: Ties; right: Ties; members: Uint32Array } => {
    const start = new Uint32Array(attributes.length + 1), all: number[] = [];
    attributes.forEach((f, l) => {
      for (let e = broader.itemStart[f]; e < broader.itemStart[f + 1]; e++) {
        all.push(broader.itemAttributes[e]);
      }
      start[l + 1] = all.length;
    });
    const members = Uint32Array.from(new Set(all)).sort();
    members.forEach((g, k) => place[g] = k);
    const to = Uint32Array.from(all, (g) => place[g]);
    const rightStart = new Uint32Array(members.length + 1);
    for (const g of to) rightStart[g + 1]++;
    for (let g = 0; g < members.length; g++) rightStart[g + 1] += rightStart[g];
    const next = rightStart.slice(), back = new Uint32Array(to.length);
    for (let l = 0; l < attributes.length; l++) {
      for (let e = start[l]; e < start[l + 1]; e++) back[next[to[e]]++] = l;
    }
    return { left: { start, to }, right: { start: rightStart, to: back }, members };
  };
}

/** For each node its category nodes, ascending, with N, the edges between their members, and m M, the edges that there could be. */
function quotientEdges(
  { start, to }: Ties,
  node: Uint32Array,
  own: Uint32Array,
  sizes: { readonly left: number; readonly right: number },
) {
  const members = new Uint32Array(sizes.left), others = new Uint32Array(sizes.right);
  for (const c of node) members[c]++;
  for (const g of own) others[g]++;
  const count: Map<number, number>[] = Array.from({ length: sizes.left }, () => new Map());
  node.forEach((c, l) => {
    for (let e = start[l]; e < start[l + 1]; e++) {
      const g = own[to[e]];
      count[c].set(g, (count[c].get(g) ?? 0) + 1);
    }
  });
  return count.map((edges, c) => {
    const category = [...edges.keys()].sort((a, b) => a - b);
    return {
      category,
      edges: category.map((g) => edges.get(g)!),
      weight: category.map((g) => members[c] * others[g]),
    };
  });
}
