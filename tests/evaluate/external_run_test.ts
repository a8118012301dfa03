import { deepStrictEqual, strictEqual, throws } from "node:assert/strict";
import { createVocabulary } from "../../src/data/vocabulary.ts";
import { externalRun } from "../../src/evaluate/external_run.ts";
import { evaluate } from "../../src/evaluate/protocol.ts";
import type { RunEntry } from "../../src/formats/run_file.ts";
import { randomRecommender } from "../../src/recommend/baselines.ts";
import { matrixOf } from "../recommend/_profiles.ts";

const _ = undefined;
const users = createVocabulary(["ann", "bob", "cy"]);
const items = createVocabulary(["a", "b", "c", "d", "e"]);
// Nobody has rated e in training.
const split = {
  train: matrixOf(5, [5, _, _, _], [_, 4, 2, _], [_, _, _, 3]),
  test: matrixOf(5, [_, 5, _, _, 5], [5], [4, 5]),
};
const entry = (user: string, item: string, rank: number, score = 10 - rank): RunEntry => ({
  user,
  item,
  rank,
  score,
});
const named = { users, items };

Deno.test("externalRun() puts lists in order and leaves out and counts what is no candidate", () => {
  const entries = [
    entry("ann", "c", 3),
    entry("ann", "a", 1), // rated in training
    entry("ann", "e", 2), // rated by nobody
    entry("ann", "b", 4),
    entry("ann", "z", 5), // not in the data
    entry("zoe", "a", 1), // not in the data either
    entry("bob", "d", 0, 1), // equal ranks go by score
    entry("bob", "a", 0, 2),
  ];
  const { lists, facts } = externalRun({ tag: "other", entries }, named, split);
  strictEqual(lists.name, "other");
  deepStrictEqual([0, 1, 2].map((user) => lists.list(user) && [...lists.list(user)!.items]), [
    [2, 1],
    [0, 3],
    undefined,
  ]);
  deepStrictEqual([...lists.list(0)!.scores], [7, 6]);
  deepStrictEqual(facts, {
    users: 2,
    entries: 4,
    unknownUsers: 1,
    unknownItems: 1,
    trainingItems: 1,
    unratedItems: 1,
  });
});

Deno.test("externalRun() leaves out what the user has rated in the validation part", () => {
  const validation = matrixOf(5, [_, _, 5], [], []);
  const run = { tag: "other", entries: [entry("ann", "c", 1), entry("ann", "b", 2)] };
  const { lists, facts } = externalRun(run, named, { ...split, validation });
  deepStrictEqual([...lists.list(0)!.items], [1]);
  strictEqual(facts.trainingItems, 1);
});

Deno.test("evaluate() judges given lists as they are: short ones get nothing added", async () => {
  const { lists } = externalRun(
    {
      tag: "other",
      entries: [entry("ann", "c", 1), entry("bob", "a", 1), entry("bob", "d", 2)],
    },
    named,
    split,
  );
  const found = await evaluate(lists, split, { cutoffs: [1, 3], relevantFrom: 4 });
  deepStrictEqual(found.lists.map((list) => [...list.items]), [[2], [0, 3], []]);
  strictEqual(found.usersWithoutScores, 1);
  const value = (metric: string, cutoff: number) =>
    found.values.find((value) => value.metric === metric && value.cutoff === cutoff)!.value;
  // Of ann's and bob's lists only bob's first item is relevant; cy has no list.
  strictEqual(value("hit-rate", 1), 1 / 3);
  strictEqual(value("precision", 3), 1 / 9);
});

Deno.test("a recommender's own lists, written and read, are judged the same", async () => {
  const options = { cutoffs: [2, 4], relevantFrom: 4 };
  const own = await evaluate(randomRecommender(split.train, users, 1), split, options);
  const entries = own.lists.flatMap((list, row) =>
    [...list.items].map((item, k) =>
      entry(users.ids[own.users[row]], items.ids[item], k + 1, list.scores[k])
    )
  );
  const { lists } = externalRun({ tag: "random", entries: entries.reverse() }, named, split);
  deepStrictEqual(await evaluate(lists, split, options), own);
});

Deno.test("externalRun() takes a run of one place, and refuses ids that are all others", () => {
  strictEqual(
    externalRun({ tag: "t", entries: [entry("ann", "b", 1)] }, named, split).facts.users,
    1,
  );
  throws(() => externalRun({ tag: "t", entries: [entry("zoe", "a", 1)] }, named, split), {
    name: "UsageError",
    message:
      "Cannot judge the run 't': none of its users, such as 'zoe', is in the data, expected the ids of the ratings",
  });
  throws(
    () => externalRun({ tag: "t", entries: [entry("ann", "z", 1)] }, named, split),
    /none of its items, such as 'z', is in the data/,
  );
});
