import type { PersonalNetworks } from "./personal_networks.ts";
import { byLength, measureSlices, pieceLength, piecesOf, SLICE_ROWS } from "./personal_slices.ts";

/** Networks of one tier as `personal_autoencoder.wgsl` reads them, and how to find the results. */
export interface PackedNetworks {
  /** Index into `TIERS`. */
  readonly tier: number;
  /** Number of networks. */
  readonly count: number;
  /** Number of edges, without padding. */
  readonly edges: number;
  /** Number of weights, padding included. */
  readonly weights: number;
  /** struct Network, (count x 16). */
  readonly records: Uint32Array<ArrayBuffer>;
  /** struct Row, (rows x 4). */
  readonly rows: Uint32Array<ArrayBuffer>;
  /** Weight and node of each edge, by item, (edges with padding). */
  readonly itemEdge: Uint32Array<ArrayBuffer>;
  /** Item of each edge, by weight, two to a word, (weights / 2). */
  readonly edgeItem: Uint32Array<ArrayBuffer>;
  /** Where each node, in the order of the networks given, is in the packed activations, (nodes). */
  readonly nodeSlot: Uint32Array<ArrayBuffer>;
  /** Where each edge, in the order of the networks given, is in the packed weights, (edges). */
  readonly edgeSlot: Uint32Array<ArrayBuffer>;
  /** Upper bound of the loop iterations of one lane in one epoch. */
  readonly iterations: number;
}

const NETWORK_WORDS = 16, ROW_WORDS = 4;

/**
 * Packs networks of one tier. Items and pieces of nodes become rows ordered by length, so that lanes of one turn have about
 * equal work, and rows lie in slices, so that these lanes read neighbouring words.
 *
 * @param networks The networks.
 * @param chosen Which of them.
 * @param tier Index into `TIERS`.
 * @param lanes Invocations per workgroup, which the length of pieces and the bound of iterations depend on.
 * @returns The packed networks.
 */
export function packNetworks(
  networks: PersonalNetworks,
  chosen: readonly number[],
  tier: number,
  lanes: number,
): PackedNetworks {
  const size = (start: Uint32Array, network: number) => start[network + 1] - start[network];
  const longest = chosen.map((network) => pieceLength(size(networks.edgeStart, network), lanes));
  const sizes = chosen.map((network, index) => measureSlices(networks, network, longest[index]));
  const total = (of: (network: number, index: number) => number) =>
    chosen.reduce((sum, network, index) => sum + of(network, index), 0);
  const nodes = total((network) => size(networks.nodeStart, network));
  const edges = total((network) => size(networks.edgeStart, network));
  const weights = total((_, index) => sizes[index].weights);
  const packed = {
    tier,
    count: chosen.length,
    edges,
    weights,
    records: new Uint32Array(chosen.length * NETWORK_WORDS),
    rows: new Uint32Array(
      ROW_WORDS *
        total((network, index) =>
          size(networks.itemStart, network) + sizes[index].pieces + sizes[index].splits
        ),
    ),
    itemEdge: new Uint32Array(total((_, index) => sizes[index].itemEdges)),
    edgeItem: new Uint32Array(weights / 2),
    nodeSlot: new Uint32Array(nodes),
    edgeSlot: new Uint32Array(edges),
  };
  const at: Position = { row: 0, weight: 0, itemEdge: 0, node: 0, edge: 0 };
  let iterations = 1;
  chosen.forEach((network, index) => {
    const { pieces, splits, partials, itemEdges } = sizes[index];
    const items = size(networks.itemStart, network), own = size(networks.nodeStart, network);
    packed.records.set([
      ...[at.row, items, at.row + items, pieces, at.row + items + pieces, splits, own, partials],
      ...[at.weight, sizes[index].weights, at.itemEdge, itemEdges, at.node, index],
    ], index * NETWORK_WORDS);
    iterations = Math.max(
      iterations,
      packNetwork(networks, network, longest[index], lanes, packed, at),
    );
    at.row += items + pieces + splits;
    at.weight += sizes[index].weights;
    at.itemEdge += itemEdges;
    at.node += own;
    at.edge += size(networks.edgeStart, network);
  });
  return { ...packed, iterations };
}

/** Where the next network starts in the packed arrays. */
interface Position {
  row: number;
  weight: number;
  itemEdge: number;
  node: number;
  edge: number;
}

