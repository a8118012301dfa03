import type { BipartiteGraph } from "../../data/bipartite_graph.ts";
import type { Interactions } from "../../data/interactions.ts";
import { type AttributeProducts, productsOfItem } from "./attribute_products.ts";
import { gramInput, gramMatrix } from "./gram.ts";
import type { GramMatrix } from "./gram_matrix.ts";
import type { GramInput } from "./gram_rows.ts";
import { type ItemSupport, itemSupport } from "./item_support.ts";
import type { Penalties } from "./item_weights.ts";
import { mostRelated } from "../related_items.ts";
import { type SharedGraphs, sharedGraphs } from "../shared_graphs.ts";
import type { SharedSettings } from "../shared_settings.ts";
import { cutByCost, type Report, type SolverThreads } from "./solver_threads.ts";

/** Everything of the closed form that does not depend on penalties. */
export interface RidgeProblem {
  /** X, D. */
  readonly input: GramInput;
  /** G. */
  readonly gram: GramMatrix;
  /** Edges of the network. */
  readonly graphs: SharedGraphs;
  /** The same as the solver reads them. */
  readonly support: ItemSupport;
  /** Attribute products of the last block of items, which is often all of them: kept from one solution to the next. */
  products?: AttributeProducts;
}

/** Most numbers of attribute products held at once: 256 MB. With more the items are solved in blocks. */
const PRODUCTS_BUDGET = 64 * 2 ** 20;

/** Nanoseconds: for an entry of G added to a column of Q, for a flop of Cholesky, and to begin with an item. */
const COST = { cell: 0.7, flop: 0.15, item: 20_000 };

/**
 * Computes the Gram matrix, the fans of each item and the edges.
 *
 * @param interactions Training ratings and their scale.
 * @param graph Attributes of the items.
 * @param settings Which neurons, and how many fans.
 * @param threads Where to compute.
 * @param reports Called as the Gram matrix and the lists of related items advance.
 * @returns The problem.
 */
export async function ridgeProblem(
  interactions: Pick<Interactions, "ratings" | "scale">,
  graph: BipartiteGraph,
  settings: Pick<SharedSettings, "neurons" | "fans" | "fansKind">,
  threads: SolverThreads,
  reports: readonly [gram: Report, related: Report],
): Promise<RidgeProblem> {
  const input = gramInput(interactions, threads.memory);
  const gram = await gramMatrix(input, threads, reports[0]);
  const related = settings.neurons === "attributes"
    ? undefined
    : await mostRelated(gram, settings.fans, threads, reports[1]);
  const graphs = sharedGraphs(graph, related, settings);
  const neurons = settings.neurons === "fans" ? withoutAttributes(graph) : graph;
  return { input, gram, graphs, support: itemSupport(neurons, related, threads.memory) };
}

function withoutAttributes({ items }: BipartiteGraph): BipartiteGraph {
  const none = new Uint32Array();
  return {
    items,
    attributes: 0,
    itemStart: new Uint32Array(items + 1),
    itemAttributes: none,
    attributeStart: new Uint32Array(1),
    attributeItems: none,
  };
}

/**
 * Solves for the decoder weights of all items, for several penalties at once.
 *
 * @param problem The problem; attribute products that fit in memory are kept in it.
 * @param penalties One solution for each.
 * @param weights Receives the weights of all solutions side by side, (edges, lanes); edges of items that nobody rated stay as they are.
 * @param threads Where to compute.
 * @param report Called as the work advances.
 * @param options Number of lanes (default: one for each of the penalties); where each edge goes (by default in the order of the decoder
 * graph); the budget of the attribute products, in numbers, for tests.
 */
