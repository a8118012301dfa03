import { deepStrictEqual, ok, rejects } from "node:assert/strict";
import { createInteractionsBuilder } from "../../src/data/interactions.ts";
import { chooseEaseLambda } from "../../src/recommend/ease_lambda.ts";
import { createRandom } from "../../src/random.ts";

/** Users like the items of one of three kinds, and rate others as well. */
function interactions(users = 60, items = 30) {
  const random = createRandom(5, "ease-lambda");
  const builder = createInteractionsBuilder();
  for (let u = 0; u < users; u++) {
    for (let i = 0; i < items; i++) {
      if (random.next() < 0.4) builder.add(`u${u}`, `i${i}`, i % 3 === u % 3 ? 5 : 2);
    }
  }
  return builder.build().interactions;
}

Deno.test("chooseEaseLambda() tries the grid and goes on beyond an edge that is the best", async () => {
  const { lambda, trials } = await chooseEaseLambda(interactions(), "liked");
  const tried = trials.map((trial) => trial.lambda);
  deepStrictEqual(tried.slice(0, 4), [50, 150, 500, 1500]);
  const most = Math.max(...trials.map(({ ndcg }) => ndcg));
  ok(trials.some((trial) => trial.lambda === lambda && trial.ndcg === most));
  // Not on an edge of what was tried, unless the search has come to its end.
  ok(tried.length === 10 || lambda > Math.min(...tried) && lambda < Math.max(...tried));
});

Deno.test("chooseEaseLambda() repeats itself, and hears the seed", async () => {
  const data = interactions();
  const first = await chooseEaseLambda(data, "ratings", { seed: 1 });
  deepStrictEqual(await chooseEaseLambda(data, "ratings", { seed: 1 }), first);
  ok(
    first.trials[0].ndcg !== (await chooseEaseLambda(data, "ratings", { seed: 2 })).trials[0].ndcg,
  );
});

Deno.test("chooseEaseLambda() falls back on the default where nobody has anything to be judged by", async () => {
  const builder = createInteractionsBuilder();
  builder.add("ann", "Heat", 5);
  deepStrictEqual(await chooseEaseLambda(builder.build().interactions, "liked"), {
    lambda: 500,
    trials: [],
  });
});

Deno.test("chooseEaseLambda() stops when it is told to", async () => {
  const run = { signal: AbortSignal.abort(new Error("enough")) };
  await rejects(chooseEaseLambda(interactions(), "liked", {}, run), /enough/);
});
