import { deepStrictEqual, notDeepStrictEqual, ok, rejects, strictEqual } from "node:assert/strict";
import type { Dataset } from "../../src/data/dataset.ts";
import type { PersonalModel } from "../../src/model/personal_model.ts";
import { completionSettings } from "../../src/model/profile_completion.ts";
import { createRandom } from "../../src/random.ts";
import { rowOf } from "../../src/recommend/nearest_users.ts";
import { profileCompleter } from "../../src/recommend/profile_completer.ts";
import { trainCompletion } from "../../src/train/completion.ts";
import { gpuTest } from "../_gpu.ts";
import { datasetOf, oddUsers, randomDataset, trainOnCpu } from "../model/_datasets.ts";

/** More users than are taught between two looks at the clock. */
const USERS = 150;

/**
 * Users of two tastes, each of which has ten attributes that go together; a film has one of them, a user rates about seven of the taste's
 * films, and so lacks about three of its attributes and all of the other's.
 */
function planted(): Dataset {
  const random = createRandom(11, "planted");
  const films = (taste: number) => Array.from({ length: 10 }, (_, k) => `film ${10 * taste + k}`);
  const ratings: Record<string, Record<string, number>> = {};
  for (let user = 0; user < USERS; user++) {
    const own = films(user % 2).filter(() => random.next() < 0.7);
    ratings[`user ${user}`] = Object.fromEntries(own.map((film) => [film, 3 + random.integer(3)]));
  }
  const attributes = Object.fromEntries(
    [...films(0), ...films(1)].map((film, k) => [film, [`topic: ${k}`]]),
  );
  return datasetOf(ratings, attributes, { scale: { min: 1, max: 5 } });
}

const model = await trainOnCpu(planted());

/** The share of the attributes added to all users that are of their own taste. */
function ownShare(
  learned: Awaited<ReturnType<typeof trainCompletion>>,
  { dataset, activations }: PersonalModel,
) {
  const completer = profileCompleter({ learned, kind: "sane", top: 1 });
  let own = 0, all = 0;
  for (let user = 0; user < activations.rows; user++) {
    const row = rowOf(activations, user), before = new Set(row.indices);
    const taste = Number(dataset.interactions.users.ids[user].split(" ")[1]) % 2;
    for (const attribute of completer.complete(row).indices) {
      if (before.has(attribute)) continue;
      all++;
      if (Math.floor(Number(dataset.attributes[attribute].value) / 10) === taste) own++;
    }
  }
  ok(all > 100);
  return own / all;
}

Deno.test("trainCompletion() finds attributes that go together, where chance finds a quarter of them", async () => {
  const learned = await trainCompletion(model, { size: 16, epochs: 20 });
  strictEqual(learned.losses.length, 20);
  ok(learned.losses[19] < learned.losses[0]);
  const share = ownShare(learned, model);
  console.log(`of the taste's own attributes ${share}`);
  ok(share > 0.95);
});

Deno.test("trainCompletion() repeats bit for bit, and is another with another seed", async () => {
  const learn = (seed: number) => trainCompletion(model, { size: 8, epochs: 2, seed });
  const learned = await learn(1);
  deepStrictEqual(await learn(1), learned);
  notDeepStrictEqual((await learn(2)).vectors, learned.vectors);
});

Deno.test("trainCompletion() reads every profile in every epoch", async () => {
  const seen: number[] = [];
  const { vectors } = await trainCompletion(model, { size: 8, epochs: 1 }, {
    onProgress: ({ done, total, unit, stage }) => {
      deepStrictEqual([total, unit, stage], [USERS, "profiles", "completion"]);
      seen.push(done);
    },
  });
  strictEqual(seen.at(-1), USERS);
  // What nothing is expected of yet moves as soon as it is read.
  for (let token = 0; token < vectors.output.length / 8; token++) {
    ok(
      vectors.output.subarray(8 * token, 8 * token + 8).some((value) => value !== 0),
      `token ${token}`,
    );
  }
});

Deno.test("trainCompletion() takes users without a profile and stops when it is asked to", async () => {
  const odd = await trainOnCpu(oddUsers());
  const learned = await trainCompletion(odd, { epochs: 1, profile: "sum-of-weights" });
  strictEqual(learned.profile, "sum-of-weights");
  ok(learned.vectors.output.every(Number.isFinite));
  const controller = new AbortController();
  const stopped = trainCompletion(model, { epochs: 1000 }, {
    signal: controller.signal,
    onProgress: () => controller.abort(new Error("enough")),
  });
  await rejects(stopped, { message: "enough" });
});

Deno.test("trainCompletion() refuses settings that nothing can be learned with", async () => {
  const wrong = [
    [{ size: 6 }, "size is 6, expected a multiple of 4 from 4 to 1024"],
    [{ epochs: 0 }, "epochs is 0, expected an integer from 1"],
    [{ negatives: 0 }, "negatives is 0, expected a number above 0"],
    [{ draws: NaN }, "draws is NaN, expected a number above 0"],
    [{ learningRate: -1 }, "learningRate is -1, expected a number above 0"],
    [{ seed: Infinity }, "seed is Infinity, expected a finite number"],
  ] as const;
  for (const [settings, problem] of wrong) {
    await rejects(trainCompletion(model, settings), {
      name: "UsageError",
      message: `Cannot complete profiles: ${problem}`,
    });
  }
  strictEqual(completionSettings().epochs, 50);
});

gpuTest("trainCompletion() on a GPU learns what it learns on a CPU", async (gpu) => {
  const few = await trainOnCpu(randomDataset(30));
  const settings = { size: 8, epochs: 2 };
  const cpu = await trainCompletion(few, settings);
  const learned = await trainCompletion(few, { ...settings, gpu });
  ok(learned.losses.every(Number.isNaN));
  let worst = 0;
  for (const name of ["input", "output"] as const) {
    learned.vectors[name].forEach((value, k) => {
      worst = Math.max(worst, Math.abs(value - cpu.vectors[name][k]));
    });
  }
  console.log(`largest difference ${worst}`);
  ok(worst < 1e-3);
  deepStrictEqual(await trainCompletion(few, { ...settings, gpu }), learned);
});
