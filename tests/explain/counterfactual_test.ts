import { deepStrictEqual, ok, rejects, strictEqual, throws } from "node:assert/strict";
import {
  type Counterfactual,
  type CounterfactualNeuron,
  type CounterfactualOptions,
  type CounterfactualRating,
  type CounterfactualSet,
  createCounterfactuals,
} from "../../src/explain/counterfactual.ts";
import { profileRetraining } from "../../src/explain/profile_retraining.ts";
import { cpuBackend } from "../../src/model/backend.ts";
import { isShared, type Model } from "../../src/model/model.ts";
import type { SharedModel } from "../../src/model/shared_model.ts";
import { DEFAULT_SHARED_SETTINGS } from "../../src/model/shared_settings.ts";
import { adjustRecommender } from "../../src/recommend/adjusted_recommender.ts";
import { createCandidateMask, topItems } from "../../src/recommend/ranking.ts";
import { createRecommenders } from "../../src/recommend/registry.ts";
import {
  type AdjustableRecommender,
  type Adjustment,
  whatIf,
} from "../../src/recommend/what_if.ts";
import { oddUsers, randomDataset, trainOnCpu, userOf } from "../model/_datasets.ts";
import { type NetworkOptions, randomNetwork } from "../model/_shared_networks.ts";
import { subsets } from "./_subsets.ts";

const backend = await cpuBackend({ threads: 1 });
/** Users with few ratings and attributes, so that all sets can be tried. */
const dataset = randomDataset(80, { users: 9, items: 9, attributes: 7 });
const personal = await trainOnCpu(dataset);

function shared(seed: number, options: NetworkOptions, normalise = false): SharedModel {
  const network = randomNetwork(dataset.graph, seed, options);
  return {
    settings: DEFAULT_SHARED_SETTINGS,
    dataset,
    network: { ...network, input: { value: "graded", normalise } },
    training: { solver: "ridge", fansPenalty: 1, attributePenalty: 1, trials: [], bytes: 0 },
  };
}

const WORLDS: readonly (readonly [string, Model, string])[] = [
  ["attribute-sum", personal, "attribute-sum"],
  ["profile-knn", personal, "profile-knn"],
  ["a plain network", shared(1, { neurons: "attributes" }), "reconstruction"],
  ["a normalised network", shared(2, { neurons: "attributes" }, true), "reconstruction"],
  ["a network with biases", shared(3, { neurons: "attributes", biases: true }), "reconstruction"],
  [
    "a tanh network",
    shared(4, { neurons: "attributes", biases: true, activation: "tanh" }, true),
    "reconstruction",
  ],
];

/** Whether the item is out of the top n of the user as adjusted, and what its list is then. */
function listOf(
  model: Model,
  recommender: AdjustableRecommender,
  user: number,
  n: number,
  adjustment: Adjustment,
) {
  const scores = new Float64Array(dataset.graph.items);
  const answered = whatIf(recommender, user).score(adjustment, scores);
  const mask = createCandidateMask(model.dataset.interactions.ratings)(user);
  return [...topItems(scores, answered ? n : 0, mask).items];
}

/** Size of the smallest set without which the item leaves the list, by trying all; undefined where there is none. */
async function smallestBySearch(
  members: readonly number[],
  leaves: (lost: readonly number[]) => boolean | Promise<boolean>,
): Promise<number | undefined> {
  for (const set of subsets(members.length)) {
    if (await leaves(set.map((at) => members[at]))) return set.length;
  }
}

