import { bipartiteGraph } from "../data/bipartite_graph.ts";
import { sparseMatrix } from "../data/sparse_matrix.ts";
import { createRandom } from "../random.ts";
import type { Backend } from "./backend.ts";
import { DEFAULT_PERSONAL_SETTINGS } from "./personal_settings.ts";
import { countUserEdges, cutBatches } from "./user_batch.ts";

/** Results and speed of one backend on a made-up problem. */
export interface SelfCheck {
  /** Largest |a_f - a_f of the reference|. */
  readonly profileError: number;
  /** User edges times epochs per second of training, counted on the graph's own edges. */
  readonly edgeEpochsPerSecond: number;
}

/** Profiles of two correct backends differ by no more than this: float32 rounding over the epochs. */
export const PROFILE_TOLERANCE = 5e-4;

/** Epochs of the comparison, and about how many seconds the speed is measured for. */
const EPOCHS = 100, SECONDS = 1;

/**
 * Trains the same seeded problem (100 users of 20 to 200 ratings) on a backend and on a reference, and measures the
 * backend's speed after that warm-up.
 *
 * @param backend The backend to check.
 * @param reference What to compare with: the CPU backend's TypeScript kernel in float64.
 * @returns How far the results are apart, and the speed.
 */
export async function selfCheck(backend: Backend, reference: Backend): Promise<SelfCheck> {
  const problem = buildProblem();
  const expected = await train(reference, problem, EPOCHS);
  const found = await train(backend, problem, EPOCHS);
  let profileError = 0;
  found.forEach((row, user) =>
    row.forEach((a, l) => {
      const difference = Math.abs(a - expected[user][l]);
      profileError = Math.max(profileError, Number.isNaN(difference) ? Infinity : difference);
    })
  );
  const seconds = async (epochs: number) => {
    const started = performance.now();
    await train(backend, problem, epochs);
    return (performance.now() - started) / 1000;
  };
  // What starting Workers and uploading costs is the same for few and for many epochs, and drops out of the difference.
  const few = Math.min(await seconds(EPOCHS), await seconds(EPOCHS));
  let epochs = Math.max(2 * EPOCHS, Math.min(5000, Math.round(EPOCHS * SECONDS / few)));
  let many = await seconds(epochs);
  // Where starting takes most of the time, or something else took the machine, the difference would be noise.
  while (many < 2 * few && many < 2 * SECONDS) {
    epochs *= 4;
    many = await seconds(epochs);
  }
  const rate = epochsPerSecond({ few: EPOCHS, many: epochs }, { few, many });
  return { profileError, edgeEpochsPerSecond: problem.edges * rate };
}

/**
 * Epochs per second of two runs, less what starting takes, which is the same for both. Where that is most of the time the difference would be
 * noise, or below 0; all of the longer run counts then, which tells too little and not too much.
 *
 * @param epochs Epochs of both runs.
 * @param seconds What they took.
 * @returns The speed.
 */
export function epochsPerSecond(
  epochs: { readonly few: number; readonly many: number },
  seconds: { readonly few: number; readonly many: number },
): number {
  const difference = seconds.many - seconds.few;
  return difference > seconds.many / 10
    ? (epochs.many - epochs.few) / difference
    : epochs.many / Math.max(seconds.many, 1e-6);
}

/** Raw profiles by user. */
async function train(
  backend: Backend,
  { graph, inputs, ids, userEdges, edges }: ReturnType<typeof buildProblem>,
  epochs: number,
): Promise<Float32Array[]> {
  const profiles: Float32Array[] = [];
  // A GPU takes all at once; cores want some batches each.
  const batchEdges = backend.kind === "gpu" ? edges : edges / 16;
  await backend.trainUsers(
    { graph, settings: { ...DEFAULT_PERSONAL_SETTINGS, epochs }, keepWeights: false },
    cutBatches(ids.keys(), inputs, ids, userEdges, batchEdges),
    ({ users, attributeStart, activations }) =>
      users.forEach((user, row) => {
        profiles[user] = activations.subarray(attributeStart[row], attributeStart[row + 1]);
      }),
  );
  return profiles;
}

/** Some 130,000 user edges: a fraction of a second on one core, enough to keep a GPU busy. */
function buildProblem() {
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
  const userEdges = countUserEdges(inputs, graph);
  return {
    graph,
    inputs,
    ids: Array.from({ length: users }, (_, user) => String(user)),
    userEdges,
    edges: userEdges.reduce((sum, edges) => sum + edges, 0),
  };
}
