import type { PersonalNetworks, PersonalState } from "./personal_networks.ts";

/** Where the constants of `wasm/personal_autoencoder.as` lie; the two must agree. */
export const HEADER = 2048;
const FIXED = [4096, 4096 + 0x10000, 4096 + 0x20000] as const;
const FREE = 4096 + 0x30000;
/** Lanes of a vector, and bytes of one. */
const LANES = 4, VECTOR = 16;
/** Floats of a record of a node on one item: weight, activation, slope, root, hidden; of any other: activation, slope, root. */
const PRIVATE_RECORD = 5, SHARED_RECORD = 3;

/** A network in the kernel's memory, and where to find its results there. */
export interface PlacedNetwork {
  /** Whether offsets take 32 bits, because one of the gathered arrays passes 64 KiB. */
  readonly wide: boolean;
  /** Writes what training changed back to the state. */
  readBack(): void;
}

/**
 * Puts one network into the kernel's memory, in the order in which the kernel reads it.
 *
 * Rows of the same length lie beside each other, so that four of them run as the lanes of one vector with hardly any padding, and
 * so that the processor foresees where loops end. Padding needs no test in the kernel: offset 0 of a gathered array holds a zero,
 * and a weight of zero that meets it stays zero.
 */
export function placeNetwork(
  memory: WebAssembly.Memory,
  networks: PersonalNetworks,
  state: PersonalState,
  network: number,
  learningRate: number,
): PlacedNetwork {
  const firstItem = networks.itemStart[network];
  const items = networks.itemStart[network + 1] - firstItem;
  const firstNode = networks.nodeStart[network];
  const nodes = networks.nodeStart[network + 1] - firstNode;
  const firstEdge = networks.edgeStart[network];
  const edges = networks.edgeStart[network + 1] - firstEdge;
  const edgeNode = networks.edgeNode.subarray(firstEdge, firstEdge + edges);
  const itemRow = networks.itemRow.subarray(firstItem, firstItem + items + 1);

  // Degrees of the nodes; then of the items, towards nodes on that item alone and towards all others.
  const degree = new Uint32Array(nodes);
  for (let e = 0; e < edges; e++) degree[edgeNode[e]]++;
  const owned = new Uint32Array(items), shared = new Uint32Array(items);
  for (let i = 0; i < items; i++) {
    for (let e = itemRow[i] - firstEdge; e < itemRow[i + 1] - firstEdge; e++) {
      if (degree[edgeNode[e]] === 1) owned[i]++;
      else shared[i]++;
    }
  }
  const sharedDegree = degree.map((d) => d === 1 ? 0 : d);
  const itemRows = rowsByLength(shared, true);
  const ownedRows = rowsByLength(owned, false);
  const nodeRows = rowsByLength(sharedDegree, false);
  const gathered = VECTOR +
    4 * LANES * Math.max(itemRows.groups, ownedRows.groups, nodeRows.groups);
  const wide = gathered > 0x10000;

  // Addresses, in bytes. The narrow kernel knows where gathered arrays start; the wide one reads whole addresses.
  let free = FREE;
  const take = (bytes: number) => {
    const at = free;
    free += Math.ceil(bytes / VECTOR) * VECTOR;
    return at;
  };
  const indexBytes = wide ? 4 : 2;
  const [hidden, move, partial] = wide ? [take(gathered), take(gathered), take(gathered)] : FIXED;
  const scratch = take(VECTOR * itemRows.longest);
  const itemSteps = take(4 * itemRows.groups);
  const itemLink = take(indexBytes * LANES * itemRows.groups);
  const itemInput = take(VECTOR * itemRows.groups);
  const itemIndex = take(indexBytes * LANES * itemRows.steps);
  const itemWeight = take(VECTOR * itemRows.steps);
  const ownedSteps = take(4 * ownedRows.groups);
  const ownedLink = take(indexBytes * LANES * ownedRows.groups);
  const ownedRecord = take(VECTOR * PRIVATE_RECORD * ownedRows.steps);
  const nodeSteps = take(4 * nodeRows.groups);
  const nodeIndex = take(indexBytes * LANES * nodeRows.steps);
  const nodeWeight = take(VECTOR * nodeRows.steps);
  const nodeRecord = take(VECTOR * SHARED_RECORD * nodeRows.groups);
  const missing = free - memory.buffer.byteLength;
  if (missing > 0) memory.grow(Math.ceil(missing / 0x10000));

  const bytes = memory.buffer;
  const floats = new Float32Array(bytes, 0, free >> 2);
  const words = new Uint32Array(bytes, 0, free >> 2);
  const offsets = wide ? words : new Uint16Array(bytes, 0, free >> 1);
  for (const start of [hidden, move, partial]) {
    words.fill(0, start >> 2, (start + gathered) >> 2);
  }
  words.fill(0, FREE >> 2, free >> 2);
  // From an item's or node's place in its order to the offset (or address) of its number in a gathered array.
  const offsetOf = (start: number, place: number) => (wide ? start : 0) + VECTOR + 4 * place;
  const nothing = (start: number) => wide ? start : 0;
  const fillIndex = (at: number, count: number, start: number) => {
    const first = at / indexBytes;
    offsets.fill(nothing(start), first, first + LANES * count);
  };

  fillIndex(itemLink, itemRows.groups, partial);
  fillIndex(itemIndex, itemRows.steps, hidden);
  fillIndex(ownedLink, ownedRows.groups, move);
  fillIndex(nodeIndex, nodeRows.steps, move);
  for (let g = 0; g < itemRows.groups; g++) {
    words[(itemSteps >> 2) + g] = VECTOR * itemRows.length[g];
  }
  for (let g = 0; g < ownedRows.groups; g++) {
    words[(ownedSteps >> 2) + g] = VECTOR * PRIVATE_RECORD * ownedRows.length[g];
  }
  for (let g = 0; g < nodeRows.groups; g++) {
    words[(nodeSteps >> 2) + g] = VECTOR * nodeRows.length[g];
  }

  // Padding items see the rating that they predict, 1/2, and so never move.
  floats.fill(0.5, itemInput >> 2, (itemInput >> 2) + LANES * itemRows.groups);
  // Where each weight and activation is, as indices into `floats`.
  const weightAt = new Uint32Array(edges), activationAt = new Uint32Array(nodes);
  const filled = new Uint32Array(nodes);
  for (let i = 0; i < items; i++) {
    const place = itemRows.place[i], ownPlace = ownedRows.place[i];
    floats[(itemInput >> 2) + place] = networks.input[firstItem + i];
    if (owned[i] > 0) {
      offsets[itemLink / indexBytes + place] = offsetOf(partial, ownPlace);
      offsets[ownedLink / indexBytes + ownPlace] = offsetOf(move, place);
    }
    let cell = LANES * itemRows.start[place >> 2] + (place & 3);
    let record = (ownedRecord >> 2) + (ownPlace & 3) +
      LANES * PRIVATE_RECORD * ownedRows.start[ownPlace >> 2];
    for (let e = itemRow[i] - firstEdge; e < itemRow[i + 1] - firstEdge; e++) {
      const c = edgeNode[e], w = state.weight[firstEdge + e];
      if (degree[c] === 1) {
        floats[record] = w;
        weightAt[e] = record;
        activationAt[c] = record + LANES;
        record += LANES * PRIVATE_RECORD;
        continue;
      }
      const nodePlace = nodeRows.place[c];
      offsets[itemIndex / indexBytes + cell] = offsetOf(hidden, nodePlace);
      weightAt[e] = (itemWeight >> 2) + cell;
      floats[weightAt[e]] = w;
      cell += LANES;
      const nodeCell = LANES * (nodeRows.start[nodePlace >> 2] + filled[c]++) + (nodePlace & 3);
      offsets[nodeIndex / indexBytes + nodeCell] = offsetOf(move, place);
      floats[(nodeWeight >> 2) + nodeCell] = w;
    }
  }
  for (let c = 0; c < nodes; c++) {
    if (degree[c] !== 1) {
      const place = nodeRows.place[c];
      activationAt[c] = (nodeRecord >> 2) + LANES * SHARED_RECORD * (place >> 2) + (place & 3);
    }
    const at = activationAt[c];
    const root = Math.sqrt(networks.multiplicity[firstNode + c]);
    floats[at] = state.activation[firstNode + c];
    floats[at + LANES] = networks.inputPower[firstNode + c] / root ** 3;
    floats[at + 2 * LANES] = root;
  }
  const header = [
    scratch,
    itemSteps,
    itemSteps + 4 * itemRows.groups,
    itemLink,
    itemInput,
    itemIndex,
  ]
    .concat([itemWeight, move + VECTOR, 0, ownedSteps, ownedSteps + 4 * ownedRows.groups])
    .concat([ownedLink, ownedRecord, partial + VECTOR, nodeSteps, nodeSteps + 4 * nodeRows.groups])
    .concat([nodeIndex, nodeWeight, nodeRecord, hidden + VECTOR]);
  words.set(header, HEADER >> 2);
  floats[(HEADER >> 2) + 8] = learningRate * 2 / items;

  return {
    wide,
    readBack() {
      for (let e = 0; e < edges; e++) state.weight[firstEdge + e] = floats[weightAt[e]];
      for (let c = 0; c < nodes; c++) state.activation[firstNode + c] = floats[activationAt[c]];
      const loss = floats.subarray((HEADER + 128) >> 2, (HEADER + 128 + VECTOR) >> 2);
      state.loss[network] = (loss[0] + loss[1] + loss[2] + loss[3]) / items;
    },
  };
}

