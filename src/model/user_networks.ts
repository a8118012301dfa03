import type { BipartiteGraph } from "../data/bipartite_graph.ts";
import type { SparseMatrix } from "../data/sparse_matrix.ts";
import type { Vocabulary } from "../data/vocabulary.ts";
import type { PersonalNetworks, PersonalState } from "../kernels/personal_networks.ts";
import { createNodeClasses, type NodeClasses } from "./node_classes.ts";
import type { Initialisation } from "./personal_settings.ts";
import { weightStart } from "./weight_start.ts";

/** The networks of some users, ready to train, and what their parts stand for. */
export interface UserNetworks {
  /** The networks, one per user of `users`. */
  readonly networks: PersonalNetworks;
  /** Their weights before the first epoch. */
  readonly state: PersonalState;
  /** Index of each network's user, (count). */
  readonly users: Uint32Array;
  /** Catalogue index of each network item; ascends within a network, (items). */
  readonly items: Uint32Array;
  /** Where the attributes of each network start, (count + 1). */
  readonly attributeStart: Uint32Array;
  /** Index of each attribute; ascends within a network, (attributes). */
  readonly attributes: Uint32Array;
  /** The node that stands for each attribute, counted from its network's first node, (attributes). */
  readonly attributeNode: Uint32Array;
}

/** What the networks are built from and how. */
export interface UserNetworksOptions {
  /** How the weights start. Only under constant initialisation can attributes share a node. */
  readonly initialisation: Initialisation;
  /** Number type of the state; float64 by default. */
  readonly precision?: "float32" | "float64";
  /** Whether attributes on the same items share a node (the default) or each has its own, for tests and benches. */
  readonly collapse?: boolean;
  /**
   * Makes the nodes of each network finer, network by network: may split those that `classes` has found for this many attributes, and returns
   * how many there are then.
   */
  readonly refine?: (classes: NodeClasses, attributes: number) => number;
}

/**
 * Builds the network of each chosen user: the items that the user rated and that have an attribute, all attributes of
 * those items, and the edges between them. A user without such an item gets an empty network.
 *
 * @param users Indices of the users.
 * @param inputs Scaled ratings x, 0 to 1, (users, items).
 * @param userIds Ids of the users, which name their random streams.
 * @param graph The item-attribute graph.
 * @param options How to build.
 * @returns The networks.
 */
