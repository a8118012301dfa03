import { deepStrictEqual, ok, strictEqual, throws } from "node:assert/strict";
import fc from "npm:fast-check@4.10.2";
import { sparseMatrix } from "../../src/data/sparse_matrix.ts";
import { userProfiles } from "../../src/model/personal_model.ts";
import {
  DEFAULT_COMPLETION_SETTINGS,
  type ProfileCompletion,
} from "../../src/model/profile_completion.ts";
import { profileTokens } from "../../src/model/profile_tokens.ts";
import { createRandom } from "../../src/random.ts";
import { idf, weightProfiles } from "../../src/recommend/attribute_weighting.ts";
import { rowOf } from "../../src/recommend/nearest_users.ts";
import { completeProfiles, profileCompleter } from "../../src/recommend/profile_completer.ts";
import { createRecommenders, recommendationProfiles } from "../../src/recommend/registry.ts";
import { retrainedProfiles } from "../../src/recommend/retrained_profile.ts";
import { trainCompletion } from "../../src/train/completion.ts";
import { randomDataset, trainOnCpu } from "../model/_datasets.ts";
import { randomWorld } from "./_profiles.ts";

/** Vectors that nothing was learned into, over the tokens of random profiles. */
function randomCompletion(seed: number, users = 20, signed = true) {
  const { profiles } = randomWorld({ seed, users, attributes: 25, density: 0.4, signed });
  const tokens = profileTokens(profiles), random = createRandom(seed, "vectors");
  const numbers = () =>
    Float32Array.from({ length: 8 * tokens.attribute.length }, () => random.normal());
  const learned: ProfileCompletion = {
    settings: DEFAULT_COMPLETION_SETTINGS,
    profile: "activation",
    tokens,
    vectors: { size: 8, input: numbers(), output: numbers() },
    losses: [],
  };
  return { profiles, learned };
}

const choices = fc.record({
  seed: fc.integer(),
  users: fc.constantFrom(0, 1, 2, 20),
  top: fc.integer({ min: 0, max: 30 }),
  discount: fc.double({ min: 0.01, max: 1, noNaN: true }),
  ceiling: fc.double({ min: 0, max: 1, noNaN: true }),
});

Deno.test("a sane completion adds at most so many weights, above 0 and never above the ceiling", () => {
  let added = 0;
  fc.assert(
    fc.property(choices, ({ seed, users, top, discount, ceiling }) => {
      const { profiles, learned } = randomCompletion(seed, users);
      const completed = completeProfiles(
        profiles,
        profileCompleter({ learned, kind: "sane", top, discount, ceiling }),
      );
      for (let u = 0; u < users; u++) {
        const own = rowOf(profiles, u), all = rowOf(completed, u);
        const weights = new Map([...all.indices].map((f, k) => [f, all.values[k]]));
        own.indices.forEach((f, k) => strictEqual(weights.get(f), own.values[k]));
        const inferred = [...weights].filter(([f]) => !own.indices.includes(f));
        ok(inferred.length <= top);
        added += inferred.length;
        const positive = own.values.filter((value) => value > 0).sort();
        const limit = positive[Math.floor(ceiling * (positive.length - 1))] ?? 0;
        for (const [, weight] of inferred) {
          ok(weight > 0 && weight <= limit, `${weight} of ${limit}`);
        }
        ok(all.indices.every((f, k) => k === 0 || f > all.indices[k - 1]));
      }
    }),
    { seed: 2018, numRuns: 200 },
  );
  ok(added > 1000);
});

Deno.test("a sane completion passes no learned weight by default", () => {
  const { profiles, learned } = randomCompletion(3, 20, false);
  const completed = completeProfiles(
    profiles,
    profileCompleter({ learned, kind: "sane", discount: 1 }),
  );
  let added = 0;
  for (let u = 0; u < profiles.rows; u++) {
    const own = rowOf(profiles, u), all = rowOf(completed, u);
    const least = Math.min(...own.values.filter((value) => value > 0));
    all.indices.forEach((f, k) => {
      if (own.indices.includes(f)) return;
      added++;
      ok(all.values[k] <= least);
    });
  }
  ok(added > 20);
});

Deno.test("a faithful completion gives every attribute that anybody has its most probable level", () => {
  const { profiles, learned } = randomCompletion(4);
  const { tokens, vectors: { size, input, output } } = learned;
  const completed = completeProfiles(profiles, profileCompleter({ learned, kind: "faithful" }));
  let checked = 0;
  for (let u = 0; u < profiles.rows; u++) {
    const own = rowOf(profiles, u), all = rowOf(completed, u);
    const words = tokens.words.subarray(tokens.sentenceStart[u], tokens.sentenceStart[u + 1]);
    const levels = new Map<number, number>();
    for (let f = 0; f < profiles.columns && words.length > 0; f++) {
      const first = tokens.attributeStart[f], last = tokens.attributeStart[f + 1];
      if (first === last || own.indices.includes(f)) continue;
      let best = first, highest = -Infinity;
      for (let token = first; token < last; token++) {
        let score = 0;
        for (const word of words) {
          for (let d = 0; d < size; d++) score += input[word * size + d] * output[token * size + d];
        }
        if (score > highest) [best, highest] = [token, score];
      }
      levels.set(f, tokens.level[best]);
    }
    const lowest = Math.min(...levels.values()), range = Math.max(...levels.values()) - lowest;
    const min = Math.min(...own.values), max = Math.max(...own.values);
    for (const [f, level] of levels) {
      const share = range === 0 ? 0 : (level - lowest) / range;
      const weight = Math.fround((max > min ? min : 0) + (max - (max > min ? min : 0)) * share);
      const at = all.indices.indexOf(f);
      // A weight of nothing is left out.
      ok(weight === 0 ? at < 0 : Math.abs(all.values[at] - weight) < 1e-6);
      checked++;
    }
    strictEqual(all.indices.length - own.indices.length <= levels.size, true);
  }
  ok(checked > 100);
});

