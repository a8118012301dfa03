import { deepStrictEqual, rejects, strictEqual } from "node:assert/strict";
import { perUserHoldout } from "../../src/data/split.ts";
import { createVocabulary } from "../../src/data/vocabulary.ts";
import { evaluate, judgesMany } from "../../src/evaluate/protocol.ts";
import { profileKnn } from "../../src/recommend/profile_knn.ts";
import { randomWorld } from "../recommend/_profiles.ts";

/** A recommender over so many users, whose preparations are counted. */
function counted(users: number) {
  const { profiles, ratings } = randomWorld({ seed: users, users, items: 20, signed: false });
  const split = perUserHoldout(ratings, createVocabulary(Array.from({ length: users }, String)));
  const knn = profileKnn(profiles, split.train, { k: 5 });
  const stages: string[] = [];
  let prepared = 0;
  const recommender: typeof knn = {
    ...knn,
    prepare(options, run) {
      prepared++;
      return knn.prepare(options, run);
    },
  };
  const { prepare: _, ...unprepared } = profileKnn(profiles, split.train, { k: 5 });
  const options = { cutoffs: [5], relevantFrom: 1 };
  return {
    evaluate: (signal?: AbortSignal) =>
      evaluate(recommender, split, options, { signal, onProgress: (e) => stages.push(e.stage) }),
    evaluateUnprepared: () => evaluate(unprepared, split, options),
    prepared: () => prepared,
    stages,
  };
}

Deno.test("judgesMany() asks for 500 users and a quarter of all", () => {
  deepStrictEqual(
    [[499, 499], [500, 500], [500, 2000], [500, 2001], [501, 2001]].map(([judged, users]) =>
      judgesMany(judged, users)
    ),
    [false, true, true, false, true],
  );
});

Deno.test("evaluate() lets a recommender prepare for many users and finds the same lists", async () => {
  const many = counted(560);
  const evaluation = await many.evaluate();
  strictEqual(many.prepared(), 1);
  deepStrictEqual(new Set(many.stages), new Set(["neighbours", "rank"]));
  deepStrictEqual(evaluation, await many.evaluateUnprepared());
});

Deno.test("evaluate() leaves a recommender to its own pace for few users", async () => {
  const few = counted(100);
  deepStrictEqual(await few.evaluate(), await few.evaluateUnprepared());
  strictEqual(few.prepared(), 0);
});

Deno.test("evaluate() stops while a recommender prepares", async () => {
  const many = counted(560);
  const controller = new AbortController();
  const stopped = many.evaluate(controller.signal);
  controller.abort(new Error("enough"));
  await rejects(stopped, /enough/);
});
