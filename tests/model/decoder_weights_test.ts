import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { decoderOffsets } from "../../src/model/decoder_weights.ts";
import type { Initialisation } from "../../src/model/personal_settings.ts";
import { largestDifference, plainDecoderWeights } from "../_personal_fixtures.ts";
import { oddUsers, plainTwins, QUICK, randomDataset, trainOnCpu } from "./_datasets.ts";

Deno.test("decoderOffsets() counts the attributes of each user's rated items", () => {
  const { interactions, graph } = oddUsers();
  // Heat and Ali have 3 attributes, Up 1, Ran 2, Bare none.
  deepStrictEqual([...decoderOffsets(interactions.ratings, graph)], [0, 9, 12, 13, 21, 21, 27]);
});

const STARTS: Record<string, Initialisation> = {
  constant: { kind: "constant", value: 0.01 },
  xavier: { kind: "xavier", seed: 3 },
};

for (const [name, initialisation] of Object.entries(STARTS)) {
  Deno.test(`kept decoder weights are W2 of the plain networks at their offsets, ${name} start`, async () => {
    for (const dataset of [randomDataset(6), oddUsers()]) {
      const model = await trainOnCpu(dataset, { ...QUICK, initialisation }, { keepWeights: true });
      const offsets = decoderOffsets(dataset.interactions.ratings, dataset.graph);
      const weights = model.decoderWeights!;
      strictEqual(weights.length, offsets[dataset.interactions.ratings.rows]);
      plainTwins(model).forEach((twin, user) => {
        const own = weights.subarray(offsets[user], offsets[user + 1]);
        ok(largestDifference(own, plainDecoderWeights(twin)) < 1e-5);
      });
    }
  });
}