for (const [title, model, name] of WORLDS) {
  const [made] = createRecommenders(model, [name], { neighbours: 3 }) as AdjustableRecommender[];
  const retrain = isShared(model) ? undefined : profileRetraining(model, {}, backend);
  const withoutRatings = async (user: number, lost: readonly number[]): Promise<Adjustment> =>
    retrain
      ? { profile: (await retrain(user, new Set(lost))).profile }
      : { withoutRatings: new Set(lost) };

  for (const isAdjusted of [false, true]) {
    const recommenderFor = (user: number) => {
      const [first, second] = [...whatIf(made, user).weights.keys()];
      const factors = new Map([[first, 2], [second, 0]]);
      return isAdjusted ? adjustRecommender(made, user, { factors }) : made;
    };
    const lists = [...dataset.interactions.users.ids.keys()].flatMap((user) =>
      [1, 2].map((n) => ({ user, n, list: listOf(model, recommenderFor(user), user, n, {}) }))
    );
    /** What losing the members that an answer names does. */
    const lose = async (user: number, kind: "neurons" | "ratings", lost: readonly number[]) =>
      kind === "neurons"
        ? { factors: new Map(lost.map((neuron) => [neuron, 0])) }
        : await withoutRatings(user, lost);
    const suffix = isAdjusted ? `${title}, adjusted` : title;

    Deno.test(`find() finds the smallest sets when there are few to try: ${suffix}`, async () => {
      const { ratings, items } = dataset.interactions;
      let found = 0;
      for (const { user, n, list } of lists) {
        const recommender = recommenderFor(user);
        const limits = { tries: 1000, trainings: 1000 };
        const finder = createCounterfactuals(model, recommender, { n, retrain, ...limits });
        const members = {
          neurons: [...whatIf(recommender, user).weights.keys()],
          ratings: [...ratings.indices.subarray(ratings.indptr[user], ratings.indptr[user + 1])],
        };
        for (const [place, item] of list.entries()) {
          const answer: Counterfactual | undefined = await finder.find(user, item);
          strictEqual(answer?.rank, place + 1);
          for (const kind of ["neurons", "ratings"] as const) {
            const set: CounterfactualSet<CounterfactualNeuron | CounterfactualRating> =
              kind === "neurons" ? answer.neurons : answer.ratings!;
            const smallest = await smallestBySearch(members[kind], async (lost) => {
              const after = await lose(user, kind, lost);
              return !listOf(model, recommender, user, n, after).includes(item);
            });
            if (!set.found) {
              deepStrictEqual([smallest, set.impossible], [undefined, true], kind);
              continue;
            }
            deepStrictEqual([set.members.length, set.minimal], [smallest, true], kind);
            found++;
            const lost = set.members.map((member) =>
              "neuron" in member ? member.neuron : items.indexOf(member.item)!
            );
            const after = await lose(user, kind, lost);
            const all = listOf(model, recommender, user, items.ids.length, after);
            strictEqual(set.rank, all.length === 0 ? null : all.indexOf(item) + 1);
            ok(set.rank === null || set.rank > n && set.instead.length > 0);
            deepStrictEqual(
              set.instead.map(({ item }) => items.indexOf(item)),
              all.slice(0, n).filter((other) => !list.includes(other)),
            );
          }
        }
      }
      ok(found > 10, `${found} found`);
    });
  }

  Deno.test(`find() claims nothing that is not so when it has few tries: ${title}`, async () => {
    const { ratings } = dataset.interactions;
    for (let user = 0; user < ratings.rows; user++) {
      const members = [...whatIf(made, user).weights.keys()];
      for (const tries of [1, 5, 20]) {
        const options: CounterfactualOptions = { n: 2, tries, largest: 3 };
        const [item] = listOf(model, made, user, 2, {});
        if (item === undefined) continue;
        const { neurons } = (await createCounterfactuals(model, made, options).find(user, item))!;
        const leaves = (lost: readonly number[]) =>
          !listOf(model, made, user, 2, { factors: new Map(lost.map((n) => [n, 0])) }).includes(
            item,
          );
        const smallest = await smallestBySearch(members, leaves) ?? Infinity;
        ok(neurons.tries <= tries && neurons.ruledOut < smallest);
        if (neurons.found) {
          ok(leaves(neurons.members.map(({ neuron }) => neuron)));
          if (neurons.minimal) strictEqual(neurons.members.length, smallest);
        } else if (neurons.impossible) strictEqual(smallest, Infinity);
      }
    }
  });
}

