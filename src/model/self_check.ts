import { bipartiteGraph } from "../data/bipartite_graph.ts";
import { sparseMatrix } from "../data/sparse_matrix.ts";
import { createVocabulary } from "../data/vocabulary.ts";
import { createRandom } from "../random.ts";
import type { Backend } from "./backend.ts";
import { buildUserNetworks, type UserNetworks } from "./user_networks.ts";

/** Results and speed of one backend on a made-up problem. */
export interface SelfCheck {
  /** Largest |a_f - a_f of the CPU in float64|. */
  readonly profileError: number;
  /** User edges times epochs per second, counted on the graph's own edges. */
  readonly edgeEpochsPerSecond: number;
}

/** Profiles of two correct backends differ by no more than this: float32 rounding over the epochs. */
export const PROFILE_TOLERANCE = 5e-4;

const EPOCHS = 100;

/**
 * Trains the same seeded problem (100 users of 20 to 200 ratings) on a backend and on the CPU in float64.
 *
 * @param backend The backend to check.
 * @param reference The CPU backend.
 * @returns How far the results are apart, and the speed after a warm-up.
 */
export async function selfCheck(backend: Backend, reference: Backend): Promise<SelfCheck> {
  const expected = buildProblem("float64");
  await train(reference, expected.built);
  await train(backend, buildProblem(backend.precision).built);
  const { built, edges } = buildProblem(backend.precision);
  const start = performance.now();
  await train(backend, built);
  const seconds = (performance.now() - start) / 1000;
  let profileError = 0;
  built.state.activation.forEach((a, node) => {
    const difference = Math.abs(a - expected.built.state.activation[node]);
    profileError = Math.max(profileError, Number.isNaN(difference) ? Infinity : difference);
  });
  return { profileError, edgeEpochsPerSecond: edges * EPOCHS / seconds };
}

async function train(backend: Backend, { networks, state }: UserNetworks): Promise<void> {
  await backend.trainNetworks(networks, state, { epochs: EPOCHS, learningRate: 0.3 });
}

/** Some 130,000 user edges: a fraction of a second on one core, enough to keep a GPU busy. */
function buildProblem(precision: "float32" | "float64") {
  const random = createRandom(1, "self-check");
  const users = 100, items = 1000, attributes = 2000, degree = 12;
  const edgeItem: number[] = [], edgeAttribute: number[] = [];
  for (let item = 0; item < items; item++) {
    for (let k = 0; k < degree; k++) {
      edgeItem.push(item);
      edgeAttribute.push(Math.floor(attributes * random.next() ** 3));
    }
  }
  const row: number[] = [], column: number[] = [], value: number[] = [];
  for (let user = 0; user < users; user++) {
    for (let k = 20 + random.integer(180); k > 0; k--) {
      row.push(user);
      column.push(random.integer(items));
      value.push(random.integer(5) / 4);
    }
  }
  const graph = bipartiteGraph(items, attributes, edgeItem, edgeAttribute);
  const inputs = sparseMatrix(users, items, { row, column, value }).matrix;
  let edges = 0;
  for (const item of inputs.indices) edges += graph.itemStart[item + 1] - graph.itemStart[item];
  const everybody = Array.from({ length: users }, (_, user) => user);
  const built = buildUserNetworks(
    everybody,
    inputs,
    createVocabulary(everybody.map(String)),
    graph,
    { initialisation: { kind: "constant", value: 0.01 }, precision },
  );
  return { built, edges };
}