export async function solveProblem(
  problem: RidgeProblem,
  penalties: readonly Penalties[],
  weights: Float32Array,
  threads: SolverThreads,
  report: Report,
  options: {
    readonly lanes?: number;
    readonly place?: Uint32Array;
    readonly budget?: number;
  } = {},
): Promise<void> {
  const { gram, support } = problem;
  const { items, attributes, attributeStart } = support;
  const rowCost = COST.cell * (gram.sparse ? gram.sparse.column.length / items : items);
  const columnCost = (f: number) =>
    COST.cell * items + rowCost * (attributeStart[f + 1] - attributeStart[f]);
  const itemCost = (item: number) =>
    gram.diagonal[item] === 0
      ? 0
      : COST.item + COST.flop * penalties.length * unknownsOf(support, item) ** 3 / 3;
  const blocks = blocksOf(support, options.budget ?? PRODUCTS_BUDGET);
  const columnJobs = cutByCost(attributes, columnCost, threads.count);
  const blockCost = sum(columnJobs.map(({ cost }) => cost));
  const total = blocks.length * blockCost +
    sum(Array.from({ length: items }, (_, item) => itemCost(item)));
  const reportPart = (cost: number) => report(cost, total);
  const lanes = options.lanes ?? penalties.length;
  for (const [first, last] of blocks) {
    if (problem.products?.first === first && problem.products.last === last) {
      reportPart(blockCost);
    } else {
      const products = roomForProducts(support, first, last, blocks, problem, threads);
      await threads.run({ kind: "products", gram, support, products }, columnJobs, reportPart);
      problem.products = products;
    }
    const { products } = problem;
    const jobs = cutByCost(last - first, (k) => itemCost(first + k), threads.count)
      .map((job) => ({ ...job, first: first + job.first, last: first + job.last }));
    const task = { gram, support, products, penalties, lanes, weights, place: options.place };
    await threads.run({ kind: "weights", task }, jobs, reportPart);
  }
}

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);

/** An empty block, in the memory of the block before. */
function roomForProducts(
  support: ItemSupport,
  first: number,
  last: number,
  blocks: readonly Block[],
  { products }: RidgeProblem,
  { memory }: SolverThreads,
): AttributeProducts {
  const start = memory.doubles(last - first + 1);
  for (let item = first; item < last; item++) {
    start[item - first + 1] = start[item - first] + productsOf(support, item);
  }
  const largest = Math.max(...blocks.map(([, , size]) => size));
  return { first, last, start, values: products?.values ?? memory.floats(largest) };
}

/**
 * Bytes of a problem, its solutions and the threads that make them.
 *
 * @param problem The problem.
 * @param threads Where it is solved; its memory holds the problem and the weights.
 * @param lanes Solutions made at once.
 * @returns The bytes.
 */
export function problemBytes(
  { graphs, support }: RidgeProblem,
  { memory, count }: SolverThreads,
  lanes: number,
): number {
  const { items } = support;
  let most = 0;
  for (let item = 0; item < items; item++) most = Math.max(most, unknownsOf(support, item));
  const edges = graphs.encoder.itemAttributes.length + graphs.decoder.itemAttributes.length;
  // Each thread holds a system and its factor, sums of a row of G, and a user's scores.
  return memory.bytes + 8 * edges + count * (16 * (most + 4) ** 2 + (16 + 4 * lanes) * items);
}

/** Neurons that speak for an item. */
function unknownsOf({ itemStart, fansStart }: ItemSupport, item: number): number {
  return itemStart[item + 1] - itemStart[item] + fansStart[item + 1] - fansStart[item];
}

/** Numbers of the attribute products of one item. */
function productsOf({ itemStart, fansStart }: ItemSupport, item: number): number {
  return productsOfItem(
    itemStart[item + 1] - itemStart[item],
    fansStart[item + 1] - fansStart[item],
  );
}

/** Items from the first to the one before the last, and the numbers that their attribute products take. */
type Block = readonly [first: number, last: number, size: number];

/** Cuts the items into blocks whose attribute products fit in the budget; an item beyond it is a block alone. */
function blocksOf(support: ItemSupport, budget: number): Block[] {
  const blocks: Block[] = [];
  let first = 0, size = 0;
  for (let item = 0; item < support.items; item++) {
    const more = productsOf(support, item);
    if (item > first && size + more > budget) {
      blocks.push([first, item, size]);
      first = item;
      size = 0;
    }
    size += more;
  }
  if (first < support.items) blocks.push([first, support.items, size]);
  return blocks;
}
