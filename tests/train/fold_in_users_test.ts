import {
  deepStrictEqual,
  notDeepStrictEqual,
  ok,
  rejects,
  strictEqual,
  throws,
} from "node:assert/strict";
import { type Interactions, withRatings } from "../../src/data/interactions.ts";
import { keepEntries } from "../../src/data/keep_entries.ts";
import { type SparseMatrix, sparseMatrix } from "../../src/data/sparse_matrix.ts";
import { strongGeneralisation } from "../../src/data/split/strong_generalisation.ts";
import { UsageError } from "../../src/errors.ts";
import { evaluate, findValue } from "../../src/evaluate/protocol.ts";
import { usersWithRelevant } from "../../src/evaluate/relevance.ts";
import { cpuBackend } from "../../src/model/backend.ts";
import { foldIn as addUser } from "../../src/model/fold_in.ts";
import { isShared, type Model } from "../../src/model/model.ts";
import type { PersonalModel } from "../../src/model/personal_model.ts";
import { idf, weightProfiles } from "../../src/recommend/attribute_weighting.ts";
import { type ProfileKnn, profileKnn } from "../../src/recommend/profile_knn.ts";
import type { Recommender } from "../../src/recommend/recommender.ts";
import {
  createRecommenders,
  DEFAULT_RECOMMENDER_OPTIONS,
  recommendationProfiles,
  RECOMMENDERS,
} from "../../src/recommend/registry.ts";
import { foldInUsers } from "../../src/train/fold_in_users.ts";
import { trainPersonal } from "../../src/train/personal.ts";
import { trainShared } from "../../src/train/shared.ts";
import { tasteData } from "./_shared_data.ts";

const data = tasteData();
const { interactions } = data;
const split = strongGeneralisation(interactions, { testUsers: 0.2 });
const { foldIn } = split;
const dataset = { ...data, interactions: withRatings(interactions, split.train) };
using backend = await cpuBackend({ threads: 1 });
const personal = await trainPersonal(dataset, { epochs: 40 }, backend);
const shared = await trainShared(dataset, { neurons: "attributes" }, backend);
const folded = await foldInUsers(personal, foldIn, backend) as PersonalModel;

const judged = [...usersWithRelevant(foldIn, "all")];
const scoresOf = (recommender: Recommender, user: number) => {
  const scores = new Float64Array(interactions.items.ids.length);
  ok(recommender.score(user, scores));
  return scores;
};
const rowOf = ({ indptr, indices, values }: SparseMatrix, user: number) => ({
  indices: [...indices.subarray(indptr[user], indptr[user + 1])],
  values: [...values.subarray(indptr[user], indptr[user + 1])],
});

Deno.test("foldInUsers() trains each user's own network as if they had been in training", async () => {
  const both = keepEntries(
    interactions.ratings,
    (() => {
      const held = [split.test, split.validation!].map((part) => cellsOf(interactions, part));
      const all = cellsOf(interactions, interactions.ratings);
      return (k: number) => !held.some((cells) => cells.includes(all[k]));
    })(),
  );
  const together = await trainPersonal(
    { ...data, interactions: withRatings(interactions, both) },
    { epochs: 40 },
    backend,
  );
  for (const user of judged) {
    deepStrictEqual(rowOf(folded.activations, user), rowOf(together.activations, user));
  }
  ok(judged.length > 10);
});

function cellsOf({ users, items }: Interactions, { rows, indptr, indices }: SparseMatrix) {
  return Array.from(
    { length: rows },
    (_, user) =>
      [...indices.subarray(indptr[user], indptr[user + 1])]
        .map((item) => `${users.ids[user]} ${items.ids[item]}`),
  ).flat();
}

Deno.test("profile-knn finds folded users' neighbours among the users who were trained on", () => {
  const options = { ...DEFAULT_RECOMMENDER_OPTIONS, neighbours: 7 };
  const [knn] = createRecommenders(personal, ["profile-knn"], options, folded);
  const trained = recommendationProfiles(personal, options);
  const asked = recommendationProfiles(folded, options, personal);
  const isJudged = new Set(judged);
  for (const user of judged) {
    // One more row beside those of training: what the user would have with everybody else cold.
    const own = rowOf(asked, user);
    const cells = { row: [] as number[], column: [] as number[], value: [] as number[] };
    for (let other = 0; other < trained.rows; other++) {
      const { indices, values } = other === user ? own : rowOf(trained, other);
      cells.row.push(...indices.map(() => other));
      cells.column.push(...indices);
      cells.value.push(...values);
    }
    const { matrix } = sparseMatrix(trained.rows, trained.columns, cells);
    const plain = profileKnn(matrix, split.train, { k: 7 });
    deepStrictEqual(scoresOf(knn, user), scoresOf(plain, user));
    const { users } = (knn as ProfileKnn).neighbours(user);
    deepStrictEqual(users, plain.neighbours(user).users);
    ok(![...users].some((other) => isJudged.has(other)));
  }
});