export function buildUserNetworks(
  users: ArrayLike<number>,
  inputs: SparseMatrix,
  userIds: Vocabulary,
  graph: BipartiteGraph,
  options: UserNetworksOptions,
): UserNetworks {
  const collapse = (options.collapse ?? true) && options.initialisation.kind === "constant";
  const bounds = countItemsAndEdges(users, inputs, graph);
  const count = users.length;
  const itemStart = new Uint32Array(count + 1);
  const nodeStart = new Uint32Array(count + 1);
  const edgeStart = new Uint32Array(count + 1);
  const attributeStart = new Uint32Array(count + 1);
  const items = new Uint32Array(bounds.items);
  const input = new Float32Array(bounds.items);
  const itemRow = new Uint32Array(bounds.items + 1);
  // Sizes after collapsing are not known yet; without it they are what the graph says.
  const edgeNode = new Uint32Array(bounds.edges);
  const nodeRow = new Uint32Array(bounds.edges + 1);
  const nodeEdge = new Uint32Array(bounds.edges);
  const nodeItem = new Uint32Array(bounds.edges);
  const multiplicity = new Uint32Array(bounds.edges);
  const inputPower = new Float64Array(bounds.edges);
  const attributes = new Uint32Array(bounds.edges);
  const attributeNode = new Uint32Array(bounds.edges);
  const classes = createNodeClasses(graph.attributes);

  let item = 0, node = 0, edge = 0, attribute = 0;
  for (let network = 0; network < count; network++) {
    const user = users[network];
    const firstItem = item, firstEdge = edge;
    for (let k = inputs.indptr[user]; k < inputs.indptr[user + 1]; k++) {
      const i = inputs.indices[k];
      if (graph.itemStart[i] === graph.itemStart[i + 1]) continue;
      items[item] = i;
      input[item] = inputs.values[k];
      item++;
    }
    const found = classes.find(items.subarray(firstItem, item), graph, collapse);
    const nodes = options.refine?.(classes, found.attributes) ?? found.nodes;
    for (let l = 0; l < found.attributes; l++) {
      attributes[attribute + l] = classes.attribute[l];
      attributeNode[attribute + l] = classes.node[l];
      multiplicity[node + classes.node[l]]++;
    }
    for (let i = firstItem; i < item; i++) {
      edge = classes.nodesOf(items[i], graph, edgeNode, edge);
      itemRow[i + 1] = edge;
    }
    transposeEdges(firstItem, item, firstEdge, edge, node, nodes);
    attribute += found.attributes;
    node += nodes;
    itemStart[network + 1] = item;
    nodeStart[network + 1] = node;
    edgeStart[network + 1] = edge;
    attributeStart[network + 1] = attribute;
  }
  const networks: PersonalNetworks = {
    count,
    itemStart,
    nodeStart,
    edgeStart,
    input,
    itemRow,
    edgeNode: edgeNode.subarray(0, edge),
    nodeRow: nodeRow.subarray(0, node + 1),
    nodeEdge: nodeEdge.subarray(0, edge),
    nodeItem: nodeItem.subarray(0, edge),
    multiplicity: multiplicity.subarray(0, node),
    inputPower: inputPower.subarray(0, node),
  };
  const built = {
    networks,
    users: Uint32Array.from(users),
    items,
    attributeStart,
    attributes: attributes.subarray(0, attribute),
    attributeNode: attributeNode.subarray(0, attribute),
  };
  return { ...built, state: initialState(built, userIds, options) };

  /** Lists the edges of one network by node, and sums x^2 over them. */
  function transposeEdges(
    firstItem: number,
    lastItem: number,
    firstEdge: number,
    lastEdge: number,
    firstNode: number,
    nodes: number,
  ) {
    const next = nodeRow.subarray(firstNode, firstNode + nodes + 1);
    for (let e = firstEdge; e < lastEdge; e++) next[edgeNode[e] + 1]++;
    next[0] = firstEdge;
    for (let c = 0; c < nodes; c++) next[c + 1] += next[c];
    for (let i = firstItem; i < lastItem; i++) {
      for (let e = itemRow[i]; e < itemRow[i + 1]; e++) {
        const at = next[edgeNode[e]]++;
        nodeEdge[at] = e - firstEdge;
        nodeItem[at] = i - firstItem;
        inputPower[firstNode + edgeNode[e]] += input[i] * input[i];
      }
    }
    // Filling moved each start to its row's end, which is the next row's start.
    for (let c = nodes; c > 0; c--) next[c] = next[c - 1];
    next[0] = firstEdge;
  }
}

function countItemsAndEdges(users: ArrayLike<number>, inputs: SparseMatrix, graph: BipartiteGraph) {
  let items = 0, edges = 0;
  for (let network = 0; network < users.length; network++) {
    const user = users[network];
    for (let k = inputs.indptr[user]; k < inputs.indptr[user + 1]; k++) {
      const i = inputs.indices[k];
      const degree = graph.itemStart[i + 1] - graph.itemStart[i];
      if (degree > 0) items++;
      edges += degree;
    }
  }
  return { items, edges };
}

function initialState(
  built: Omit<UserNetworks, "state">,
  userIds: Vocabulary,
  { initialisation, precision }: UserNetworksOptions,
): PersonalState {
  const { networks } = built;
  const numbers = precision === "float32" ? Float32Array : Float64Array;
  const activation = new numbers(networks.multiplicity.length);
  const weight = new numbers(networks.edgeNode.length);
  for (let network = 0; network < networks.count; network++) {
    const firstItem = networks.itemStart[network], firstEdge = networks.edgeStart[network];
    const firstNode = networks.nodeStart[network], lastNode = networks.nodeStart[network + 1];
    const start = weightStart(
      initialisation,
      userIds.ids[built.users[network]],
      networks.itemStart[network + 1] - firstItem,
      built.attributeStart[network + 1] - built.attributeStart[network],
    );
    for (let c = firstNode; c < lastNode; c++) {
      const root = Math.sqrt(networks.multiplicity[c]);
      let sum = 0;
      for (let k = networks.nodeRow[c]; k < networks.nodeRow[c + 1]; k++) {
        const { encoder, decoder } = start.next();
        sum += encoder * networks.input[firstItem + networks.nodeItem[k]];
        weight[firstEdge + networks.nodeEdge[k]] = root * decoder;
      }
      activation[c] = sum;
    }
  }
  return { activation, weight, loss: new numbers(networks.count) };
}
