import type { SparseMatrix } from "../../../src/data/sparse_matrix.ts";
import { userExplainer } from "../../../src/evaluate/explanation_quality/explained_user.ts";
import {
  type ExplanationMeasure,
  type MeasureContext,
  mergeRows,
  type UserRows,
} from "../../../src/evaluate/explanation_quality/measure.ts";
import { countNeuronUse } from "../../../src/evaluate/explanation_quality/neuron_counts.ts";
import { createCounterfactuals } from "../../../src/explain/counterfactual.ts";
import type { Model } from "../../../src/model/model.ts";
import { type PersonalModel, UserState } from "../../../src/model/personal_model.ts";
import { DEFAULT_PERSONAL_SETTINGS } from "../../../src/model/personal_settings.ts";
import { createRandom } from "../../../src/random.ts";
import { createRecommenders } from "../../../src/recommend/registry.ts";
import type { AdjustableRecommender } from "../../../src/recommend/what_if.ts";
import { datasetOf } from "../../model/_datasets.ts";
import { matrixOf } from "../../recommend/_profiles.ts";

/** A model of personal mode whose profiles are written out. */
export function modelOf(
  dataset: PersonalModel["dataset"],
  activations: SparseMatrix,
): PersonalModel {
  return {
    settings: DEFAULT_PERSONAL_SETTINGS,
    dataset,
    activations,
    loss: new Float32Array(activations.rows),
    userState: new Uint8Array(activations.rows).fill(UserState.Trained),
  };
}

/** A recommender of the raw profiles. */
export function recommenderOf(model: Model, name: string): AdjustableRecommender {
  const [made] = createRecommenders(model, [name], { idf: false, neighbours: 10 });
  return made as AdjustableRecommender;
}

/** What measures are asked with, unless told otherwise. */
export function contextOf(
  model: Model,
  recommender: AdjustableRecommender,
  options: Partial<MeasureContext> = {},
): MeasureContext {
  const counts = countNeuronUse(recommender, model.dataset.graph);
  const listLength = options.listLength ?? 5;
  const finder = createCounterfactuals(model, recommender, { n: listLength, tries: 200 });
  return {
    model,
    recommender,
    seed: 42,
    listLength,
    reasons: 4,
    place: 2,
    counterfactualUsers: 100,
    others: { decides: "", trained: [] },
    counts: () => counts,
    finder: () => finder,
    ...options,
  };
}

/** What a measure finds of some users, or of all. */
export async function rowsOf<Row>(
  measure: ExplanationMeasure<Row, unknown>,
  context: MeasureContext,
  users?: readonly number[],
): Promise<UserRows<Row>> {
  const { model: { dataset: { graph, interactions: { ratings } } }, recommender, listLength } =
    context;
  const explain = userExplainer(recommender, graph, ratings, listLength);
  const rows = new Map<number, Row>();
  for (const [place, user] of (users ?? [...Array(ratings.rows).keys()]).entries()) {
    const explained = explain(user, place);
    const row = explained && await measure.ofUser(explained, context);
    if (row !== undefined) rows.set(user, row);
  }
  return mergeRows(rows);
}

/**
 * Two users, to be worked by hand. By attribute-sum the items score for ann: i0 = a + b + c = 6, i1 = b + c + d = 3.5, i2 = a = 3, i3 = c = 1; she
 * rated i4. bob rated these and has i4 = a = 1 left.
 */
export function handWorld(): PersonalModel {
  const dataset = datasetOf({
    ann: { i4: 5 },
    bob: { i0: 5, i1: 4, i2: 3, i3: 1 },
  }, {
    i0: ["is: a", "is: b", "is: c"],
    i1: ["is: b", "is: c", "is: d"],
    i2: ["is: a"],
    i3: ["is: c"],
    i4: ["is: a"],
  });
  const weights: Readonly<Record<string, readonly (number | undefined)[]>> = {
    a: [3, 1],
    b: [2, undefined],
    c: [1, undefined],
    d: [0.5, undefined],
  };
  const rows = [0, 1].map((user) => dataset.attributes.map(({ value }) => weights[value][user]));
  return modelOf(dataset, matrixOf(dataset.attributes.length, ...rows));
}

/** Topics that each user of `tasteWorld` likes. */
export const LIKED = 3;

/**
 * A planted world: every user has a little weight of each of the topics and much of three; each item is about some of them. Users rated what
 * they like and a little else.
 */
export function tasteWorld(seed = 1, users = 60, items = 60, topics = 24) {
  const random = createRandom(seed, "taste world");
  const about = Array.from(
    { length: items },
    () => random.shuffle([...Array(topics).keys()]).slice(0, 6),
  );
  const liked = Array.from(
    { length: users },
    () => random.shuffle([...Array(topics).keys()]).slice(0, LIKED),
  );
  const ratings = liked.map((topics) =>
    Object.fromEntries(
      about.flatMap((of, item) => {
        const likes = of.filter((topic) => topics.includes(topic)).length;
        return random.next() < 0.15 + 0.25 * likes
          ? [[`i${item}`, Math.min(5, 2 + 2 * likes)]]
          : [];
      }),
    )
  );
  const dataset = datasetOf(
    Object.fromEntries(ratings.map((rated, user) => [`u${user}`, rated])),
    Object.fromEntries(about.map((of, item) => [`i${item}`, of.map((topic) => `on: t${topic}`)])),
  );
  const topicOf = dataset.attributes.map(({ value }) => Number(value.slice(1)));
  const rows = dataset.interactions.users.ids.map((id) => {
    const own = liked[Number(id.slice(1))];
    return topicOf.map((topic) => (own.includes(topic) ? 2 : 0.1) + 0.05 * random.next());
  });
  const tastes = dataset.interactions.users.ids.flatMap((id, user) =>
    liked[Number(id.slice(1))].map((topic) => ({
      user,
      attribute: topicOf.indexOf(topic),
      weight: 1,
      isControl: false,
    }))
  );
  return { model: modelOf(dataset, matrixOf(topicOf.length, ...rows)), tastes };
}