Deno.test("profiles of folded users are weighted by how rare attributes are among the users who were trained on", () => {
  const plain = { ...DEFAULT_RECOMMENDER_OPTIONS, idf: false };
  const weights = idf(recommendationProfiles(personal, plain));
  const own = recommendationProfiles(folded, plain);
  deepStrictEqual(
    recommendationProfiles(folded, DEFAULT_RECOMMENDER_OPTIONS, personal),
    weightProfiles(own, weights),
  );
  notDeepStrictEqual(idf(own), weights);
});

Deno.test("reconstruction scores folded users as users who are added one by one", async () => {
  const asked = await foldInUsers(shared, foldIn, backend);
  const [recommender] = createRecommenders(shared, ["reconstruction"], {}, asked);
  for (const user of judged) {
    const { indices, values } = rowOf(foldIn, user);
    const added = addUser(
      shared,
      "somebody new",
      indices.map((item, k) => ({ item: interactions.items.ids[item], rating: values[k] })),
    );
    const [alone] = createRecommenders(added.model, ["reconstruction"]);
    deepStrictEqual(scoresOf(recommender, user), scoresOf(alone, added.user));
  }
});

Deno.test("recommenders are the same when the users who were trained on are folded in", async () => {
  for (const model of [personal, shared] satisfies Model[]) {
    const asked = await foldInUsers(model, split.train, backend);
    const names = RECOMMENDERS[isShared(model) ? "shared" : "personal"];
    const plain = createRecommenders(model, names);
    const again = createRecommenders(model, names, {}, asked);
    for (const [user] of rowsOf(split.train).slice(0, 10)) {
      plain.forEach((recommender, k) =>
        deepStrictEqual(scoresOf(again[k], user), scoresOf(recommender, user))
      );
    }
  }
});

const rowsOf = ({ rows, indptr }: SparseMatrix) =>
  Array.from({ length: rows }, (_, user) => [user, indptr[user + 1] - indptr[user]])
    .filter(([, count]) => count > 0);

Deno.test("strong generalisation judges every recommender, by what was folded in", async () => {
  for (const model of [personal, shared] satisfies Model[]) {
    const asked = await foldInUsers(model, foldIn, backend);
    const names = RECOMMENDERS[isShared(model) ? "shared" : "personal"];
    const found = new Map<string, number>();
    for (const recommender of createRecommenders(model, names, {}, asked)) {
      const evaluation = await evaluate(recommender, split, { cutoffs: [5], relevantFrom: "all" });
      strictEqual(evaluation.usersWithoutScores, 0);
      deepStrictEqual(evaluation.users, usersWithRelevant(split.test, "all"));
      evaluation.lists.forEach(({ items }, k) => {
        const seen = rowOf(foldIn, evaluation.users[k]).indices;
        ok(seen.length > 0 && !seen.some((item) => items.includes(item)));
      });
      found.set(recommender.name, findValue(evaluation, "ndcg", 5).value);
    }
    // Tastes are by genre, so whoever goes by attributes must beat chance clearly.
    ok(found.get(names[0])! > 1.5 * found.get("random")!, `${[...found]}`);
  }
});

Deno.test("foldInUsers() and createRecommenders() refuse what does not belong to the model", async () => {
  const other = sparseMatrix(1, 2, { row: [], column: [], value: [] }).matrix;
  await rejects(foldInUsers(personal, other, backend), UsageError);
  throws(() => createRecommenders(personal, ["random"], {}, shared), UsageError);
  throws(() => createRecommenders(shared, ["random"], {}, personal), UsageError);
});

Deno.test("foldInUsers() stops when it is told to", async () => {
  const signal = AbortSignal.abort(new Error("enough"));
  await rejects(foldInUsers(personal, foldIn, backend, { signal }), /enough/);
});
