import type { DeepNetworks, DeepState } from "./deep_networks.ts";

/** Networks as `deep_autoencoder.wgsl` reads them. */
export interface PackedDeepNetworks {
  /** struct Network, (count x 20). */
  readonly records: Uint32Array<ArrayBuffer>;
  /** struct Row, (rows x 4). */
  readonly rows: Uint32Array<ArrayBuffer>;
  /** Where edges lead. */
  readonly places: Uint32Array<ArrayBuffer>;
  /** By inner edge. */
  readonly density: Float32Array<ArrayBuffer>;
  /** a_c of all networks, then w', then the inner weights up and down. */
  readonly state: Float32Array<ArrayBuffer>;
  /** Words of the vectors of all networks. */
  readonly vectorWords: number;
  /** Upper bound of the loop iterations of one lane in one epoch. */
  readonly iterations: number;
}

const NETWORK_WORDS = 20, ROW_WORDS = 4;

/** How large a network is. */
export interface DeepSize {
  /** Items, nodes and category nodes. */
  readonly items: number;
  readonly nodes: number;
  readonly categories: number;
  /** Outer and inner edges. */
  readonly outer: number;
  readonly inner: number;
}

/** The sizes of one network. */
export function deepSize(networks: DeepNetworks, network: number): DeepSize {
  const length = (start: Uint32Array) => start[network + 1] - start[network];
  return {
    items: length(networks.itemStart),
    nodes: length(networks.nodeStart),
    categories: length(networks.categoryStart),
    outer: length(networks.edgeStart),
    inner: length(networks.innerStart),
  };
}

/** Words of a network's vectors: h', m', k' and d. */
export function vectorWords({ items, nodes, categories }: DeepSize): number {
  return 2 * nodes + categories + items;
}

/** Bytes of the largest buffer that a network has a part of: where its edges lead. */
export function packedDeepBytes({ items, nodes, categories, outer, inner }: DeepSize): number {
  return 4 * Math.max(3 * outer + 3 * inner, ROW_WORDS * (items + 2 * nodes + categories));
}

/**
 * Packs networks with their state.
 *
 * @param networks The networks.
 * @param chosen Which of them; none is empty.
 * @param state Their state.
 * @param lanes Invocations per workgroup, which the bound of iterations depends on.
 * @returns The packed networks.
 */
