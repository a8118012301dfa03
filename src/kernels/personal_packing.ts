import type { PersonalNetworks } from "./personal_networks.ts";

/** How networks of some size are trained: what of them lives in workgroup memory, how much of it, and by how many lanes. */
export interface Tier {
  /** Whether W2 lives there. */
  readonly weights: boolean;
  /** Whether both orders of the edges live there. */
  readonly indices: boolean;
  /** Share of the workgroup memory that the adapter offers; less of it lets a multiprocessor hold more workgroups. */
  readonly share: number;
  /** Invocations per workgroup on a GPU; a small network has no work for many. */
  readonly lanes: number;
}

/**
 * From everything in workgroup memory, in four sizes, down to the node vectors alone; a network takes the first that it
 * fits.
 */
export const TIERS: readonly Tier[] = [
  { weights: true, indices: true, share: 1 / 8, lanes: 64 },
  { weights: true, indices: true, share: 1 / 4, lanes: 128 },
  { weights: true, indices: true, share: 1 / 2, lanes: 128 },
  { weights: true, indices: true, share: 1, lanes: 256 },
  { weights: true, indices: false, share: 1, lanes: 256 },
  { weights: false, indices: false, share: 1 / 2, lanes: 256 },
  { weights: false, indices: false, share: 1, lanes: 256 },
];

/** What packing must keep to on an adapter. */
export interface TierLimits {
  /** Words of workgroup memory for the pool in each tier. */
  readonly poolWords: readonly number[];
  /** Invocations per workgroup in each tier. */
  readonly lanes: readonly number[];
}

/**
 * The limits of every tier.
 *
 * @param workgroupBytes Workgroup memory that the adapter offers.
 * @param lanes Invocations per workgroup in all tiers, in place of their own.
 * @returns Pool and lanes of each tier.
 */
export function tierLimits(workgroupBytes: number, lanes?: number): TierLimits {
  const ofTier = TIERS.map((tier) => lanes ?? tier.lanes);
  return {
    lanes: ofTier,
    // The shader also keeps one float of squared error per lane; wgpu does not check the total.
    poolWords: TIERS.map(({ share }, tier) =>
      Math.floor(workgroupBytes * share / 4) - ofTier[tier]
    ),
  };
}

/** Networks of one tier as `personal_autoencoder.wgsl` reads them, and how to find the results. */
export interface PackedNetworks {
  /** Index into `TIERS`. */
  readonly tier: number;
  /** Number of networks. */
  readonly count: number;
  /** Number of edges, padding included. */
  readonly edges: number;
  /** struct Network, (count x 8). */
  readonly records: Uint32Array<ArrayBuffer>;
  /** struct Row, (rows x 4). */
  readonly rows: Uint32Array<ArrayBuffer>;
  /** Node of each edge, two to a word, (edges / 2). */
  readonly edgeNode: Uint32Array<ArrayBuffer>;
  /** Edge and item of each edge, by node, (edges). */
  readonly nodeEdge: Uint32Array<ArrayBuffer>;
  /** Where each node, in the order of the networks given, is in the packed activations, (nodes). */
  readonly nodeSlot: Uint32Array<ArrayBuffer>;
  /** Where each edge, in the order of the networks given, is in the packed weights, (edges without padding). */
  readonly edgeSlot: Uint32Array<ArrayBuffer>;
  /** Upper bound of the loop iterations of one lane in one epoch. */
  readonly iterations: number;
}

const NETWORK_WORDS = 8, ROW_WORDS = 4;

/** Positions in a network take 16 bits in the shader. */
const MOST_PARTS = 0xffff;

/**
 * The first tier that a network fits.
 *
 * @param networks The packed networks.
 * @param network Which of them.
 * @param limits What the adapter offers.
 * @returns Index into `TIERS`, or -1 where even the node vectors do not fit.
 */
export function tierOf(networks: PersonalNetworks, network: number, limits: TierLimits): number {
  const items = networks.itemStart[network + 1] - networks.itemStart[network];
  const nodes = networks.nodeStart[network + 1] - networks.nodeStart[network];
  const edges = networks.edgeStart[network + 1] - networks.edgeStart[network];
  if (Math.max(items, nodes, edges) > MOST_PARTS) return -1;
  return TIERS.findIndex(({ weights, indices }, tier) =>
    nodes + items + (weights ? edges : 0) + (indices ? edges + Math.ceil(edges / 2) : 0) <=
      limits.poolWords[tier]
  );
}

/** Numbers of rows ordered by length, the longest first; of equal ones the earlier first. */
function byLength(row: Uint32Array, first: number, last: number): Uint32Array {
  let longest = 0;
  for (let r = first; r < last; r++) longest = Math.max(longest, row[r + 1] - row[r]);
  const next = new Uint32Array(longest + 2);
  for (let r = first; r < last; r++) next[longest - (row[r + 1] - row[r]) + 1]++;
  for (let l = 0; l <= longest; l++) next[l + 1] += next[l];
  const order = new Uint32Array(last - first);
  for (let r = first; r < last; r++) order[next[longest - (row[r + 1] - row[r])]++] = r - first;
  return order;
}