/** Packs one network; an upper bound of the iterations of its slowest lane. */
function packNetwork(
  networks: PersonalNetworks,
  network: number,
  longest: number,
  lanes: number,
  packed: Omit<PackedNetworks, "iterations">,
  at: Readonly<Position>,
): number {
  const { itemRow, nodeRow, edgeNode, nodeEdge, nodeItem, input, multiplicity, inputPower } =
    networks;
  const firstItem = networks.itemStart[network], firstNode = networks.nodeStart[network];
  const firstEdge = networks.edgeStart[network];
  const items = networks.itemStart[network + 1] - firstItem;
  const nodes = networks.nodeStart[network + 1] - firstNode;
  const { rows, itemEdge, edgeItem, nodeSlot, edgeSlot } = packed;
  const values = new Float32Array(rows.buffer);
  const put = (row: number, span: number, place: number, value: number, scale: number) => {
    rows[row * ROW_WORDS] = span;
    rows[row * ROW_WORDS + 1] = place;
    values[row * ROW_WORDS + 2] = value;
    values[row * ROW_WORDS + 3] = scale;
  };

  const itemLength = new Uint32Array(items);
  for (let i = 0; i < items; i++) {
    itemLength[i] = itemRow[firstItem + i + 1] - itemRow[firstItem + i];
  }
  const itemOrder = byLength(itemLength, items);
  const itemRank = new Uint32Array(items);
  for (let rank = 0; rank < items; rank++) itemRank[itemOrder[rank]] = rank;

  const piece = cutNodes(nodeRow, firstNode, nodes, longest);
  const order = byLength(piece.length, piece.count);
  // Nodes of several pieces come first, the others in the order of their rows, so that neighbouring lanes write neighbours.
  let split = 0, whole = piece.splits.length;
  const nodeIndex = new Uint32Array(nodes);
  for (const { node } of piece.splits) nodeIndex[node] = split++;
  for (let rank = 0; rank < piece.count; rank++) {
    if (piece.partial[order[rank]] === 0) nodeIndex[piece.node[order[rank]]] = whole++;
  }
  for (let c = 0; c < nodes; c++) nodeSlot[at.node + c] = at.node + nodeIndex[c];

  let row = at.row + items, slice = 0, words = 0;
  for (let rank = 0; rank < piece.count; rank++, row++) {
    const p = order[rank], inSlice = rank % SLICE_ROWS;
    const stride = Math.min(SLICE_ROWS, piece.count - rank + inSlice);
    if (inSlice === 0) {
      slice = words;
      words += stride * piece.length[p];
    }
    const c = firstNode + piece.node[p], root = Math.sqrt(multiplicity[c]);
    put(
      row,
      slice + inSlice | piece.length[p] << 16,
      nodeIndex[piece.node[p]] | piece.partial[p] << 16,
      root,
      inputPower[c] / root,
    );
    let k = nodeRow[c] + piece.from[p];
    for (let j = 0, slot = slice + inSlice; j < piece.length[p]; j++, k++, slot += stride) {
      edgeSlot[at.edge + nodeEdge[k]] = at.weight + slot;
      edgeItem[(at.weight + slot) >> 1] |= itemRank[nodeItem[k]] << ((slot & 1) * 16);
    }
  }
  for (const { node, first, parts } of piece.splits) {
    const c = firstNode + node, root = Math.sqrt(multiplicity[c]);
    put(row++, first | parts << 16, nodeIndex[node], root, inputPower[c] / root);
  }

  row = at.row;
  words = 0;
  for (let rank = 0; rank < items; rank++, row++) {
    const i = firstItem + itemOrder[rank], inSlice = rank % SLICE_ROWS;
    const stride = Math.min(SLICE_ROWS, items - rank + inSlice);
    const length = itemRow[i + 1] - itemRow[i];
    if (inSlice === 0) {
      slice = words;
      words += stride * length;
    }
    put(row, slice + inSlice | length << 16, 0, input[i], 0);
    for (let j = 0, slot = slice + inSlice; j < length; j++, slot += stride) {
      const e = itemRow[i] + j;
      itemEdge[at.itemEdge + slot] = edgeSlot[at.edge + e - firstEdge] - at.weight |
        nodeIndex[edgeNode[e]] << 16;
    }
  }
  const mostParts = piece.splits.reduce((most, { parts }) => Math.max(most, parts), 0);
  return turns(itemLength, itemOrder, lanes) + turns(piece.length, order, lanes) +
    Math.ceil(piece.splits.length / lanes) * (mostParts + 1);
}

/** The pieces of a network's nodes. */
interface Pieces {
  readonly count: number;
  /** Node of each piece, counted from the network's first. */
  readonly node: Uint32Array;
  /** Where in the node's row each piece starts. */
  readonly from: Uint32Array;
  /** Edges of each piece. */
  readonly length: Uint32Array;
  /** Sum that each piece leaves, from 1; 0 for a node's only piece. */
  readonly partial: Uint32Array;
  /** Nodes of several pieces, with their first sum and the number of them. */
  readonly splits: readonly { node: number; first: number; parts: number }[];
}

function cutNodes(nodeRow: Uint32Array, first: number, nodes: number, longest: number): Pieces {
  let count = 0;
  for (let c = first; c < first + nodes; c++) {
    count += Math.max(1, piecesOf(nodeRow[c + 1] - nodeRow[c], longest));
  }
  const node = new Uint32Array(count), from = new Uint32Array(count);
  const length = new Uint32Array(count), partial = new Uint32Array(count);
  const splits: { node: number; first: number; parts: number }[] = [];
  let p = 0, sums = 0;
  for (let c = 0; c < nodes; c++) {
    const whole = nodeRow[first + c + 1] - nodeRow[first + c];
    const parts = Math.max(1, piecesOf(whole, longest));
    if (parts > 1) splits.push({ node: c, first: sums, parts });
    for (let part = 0; part < parts; part++, p++) {
      node[p] = c;
      from[p] = Math.floor(whole * part / parts);
      length[p] = Math.floor(whole * (part + 1) / parts) - from[p];
      if (parts > 1) partial[p] = ++sums;
    }
  }
  return { count, node, from, length, partial, splits };
}

/** Iterations of the slowest lane over rows taken in turns, four edges at a time: the first row of each turn is its longest. */
function turns(lengths: Uint32Array, order: Uint32Array, lanes: number): number {
  let total = 0;
  for (let rank = 0; rank < order.length; rank += lanes) {
    const length = lengths[order[rank]];
    total += (length >> 2) + Math.min(3, length) + 1;
  }
  return total;
}
