import type { PersonalNetworks, PersonalState } from "./personal_networks.ts";

/**
 * Where `wasm/personal_autoencoder.as`, which describes the memory, has what does not move: the header of addresses, the result,
 * the two gathered arrays where offsets of 16 bits reach them, and the first byte after those.
 */
const HEADER = 2048, HIDDEN = 4096, MOVE = HIDDEN + 0x10000, FREE = MOVE + 0x10000;
/** Where the kernel leaves its four partial sums of squared errors; its test function works there too. */
export const RESULT = HEADER + 128;
/** Lanes of a vector; bytes of a vector, a block of four items, a step of lone nodes, a group of other nodes, an item cell. */
const LANES = 4, VECTOR = 16, BLOCK = 48, LONE = 80, NODE = 64, CELL = 32;

/** A network in the kernel's memory, and the way back from there. */
export interface PlacedNetwork {
  /** Whether offsets have 32 bits. */
  readonly wide: boolean;
  /** Writes what training changed to the state. */
  readBack(): void;
}

/**
 * Puts one network into the kernel's memory, in the order in which the kernel reads it. Padding needs no test there: its offset
 * points at a zero, so its weight of zero stays zero, and padding items see the rating that they predict.
 *
 * @param memory The kernel's memory; grows where the network needs more.
 * @param networks The packed networks.
 * @param state Read now and written by `readBack`.
 * @param network Which network; it has an item at least.
 * @returns What is needed to train it there.
 */
export function placeNetwork(
  memory: WebAssembly.Memory,
  networks: PersonalNetworks,
  state: PersonalState,
  network: number,
): PlacedNetwork {
  const { multiplicity, inputPower, edgeNode, itemRow, input } = networks;
  const firstItem = networks.itemStart[network], lastItem = networks.itemStart[network + 1];
  const firstNode = networks.nodeStart[network], lastNode = networks.nodeStart[network + 1];
  const firstEdge = networks.edgeStart[network], lastEdge = networks.edgeStart[network + 1];
  const items = lastItem - firstItem, nodes = lastNode - firstNode, edges = lastEdge - firstEdge;

  const degree = new Uint32Array(nodes);
  for (let e = firstEdge; e < lastEdge; e++) degree[edgeNode[e]]++;
  // Nodes next to each other often share an item; in strides, four lanes seldom add to the same sum in turn.
  const shared = sortRows(degree.map((items) => items === 1 ? 0 : items), { spread: true });
  const wideRows = shared.lengths.findIndex((length) => length < 3);
  const commonGroups = wideRows < 0 ? shared.lengths.length : wideRows;
  const isCommon = (c: number) => shared.place[c] < LANES * commonGroups;
  const loneNodes = new Uint32Array(items), commonNodes = new Uint32Array(items);
  for (let i = firstItem; i < lastItem; i++) {
    let lone = 0, common = 0;
    for (let e = itemRow[i]; e < itemRow[i + 1]; e++) {
      if (degree[edgeNode[e]] === 1) lone++;
      else if (isCommon(edgeNode[e])) common++;
    }
    loneNodes[i - firstItem] = lone;
    commonNodes[i - firstItem] = common;
  }
  const lone = sortRows(loneNodes);
  const item = sortRows(commonNodes, { keepEmpty: true });

  const blockBytes = BLOCK * (1 + item.lengths.length), hiddenBytes = VECTOR * (1 + commonGroups);
  const wide = Math.max(blockBytes, hiddenBytes) > 0x10000;
  const offsetBytes = wide ? 4 : 2;
  let free = FREE;
  const take = (bytes: number) => {
    const at = free;
    free += Math.ceil(bytes / VECTOR) * VECTOR;
    return at;
  };
  const takeOffsets = (steps: number) => take(offsetBytes * LANES * steps);
  const blocks = wide ? take(blockBytes) : MOVE, hidden = wide ? take(hiddenBytes) : HIDDEN;
  const itemSteps = take(4 * item.lengths.length), itemOffset = takeOffsets(item.steps);
  const itemCell = take(CELL * item.steps);
  const loneSteps = take(4 * lone.lengths.length), loneOffset = takeOffsets(lone.lengths.length);
  const loneRecord = take(LONE * lone.steps);
  const nodeSteps = take(4 * commonGroups), nodeOffset = takeOffsets(shared.steps);
  const nodeWeight = take(VECTOR * shared.steps), nodeRecord = take(NODE * shared.lengths.length);
  const missing = free - memory.buffer.byteLength;
  if (missing > 0) memory.grow(Math.ceil(missing / 0x10000));

  const floats = new Float32Array(memory.buffer, 0, free / 4);
  const words = new Uint32Array(memory.buffer, 0, free / 4);
  const offsets = wide ? words : new Uint16Array(memory.buffer, 0, free / 2);
  words.fill(0, HIDDEN / 4);
  // The kernel adds the arrays' narrow addresses to every offset.
  const toBlocks = blocks - MOVE, toHidden = hidden - HIDDEN;
  const fillOffsets = (start: number, steps: number, value: number) =>
    offsets.fill(value, start / offsetBytes, start / offsetBytes + LANES * steps);
  fillOffsets(itemOffset, item.steps, toHidden);
  fillOffsets(loneOffset, lone.lengths.length, toBlocks);
  fillOffsets(nodeOffset, shared.steps, toBlocks);
  words.set(item.lengths.map((length) => CELL * length), itemSteps / 4);
  words.set(lone.lengths.map((length) => LONE * length), loneSteps / 4);
  words.set(
    shared.lengths.subarray(0, commonGroups).map((length) => VECTOR * length),
    nodeSteps / 4,
  );
  words.set(
    [itemSteps, itemSteps + 4 * item.lengths.length, blocks + BLOCK - MOVE, itemOffset, itemCell]
      .concat([loneSteps, loneSteps + 4 * lone.lengths.length, loneOffset, loneRecord])
      .concat([nodeSteps, nodeSteps + 4 * commonGroups, nodeOffset, nodeWeight, nodeRecord])
      .concat([hidden + VECTOR, nodeRecord + NODE * shared.lengths.length]),
    HEADER / 4,
  );

  // Where each weight and activation is, as indices into `floats`; and the next free cell of each node's row.
  const weightAt = new Uint32Array(edges), activationAt = new Uint32Array(nodes);
  const nextCell = new Uint32Array(nodes);
  const placeNode = (c: number, at: number) => {
    const count = multiplicity[firstNode + c], root = Math.sqrt(count);
    activationAt[c] = at;
    floats[at] = state.activation[firstNode + c];
    floats[at + LANES] = inputPower[firstNode + c] / (count * root);
    floats[at + 2 * LANES] = root;
  };
  for (let c = 0; c < nodes; c++) {
    if (degree[c] < 2) continue;
    const group = shared.place[c] >> 2, lane = shared.place[c] & 3;
    placeNode(c, (nodeRecord + NODE * group) / 4 + lane);
    nextCell[c] = nodeWeight / 4 + LANES * shared.starts[group] + lane;
  }
  for (let g = 1; g <= item.lengths.length; g++) {
    const x = (blocks + BLOCK * g + 2 * VECTOR) / 4;
    floats.fill(0.5, x, x + LANES);
  }
  for (let i = 0; i < items; i++) {
    const group = item.place[i] >> 2, lane = item.place[i] & 3;
    const block = toBlocks + BLOCK * (1 + group) + 4 * lane;
    floats[(MOVE + block + 2 * VECTOR) / 4] = input[firstItem + i];
    if (loneNodes[i] > 0) offsets[loneOffset / offsetBytes + lone.place[i]] = block;
    let record = (loneRecord + LONE * lone.starts[lone.place[i] >> 2]) / 4 + (lone.place[i] & 3);
    let step = item.starts[group];
    for (let e = itemRow[firstItem + i]; e < itemRow[firstItem + i + 1]; e++) {
      const c = edgeNode[e];
      let at: number;
      if (degree[c] === 1) {
        placeNode(c, record);
        at = record + 4 * LANES;
        record += LONE / 4;
      } else {
        at = nextCell[c];
        nextCell[c] += LANES;
        offsets[nodeOffset / offsetBytes + at - nodeWeight / 4] = block;
        if (isCommon(c)) {
          floats[(itemCell + CELL * step) / 4 + lane] = state.weight[e];
          offsets[itemOffset / offsetBytes + LANES * step + lane] = toHidden + VECTOR +
            4 * shared.place[c];
          step++;
        }
      }
      floats[at] = state.weight[e];
      weightAt[e - firstEdge] = at;
    }
  }

  return {
    wide,
    readBack() {
      for (let e = 0; e < edges; e++) state.weight[firstEdge + e] = floats[weightAt[e]];
      for (let c = 0; c < nodes; c++) {
        if (degree[c] > 0) state.activation[firstNode + c] = floats[activationAt[c]];
      }
      const at = RESULT / 4;
      const sum = floats[at] + floats[at + 1] + floats[at + 2] + floats[at + 3];
      state.loss[network] = sum / items;
    },
  };
}

