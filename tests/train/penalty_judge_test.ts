import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import type { Dataset } from "../../src/data/dataset.ts";
import { perUserHoldout } from "../../src/data/split.ts";
import { evaluate, findValue } from "../../src/evaluate/protocol.ts";
import { ndcg } from "../../src/metrics/ndcg.ts";
import { likedFrom } from "../../src/model/shared_inputs.ts";
import { DEFAULT_SHARED_SETTINGS, type NeuronChoice } from "../../src/model/shared_settings.ts";
import { solverThreads } from "../../src/model/closed_form/solver_threads.ts";
import { penaltyJudge } from "../../src/train/penalty_judge.ts";
import { trainRidge } from "../../src/train/shared_ridge.ts";
import { networkRecommender } from "./_network_recommender.ts";
import { dataOf, tasteData } from "./_shared_data.ts";

const grid = [3, 30, 300, 1, 2].map((p) => ({ fansPenalty: p, attributePenalty: 2 * p }));

async function judged(data: Dataset, neurons: NeuronChoice, threads: number) {
  const settings = { ...DEFAULT_SHARED_SETTINGS, neurons, fans: 9 };
  const judge = await penaltyJudge(data, settings, 7, solverThreads({ threads }));
  const all = await judge!.judge(grid);
  // Fewer at once, in memory that held others.
  deepStrictEqual([...await judge!.judge(grid.slice(2, 4))], [...all.slice(2, 4)]);
  ok(judge!.bytes() > 0);
  return [...all];
}

Deno.test("penaltyJudge() gives what a training and an evaluation on its own split give", async () => {
  for (const neurons of ["both", "attributes", "fans"] as const) {
    for (const implicit of [false, true]) {
      const data = tasteData({ implicit });
      const { ratings, users, scale } = data.interactions;
      const { train, test } = perUserHoldout(ratings, users, { ratio: 0.2, seed: 7 });
      const part = { ...data, interactions: { ...data.interactions, ratings: train } };
      const found = await judged(data, neurons, 1);
      deepStrictEqual(await judged(data, neurons, 2), found);
      for (const [k, pair] of grid.entries()) {
        const training = { solver: "ridge", seed: 7, ...pair } as const;
        const settings = { ...DEFAULT_SHARED_SETTINGS, neurons, fans: 9, training };
        const { network } = await trainRidge(part, settings, { threads: 1 });
        const evaluation = await evaluate(
          networkRecommender(network, part.interactions),
          { train, test },
          { cutoffs: [10], relevantFrom: likedFrom(scale), metrics: [ndcg] },
        );
        const { value } = findValue(evaluation, "ndcg", 10);
        // Scores in float32 there and float64 here: a near-tie may fall the other way.
        ok(Math.abs(found[k] - value) < 2e-3, `${neurons}: ${found[k]}, expected ${value}`);
      }
    }
  }
});

Deno.test("penaltyJudge() is undefined where nothing relevant is held out", async () => {
  const attributes = ["a x", "b x"];
  for (
    const lines of [
      // Users with one rating keep it.
      ["u a 5", "v b 1"],
      // Of two ratings one is held out, and none is high but one.
      ["u a 1", "u b 1", "v a 2", "v b 2", "w a 5"],
    ]
  ) {
    const data = dataOf(lines, attributes);
    strictEqual(
      await penaltyJudge(data, DEFAULT_SHARED_SETTINGS, 1, solverThreads({ threads: 1 })),
      undefined,
    );
  }
});