/** Rows sorted by length, four to a group; a group is as long as its first row. */
interface Rows {
  /** Number of groups. */
  readonly groups: number;
  /** Place of each row in the order; its group is place / 4 and its lane is place modulo 4. */
  readonly place: Uint32Array;
  /** Steps of each group. */
  readonly length: Uint32Array;
  /** Steps of all groups before each group. */
  readonly start: Uint32Array;
  /** Steps of all groups. */
  readonly steps: number;
  /** Steps of the longest group. */
  readonly longest: number;
}

/** Orders rows by falling length, equal ones as they came; empty rows last, or left out of the groups. */
function rowsByLength(lengths: Uint32Array, keepEmpty: boolean): Rows {
  let longest = 0;
  for (const length of lengths) if (length > longest) longest = length;
  const next = new Uint32Array(longest + 2);
  for (const length of lengths) next[longest - length + 1]++;
  for (let k = 0; k <= longest; k++) next[k + 1] += next[k];
  const kept = keepEmpty ? lengths.length : next[longest];
  const place = lengths.map((length) => next[longest - length]++);
  const groups = Math.ceil(kept / LANES);
  const length = new Uint32Array(groups), start = new Uint32Array(groups);
  lengths.forEach((value, row) => {
    const group = place[row] >> 2;
    if (group < groups && value > length[group]) length[group] = value;
  });
  let steps = 0;
  for (let g = 0; g < groups; g++) {
    start[g] = steps;
    steps += length[g];
  }
  return { groups, place, length, start, steps, longest };
}
