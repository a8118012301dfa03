import type { PersonalNetworks } from "./personal_networks.ts";

/**
 * Rows of a slice: 32 bytes of neighbouring words, which GPUs move at once; slices of 32 rows would be padded by a half on users of a hundred
 * ratings, these by a tenth. `personal_autoencoder.wgsl` has the same number.
 */
export const SLICE_ROWS = 8;

/** No node is cut into pieces shorter than this. */
const SHORTEST_PIECE = 16;

/**
 * Edges of the longest piece of a node: about what a lane gets anyway, so that no lane has one long row while others wait.
 *
 * @param edges Edges of the network.
 * @param lanes Invocations per workgroup.
 * @returns The length, a power of two.
 */
export function pieceLength(edges: number, lanes: number): number {
  let length = SHORTEST_PIECE;
  while (length * lanes < edges) length *= 2;
  return length;
}

/** How many pieces a row of a node is cut into. */
export function piecesOf(length: number, longest: number): number {
  return Math.ceil(length / longest);
}

/** Words that a network takes once its rows lie in slices. */
export interface SliceSizes {
  /** Weights, padding included, even. */
  readonly weights: number;
  /** Edges by item, padding included. */
  readonly itemEdges: number;
  /** Pieces of nodes. */
  readonly pieces: number;
  /** Nodes of more than one piece. */
  readonly splits: number;
  /** Sums that pieces leave for their node. */
  readonly partials: number;
}

/** Counts of rows by length, kept from call to call because it is asked for every user. */
let histogram = new Uint32Array(1024);

/**
 * Measures a network before it is packed.
 *
 * @param networks The networks.
 * @param network Which of them.
 * @param longest Edges of the longest piece of a node.
 * @returns Its sizes.
 */
export function measureSlices(
  networks: PersonalNetworks,
  network: number,
  longest: number,
): SliceSizes {
  const { itemStart, nodeStart, itemRow, nodeRow } = networks;
  const count = (length: number, rows: number) => {
    if (length >= histogram.length) {
      const larger = new Uint32Array(2 * length);
      larger.set(histogram);
      histogram = larger;
    }
    histogram[length] += rows;
  };
  let most = 0;
  for (let i = itemStart[network]; i < itemStart[network + 1]; i++) {
    const length = itemRow[i + 1] - itemRow[i];
    most = Math.max(most, length);
    count(length, 1);
  }
  const itemEdges = takeWords(most, itemStart[network + 1] - itemStart[network]);
  let pieces = 0, splits = 0, partials = 0;
  most = 0;
  for (let c = nodeStart[network]; c < nodeStart[network + 1]; c++) {
    const length = nodeRow[c + 1] - nodeRow[c];
    if (length <= longest) {
      most = Math.max(most, length);
      count(length, 1);
      pieces++;
      continue;
    }
    const parts = piecesOf(length, longest);
    const long = length % parts, short = Math.floor(length / parts);
    most = Math.max(most, short + Number(long > 0));
    count(short + 1, long);
    count(short, parts - long);
    pieces += parts;
    splits++;
    partials += parts;
  }
  const weights = takeWords(most, pieces);
  return { weights: weights + (weights & 1), itemEdges, pieces, splits, partials };
}

/** Words of the rows in the histogram, the longest first, in slices as wide as their first row; clears the histogram. */
function takeWords(longest: number, rows: number): number {
  let words = 0, inSlice = 0, left = rows;
  for (let length = longest; length >= 0 && left > 0; length--) {
    let some = histogram[length];
    histogram[length] = 0;
    while (some > 0) {
      // A slice is opened by its longest row; the last one holds only what is left.
      if (inSlice === 0) {
        inSlice = Math.min(SLICE_ROWS, left);
        words += inSlice * length;
      }
      const taken = Math.min(some, inSlice);
      some -= taken;
      inSlice -= taken;
      left -= taken;
    }
  }
  return words;
}

/**
 * Numbers of rows ordered by length, the longest first; of equal ones the earlier first.
 *
 * @param lengths Length of each row.
 * @param rows How many of them count.
 * @returns The rows, (rows).
 */
export function byLength(lengths: Uint32Array, rows: number): Uint32Array {
  let longest = 0;
  for (let r = 0; r < rows; r++) longest = Math.max(longest, lengths[r]);
  const next = new Uint32Array(longest + 2);
  for (let r = 0; r < rows; r++) next[longest - lengths[r] + 1]++;
  for (let l = 0; l <= longest; l++) next[l + 1] += next[l];
  const order = new Uint32Array(rows);
  for (let r = 0; r < rows; r++) order[next[longest - lengths[r]]++] = r;
  return order;
}
