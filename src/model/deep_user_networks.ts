import type { BipartiteGraph } from "../data/bipartite_graph.ts";
import type { SparseMatrix } from "../data/sparse_matrix.ts";
import type { Vocabulary } from "../data/vocabulary.ts";
import type { DeepNetworks, DeepState } from "../kernels/deep_networks.ts";
import { collectInnerEdges } from "./inner_edges.ts";
import { buildUserNetworks, type UserNetworks, type UserNetworksOptions } from "./user_networks.ts";
import { innerWeightStart } from "./weight_start.ts";

/** The networks of some users with a second hidden layer, and what their parts stand for. */
export interface DeepUserNetworks extends UserNetworks {
  /** The networks, one per user of `users`. */
  readonly networks: DeepNetworks;
  /** Their weights before the first epoch. */
  readonly state: DeepState;
  /** Where the categories of each network start, (count + 1). */
  readonly categoryStart: Uint32Array;
  /** Index of each category; ascends within a network, (categories). */
  readonly categories: Uint32Array;
  /** The category node that stands for each category, counted from its network's first one, (categories). */
  readonly categoryNode: Uint32Array;
}

/**
 * Builds the network of each chosen user as `buildUserNetworks` does, with the categories of the user's attributes as a second hidden layer.
 * Under constant initialisation nodes are the classes of the coarsest equitable partition whose attributes are on the same items.
 *
 * @param users Indices of the users.
 * @param inputs Scaled ratings x, 0 to 1, (users, items).
 * @param userIds Ids of the users, which name their random streams.
 * @param graph The item-attribute graph.
 * @param broader Categories of the attributes, (attributes, categories).
 * @param options How to build.
 * @returns The networks.
 */
export function buildDeepNetworks(
  users: ArrayLike<number>,
  inputs: SparseMatrix,
  userIds: Vocabulary,
  graph: BipartiteGraph,
  broader: BipartiteGraph,
  options: Omit<UserNetworksOptions, "refine">,
): DeepUserNetworks {
  const collapse = (options.collapse ?? true) && options.initialisation.kind === "constant";
  const collector = collectInnerEdges(broader, collapse);
  const outer = buildUserNetworks(users, inputs, userIds, graph, {
    ...options,
    refine: collector.add,
  });
  const inner = collector.take();
  const built = { ...outer, networks: { ...outer.networks, ...inner.networks }, ...inner.names };
  return { ...built, state: { ...outer.state, ...innerState(built, userIds, options) } };
}

function innerState(
  built: Omit<DeepUserNetworks, "state">,
  userIds: Vocabulary,
  { initialisation, precision }: UserNetworksOptions,
): Pick<DeepState, "up" | "down"> {
  const { networks } = built;
  const numbers = precision === "float32" ? Float32Array : Float64Array;
  const up = new numbers(networks.innerCategory.length), down = new numbers(up.length);
  for (let network = 0; network < networks.count; network++) {
    const start = innerWeightStart(
      initialisation,
      userIds.ids[built.users[network]],
      built.attributeStart[network + 1] - built.attributeStart[network],
      built.categoryStart[network + 1] - built.categoryStart[network],
    );
    const first = networks.categoryStart[network];
    for (let c = networks.nodeStart[network]; c < networks.nodeStart[network + 1]; c++) {
      for (let e = networks.innerRow[c]; e < networks.innerRow[c + 1]; e++) {
        const scale = innerScale(networks, c, first, e), drawn = start.next();
        up[e] = scale * drawn.encoder;
        down[e] = scale * drawn.decoder;
      }
    }
  }
  return { up, down };
}

/** N / sqrt(m M) of an inner edge: the factor that its weights are stored with. */
export function innerScale(
  { multiplicity, categoryMultiplicity, innerCategory, density }: DeepNetworks,
  node: number,
  firstCategory: number,
  edge: number,
): number {
  const other = categoryMultiplicity[firstCategory + innerCategory[edge]];
  return density[edge] * Math.sqrt(multiplicity[node] * other);
}