/** Rows sorted by falling length, four to a group; a group takes as many steps as its longest row. */
interface SortedRows {
  /** Place of each row: its group times four plus its lane. */
  readonly place: Uint32Array;
  /** Steps of each group. */
  readonly lengths: Uint32Array;
  /** Steps before each group. */
  readonly starts: Uint32Array;
  /** Steps of all groups. */
  readonly steps: number;
}

/** Empty rows come last and have no group, unless asked for; equally long ones keep their order, or are spread out. */
function sortRows(
  rowLengths: Uint32Array,
  options: { readonly keepEmpty?: boolean; readonly spread?: boolean } = {},
): SortedRows {
  const rows = rowLengths.length;
  let longest = 0;
  for (const length of rowLengths) if (length > longest) longest = length;
  const next = new Uint32Array(longest + 2);
  for (const length of rowLengths) next[longest - length + 1]++;
  for (let k = 0; k <= longest; k++) next[k + 1] += next[k];
  const groups = Math.ceil((options.keepEmpty ? rows : next[longest]) / LANES);
  const place = new Uint32Array(rows);
  const lengths = new Uint32Array(groups), starts = new Uint32Array(groups);
  const stride = options.spread ? coprime(Math.floor(0.618 * rows), rows) : 1;
  for (let k = 0, row = 0; k < rows; k++, row = (row + stride) % rows) {
    const at = next[longest - rowLengths[row]]++;
    place[row] = at;
    if (at % LANES === 0 && at / LANES < groups) lengths[at / LANES] = rowLengths[row];
  }
  let steps = 0;
  for (let group = 0; group < groups; group++) {
    starts[group] = steps;
    steps += lengths[group];
  }
  return { place, lengths, starts, steps };
}

/** The smallest number from `value` on, 1 at least, that has no divisor in common with `other`. */
function coprime(value: number, other: number): number {
  const divisor = (a: number, b: number): number => b === 0 ? a : divisor(b, a % b);
  let found = Math.max(1, value);
  while (divisor(found, other) > 1) found++;
  return found;
}