export function packDeepNetworks(
  networks: DeepNetworks,
  chosen: readonly number[],
  state: DeepState,
  lanes: number,
): PackedDeepNetworks {
  const sizes = chosen.map((network) => deepSize(networks, network));
  const total = (of: (size: DeepSize) => number) => sizes.reduce((sum, size) => sum + of(size), 0);
  const nodes = total((size) => size.nodes), outer = total((size) => size.outer);
  const inner = total((size) => size.inner);
  const records = new Uint32Array(chosen.length * NETWORK_WORDS);
  const rows = new Uint32Array(
    ROW_WORDS * total(({ items, nodes, categories }) => items + 2 * nodes + categories),
  );
  const rowValues = new Float32Array(rows.buffer);
  const places = new Uint32Array(3 * outer + 3 * inner);
  const density = new Float32Array(inner), packed = new Float32Array(nodes + outer + 2 * inner);
  let row = 0, place = 0, node = 0, edge = 0, innerEdge = 0, vectors = 0, iterations = 1;
  chosen.forEach((network, index) => {
    const size = sizes[index];
    const first = {
      item: networks.itemStart[network],
      node: networks.nodeStart[network],
      category: networks.categoryStart[network],
      edge: networks.edgeStart[network],
      inner: networks.innerStart[network],
    };
    let turns = 0;
    const addRows = (
      starts: Uint32Array,
      from: number,
      count: number,
      firstEdge: number,
      value: (k: number) => readonly [value: number, scale: number],
    ) => {
      const at = row, ofLane = new Float64Array(lanes);
      for (let k = 0; k < count; k++, row++) {
        rows[row * ROW_WORDS] = starts[from + k] - firstEdge;
        rows[row * ROW_WORDS + 1] = starts[from + k + 1] - firstEdge;
        rowValues.set(value(k), row * ROW_WORDS + 2);
        ofLane[k % lanes] += 1 + starts[from + k + 1] - starts[from + k];
      }
      turns += ofLane.reduce((most, own) => Math.max(most, own), 0);
      return at;
    };
    const addPlaces = (...lists: Uint32Array[]) => {
      const at = place, { length } = lists[0];
      for (let k = 0; k < length; k++) for (const list of lists) places[place++] = list[k];
      return at;
    };
    const root = (k: number) => Math.sqrt(networks.multiplicity[first.node + k]);
    const ofNode = (k: number) => [root(k), networks.inputPower[first.node + k] / root(k)] as const;
    const { items, nodes: ownNodes, categories } = size;
    const itemRow = addRows(networks.itemRow, first.item, items, first.edge, (k) => [
      networks.input[first.item + k],
      0,
    ]);
    const nodeRow = addRows(networks.nodeRow, first.node, ownNodes, first.edge, ofNode);
    const innerRow = addRows(networks.innerRow, first.node, ownNodes, first.inner, ofNode);
    const categoryRow = addRows(
      networks.categoryRow,
      first.category,
      categories,
      first.inner,
      (k) => [Math.sqrt(networks.categoryMultiplicity[first.category + k]), 0],
    );
    const part = (list: Uint32Array, from: number, count: number) =>
      list.subarray(from, from + count);
    const itemPlace = addPlaces(part(networks.edgeNode, first.edge, size.outer));
    const nodePlace = addPlaces(
      part(networks.nodeEdge, first.edge, size.outer),
      part(networks.nodeItem, first.edge, size.outer),
    );
    const innerPlace = addPlaces(part(networks.innerCategory, first.inner, size.inner));
    const categoryPlace = addPlaces(
      part(networks.categoryEdge, first.inner, size.inner),
      part(networks.categoryFrom, first.inner, size.inner),
    );
    const up = nodes + outer + innerEdge, down = up + inner;
    records.set([
      ...[itemRow, items, nodeRow, ownNodes, innerRow, categoryRow, categories],
      ...[itemPlace, nodePlace, innerPlace, categoryPlace],
      ...[node, nodes + edge, up, down, innerEdge, vectors, index],
    ], index * NETWORK_WORDS);
    packed.set(state.activation.subarray(first.node, first.node + ownNodes), node);
    packed.set(state.weight.subarray(first.edge, first.edge + size.outer), nodes + edge);
    packed.set(state.up.subarray(first.inner, first.inner + size.inner), up);
    packed.set(state.down.subarray(first.inner, first.inner + size.inner), down);
    density.set(networks.density.subarray(first.inner, first.inner + size.inner), innerEdge);
    // Rows of categories and of nodes' inner edges are gone through twice.
    iterations = Math.max(iterations, 1 + 2 * turns);
    node += ownNodes;
    edge += size.outer;
    innerEdge += size.inner;
    vectors += vectorWords(size);
  });
  return { records, rows, places, density, state: packed, vectorWords: vectors, iterations };
}

/**
 * Writes packed numbers back.
 *
 * @param networks The networks.
 * @param chosen Those that were packed.
 * @param packed `state` as the shader left it.
 * @param state Changed in place for these networks.
 */
export function unpackDeepState(
  networks: DeepNetworks,
  chosen: readonly number[],
  packed: Float32Array,
  state: DeepState,
): void {
  let at = 0;
  const take = (into: Float32Array | Float64Array, start: Uint32Array) => {
    for (const network of chosen) {
      const count = start[network + 1] - start[network];
      into.set(packed.subarray(at, at + count), start[network]);
      at += count;
    }
  };
  take(state.activation, networks.nodeStart);
  take(state.weight, networks.edgeStart);
  take(state.up, networks.innerStart);
  take(state.down, networks.innerStart);
}