/**
 * Packs networks of one tier. Items and nodes are renumbered by the length of their rows, so that lanes of one turn have about
 * equal work.
 *
 * @param networks The networks.
 * @param chosen Which of them.
 * @param tier Index into `TIERS`.
 * @param lanes Invocations per workgroup, which the bound of iterations depends on.
 * @returns The packed networks.
 */
export function packNetworks(
  networks: PersonalNetworks,
  chosen: readonly number[],
  tier: number,
  lanes: number,
): PackedNetworks {
  const size = (start: Uint32Array, even = false) =>
    chosen.reduce((sum, network) => {
      const count = start[network + 1] - start[network];
      return sum + count + (even ? count & 1 : 0);
    }, 0);
  const nodes = size(networks.nodeStart), edges = size(networks.edgeStart, true);
  const records = new Uint32Array(chosen.length * NETWORK_WORDS);
  const rows = new Uint32Array((size(networks.itemStart) + nodes) * ROW_WORDS);
  const rowValues = new Float32Array(rows.buffer);
  const edgeNode = new Uint32Array(edges / 2);
  const nodeEdge = new Uint32Array(edges);
  const nodeSlot = new Uint32Array(nodes);
  const edgeSlot = new Uint32Array(size(networks.edgeStart));
  let row = 0, node = 0, edge = 0, slot = 0, iterations = 1;
  for (let index = 0; index < chosen.length; index++) {
    const network = chosen[index];
    const firstItem = networks.itemStart[network], lastItem = networks.itemStart[network + 1];
    const firstNode = networks.nodeStart[network], lastNode = networks.nodeStart[network + 1];
    const firstEdge = networks.edgeStart[network], lastEdge = networks.edgeStart[network + 1];
    const itemCount = lastItem - firstItem, nodeCount = lastNode - firstNode;
    const itemOrder = byLength(networks.itemRow, firstItem, lastItem);
    const nodeOrder = byLength(networks.nodeRow, firstNode, lastNode);
    records.set(
      [row, itemCount, row + itemCount, nodeCount, edge, lastEdge - firstEdge, node, index],
      index * NETWORK_WORDS,
    );
    for (let rank = 0; rank < nodeCount; rank++) nodeSlot[node + nodeOrder[rank]] = node + rank;
    const itemRank = new Uint32Array(itemCount);
    let at = 0;
    for (let rank = 0; rank < itemCount; rank++, row++) {
      const i = firstItem + itemOrder[rank];
      itemRank[itemOrder[rank]] = rank;
      rows[row * ROW_WORDS] = at;
      for (let e = networks.itemRow[i]; e < networks.itemRow[i + 1]; e++, at++) {
        edgeSlot[slot + e - firstEdge] = edge + at;
        const own = nodeSlot[node + networks.edgeNode[e]] - node;
        edgeNode[(edge + at) >> 1] |= own << ((at & 1) * 16);
      }
      rows[row * ROW_WORDS + 1] = at;
      rowValues[row * ROW_WORDS + 2] = networks.input[i];
    }
    at = 0;
    for (let rank = 0; rank < nodeCount; rank++, row++) {
      const c = firstNode + nodeOrder[rank];
      const root = Math.sqrt(networks.multiplicity[c]);
      rows[row * ROW_WORDS] = at;
      for (let k = networks.nodeRow[c]; k < networks.nodeRow[c + 1]; k++, at++) {
        nodeEdge[edge + at] = (edgeSlot[slot + networks.nodeEdge[k]] - edge) |
          itemRank[networks.nodeItem[k]] << 16;
      }
      rows[row * ROW_WORDS + 1] = at;
      rowValues[row * ROW_WORDS + 2] = root;
      rowValues[row * ROW_WORDS + 3] = networks.inputPower[c] / root;
    }
    iterations = Math.max(
      iterations,
      1 + turns(networks.itemRow, firstItem, itemOrder, lanes) +
        turns(networks.nodeRow, firstNode, nodeOrder, lanes),
    );
    node += nodeCount;
    slot += lastEdge - firstEdge;
    edge += at + (at & 1);
  }
  const count = chosen.length;
  return { tier, count, edges, records, rows, edgeNode, nodeEdge, nodeSlot, edgeSlot, iterations };
}

/** Iterations of the slowest lane over rows taken in turns: the first row of each turn is its longest. */
function turns(row: Uint32Array, first: number, order: Uint32Array, lanes: number): number {
  let total = 0;
  for (let rank = 0; rank < order.length; rank += lanes) {
    const r = first + order[rank];
    total += row[r + 1] - row[r] + 1;
  }
  return total;
}