Deno.test("inference() takes the score of an added token apart into the user's own tokens", () => {
  for (const kind of ["sane", "faithful"] as const) {
    const { profiles, learned } = randomCompletion(5);
    const { tokens, vectors: { size, input, output } } = learned;
    const completer = profileCompleter({ learned, kind });
    let seen = 0;
    for (let u = 0; u < profiles.rows; u++) {
      const row = rowOf(profiles, u), completed = completer.complete(row);
      const inference = completer.inference(row);
      for (const f of row.indices) {
        strictEqual(inference.isInferred(f), false);
        strictEqual(inference.behind(f), undefined);
      }
      for (const f of completed.indices) {
        if (row.indices.includes(f)) continue;
        ok(inference.isInferred(f));
        const { level, score, parts } = inference.behind(f)!;
        strictEqual(parts.length, row.indices.length);
        const sum = parts.reduce((total, { part }) => total + part, 0);
        ok(Math.abs(sum - score) < 1e-9);
        ok(parts.every(({ part }, k) => k === 0 || part <= parts[k - 1].part));
        // The context by itself.
        const token = [...tokens.attribute.keys()].find((t) =>
          tokens.attribute[t] === f && tokens.level[t] === level
        )!;
        const words = tokens.words.subarray(tokens.sentenceStart[u], tokens.sentenceStart[u + 1]);
        let expected = 0;
        for (let d = 0; d < size; d++) {
          let mean = 0;
          for (const word of words) mean += input[word * size + d] / words.length;
          expected += mean * output[token * size + d];
        }
        ok(Math.abs(expected - score) < 1e-6);
        seen++;
      }
    }
    ok(seen > 50);
  }
});

Deno.test("completion leaves profiles of zeros, and profiles without anything, as they are", () => {
  const { learned } = randomCompletion(6);
  const { matrix } = sparseMatrix(2, 25, { row: [1, 1], column: [3, 4], value: [0, 0] });
  for (const kind of ["sane", "faithful"] as const) {
    const completed = completeProfiles(matrix, profileCompleter({ learned, kind }));
    deepStrictEqual([...completed.indices], [3, 4]);
  }
});

Deno.test("profileCompleter() refuses what it cannot go by", () => {
  const { learned } = randomCompletion(7);
  const wrong = [
    [{ top: -1 }, "top is -1, expected an integer from 0"],
    [{ discount: 1.5 }, "discount is 1.5, expected a number from 0 to 1"],
    [{ ceiling: NaN }, "ceiling is NaN, expected a number from 0 to 1"],
  ] as const;
  for (const [options, problem] of wrong) {
    throws(() => profileCompleter({ learned, kind: "sane", ...options }), {
      name: "UsageError",
      message: `Cannot complete profiles: ${problem}`,
    });
  }
});

const model = await trainOnCpu(randomDataset(30));
const learned = await trainCompletion(model, { size: 8, epochs: 3 });

Deno.test("recommendationProfiles() completes before it weighs, by the idf of what was learned", () => {
  const completion = { learned, kind: "faithful" } as const;
  const options = { profile: "activation", scaling: "raw", idf: true } as const;
  const profiles = userProfiles(model, "activation", "raw");
  const completed = completeProfiles(profiles, profileCompleter(completion));
  deepStrictEqual(
    recommendationProfiles(model, { ...options, completion }),
    weightProfiles(completed, idf(profiles)),
  );
  throws(
    () => recommendationProfiles(model, { ...options, profile: "sum-of-weights", completion }),
    {
      name: "UsageError",
      message: /they are of the definition 'sum-of-weights', expected 'activation'/,
    },
  );
});

Deno.test("createRecommenders() refuses a completion that was learned from a model of other attributes", async () => {
  const other = await trainOnCpu(randomDataset(31));
  const known = model.dataset.attributes.length, found = other.dataset.attributes.length;
  ok(known !== found);
  throws(
    () => createRecommenders(other, ["attribute-sum"], { completion: { learned, kind: "sane" } }),
    {
      name: "UsageError",
      message:
        `Cannot complete profiles: they are over ${found} attributes, expected ${known}, those of the model that the ` +
        "completion was learned from",
    },
  );
});

Deno.test("retrainedProfiles() completes as the recommenders do", () => {
  const completion = { learned, kind: "sane" } as const;
  const options = { profile: "activation", scaling: "raw", idf: true, completion } as const;
  const row = retrainedProfiles(model, options)(model);
  const [recommender] = createRecommenders(model, ["attribute-sum"], options);
  ok(recommender.name === "attribute-sum" && "profile" in recommender);
  const own = (recommender.profile as (user: number) => typeof row)(0);
  deepStrictEqual([row.indices, row.values], [own.indices, own.values]);
  ok([...own.indices].some((f) => own.inference!.isInferred(f)));
});

Deno.test("completed profiles of more cells than a matrix has are refused with a way out", () => {
  const { profiles } = randomCompletion(1, 2);
  // A row as long as no array: nothing of it is read before it is counted.
  const endless = { indices: { length: 2 ** 31 }, values: { length: 2 ** 31 } };
  const complete = () => endless as unknown as ReturnType<typeof rowOf>;
  throws(
    () => completeProfiles(profiles, { complete, inference: () => ({}) as never }),
    /the first 1 take 2147483648 cells, expected at most 1073741824 for all; the completion 'sane' adds few/,
  );
});