Deno.test("find() names neurons and ratings as the data do", async () => {
  const [made] = createRecommenders(personal, ["attribute-sum"]) as AdjustableRecommender[];
  const itemLabels = dataset.interactions.items.ids.map((id) => `The ${id}`);
  const retrain = profileRetraining(personal, {}, backend);
  const finder = createCounterfactuals(personal, made, { n: 1, itemLabels, retrain });
  const { ratings, items, users } = dataset.interactions;
  let named = 0;
  for (let user = 0; user < ratings.rows; user++) {
    const [item] = listOf(personal, made, user, 1, {});
    const answer = await finder.find(user, item);
    if (!answer) continue;
    deepStrictEqual([answer.user, answer.item, answer.n], [users.ids[user], items.ids[item], 1]);
    for (const member of answer.neurons.found ? answer.neurons.members : []) {
      strictEqual(member.label, `${member.relation}: ${member.value}`);
      deepStrictEqual(dataset.attributes[member.neuron], {
        relation: member.relation,
        value: member.value,
      });
      named++;
    }
    for (const { item, label, rating } of answer.ratings?.found ? answer.ratings.members : []) {
      strictEqual(label, `The ${item}`);
      const at = ratings.indices.indexOf(items.indexOf(item)!, ratings.indptr[user]);
      strictEqual(rating, ratings.values[at]);
      named++;
    }
  }
  ok(named > 5);
});

Deno.test("find() does not bring back ratings that are left out already", async () => {
  const model = shared(1, { neurons: "attributes" });
  const [made] = createRecommenders(model, ["reconstruction"]) as AdjustableRecommender[];
  const { ratings, items } = dataset.interactions;
  for (let user = 0; user < ratings.rows; user++) {
    const rated = ratings.indices.subarray(ratings.indptr[user], ratings.indptr[user + 1]);
    const already = new Set(rated.slice(0, 2));
    const adjusted = adjustRecommender(made, user, { withoutRatings: already });
    const finder = createCounterfactuals(model, adjusted, { n: 1 });
    for (const item of listOf(model, adjusted, user, 1, {})) {
      const { neurons, ratings: set } = (await finder.find(user, item))!;
      for (const { item } of set!.found ? set!.members : []) ok(!already.has(items.indexOf(item)!));
      for (const one of [neurons, set!]) {
        for (const { item } of one.found ? one.instead : []) {
          ok(!rated.includes(items.indexOf(item)!));
        }
      }
    }
  }
});

Deno.test("find() leaves ratings out of the answer when nothing can train a personal user", async () => {
  const [made] = createRecommenders(personal, ["profile-knn"]) as AdjustableRecommender[];
  const [item] = listOf(personal, made, 0, 1, {});
  const answer = await createCounterfactuals(personal, made, { n: 1 }).find(0, item);
  deepStrictEqual([answer?.rank, answer?.ratings], [1, undefined]);
});

Deno.test("find() gives undefined when the item is not in the list", async () => {
  const odd = await trainOnCpu(oddUsers());
  const [made] = createRecommenders(odd, ["profile-knn"]);
  const finder = createCounterfactuals(odd, made, { n: 1 });
  const item = (id: string) => odd.dataset.interactions.items.indexOf(id)!;
  strictEqual(await finder.find(userOf(odd.dataset, "ann"), item("Heat")), undefined);
  strictEqual(
    await finder.find(userOf(odd.dataset, "no item with an attribute"), item("Heat")),
    undefined,
  );
});

Deno.test("find() stops when it is told to", async () => {
  const [made] = createRecommenders(personal, ["attribute-sum"]) as AdjustableRecommender[];
  const signal = AbortSignal.abort(new Error("enough"));
  const [item] = listOf(personal, made, 0, 1, {});
  await rejects(createCounterfactuals(personal, made, { n: 1, signal }).find(0, item), /enough/);
});

Deno.test("createCounterfactuals() throws when it cannot ask what if or a limit is out of range", () => {
  const [random, sum] = createRecommenders(personal, ["random", "attribute-sum"]);
  throws(() => createCounterfactuals(personal, random), {
    name: "UsageError",
    message:
      "Cannot search for counterfactuals: the recommender is 'random', expected one of attribute-sum, profile-knn, reconstruction",
  });
  for (const limit of ["n", "tries", "trainings", "largest"]) {
    throws(() => createCounterfactuals(personal, sum, { [limit]: 0 }), {
      message: `Cannot search for counterfactuals: ${limit} is 0, expected a whole number from 1`,
    });
  }
});
