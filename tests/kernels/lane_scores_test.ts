import { deepStrictEqual, ok, strictEqual, throws } from "node:assert/strict";
import { type ActiveNeurons, laneScores } from "../../src/kernels/lane_scores_cpu.ts";
import { createLaneScorer } from "../../src/kernels/lane_scores_wasm.ts";
import { createRandom } from "../../src/random.ts";
import { randomTopology, seed, SIZES } from "./_edges.ts";

Deno.test("createLaneScorer() does what laneScores() does, at all widths, one user after another", () => {
  const random = createRandom(seed, "lanes");
  for (const sizes of SIZES.filter(({ lanes }) => lanes <= 36)) {
    const decoder = randomTopology(random, sizes).byAttribute;
    for (const lanes of [4, 8, 12, 16, 20]) {
      const weights = Float32Array.from(
        { length: decoder.column.length * lanes },
        () => random.normal(),
      );
      const scorer = createLaneScorer(decoder, weights, lanes);
      for (const share of [0, 0.3, 1]) {
        const neurons = [...Array(decoder.rows).keys()].filter(() => random.next() < share);
        random.shuffle(neurons);
        scorer.neurons.set(neurons);
        scorer.values.set(neurons.map(() => random.normal()));
        const active: ActiveNeurons = {
          neurons: scorer.neurons,
          values: scorer.values,
          count: neurons.length,
        };
        const expected = new Float64Array(decoder.columns * lanes);
        laneScores(decoder, weights, lanes, active, expected);
        const found = scorer.score(neurons.length);
        strictEqual(found.length, expected.length);
        found.forEach((score, k) =>
          ok(Math.abs(score - expected[k]) < 2e-5 * (1 + neurons.length ** 0.5))
        );
        deepStrictEqual(scorer.score(neurons.length).slice(), found.slice());
      }
    }
  }
});

Deno.test("createLaneScorer() refuses lanes that are no vectors, and too few weights", () => {
  const decoder = randomTopology(createRandom(seed), SIZES[6]).byAttribute;
  const edges = decoder.column.length;
  throws(() => createLaneScorer(decoder, new Float32Array(edges * 3), 3), {
    name: "RangeError",
    message: `Cannot score with ${
      edges * 3
    } weights in 3 lanes: expected ${edges} rows of a multiple of 4`,
  });
  throws(() => createLaneScorer(decoder, new Float32Array(edges * 4 - 1), 4), RangeError);
});
