import { ok, strictEqual } from "node:assert/strict";
import { createDataset } from "../../src/data/dataset.ts";
import { evaluate, findValue } from "../../src/evaluate/protocol.ts";
import { readRatingParts } from "../../src/formats/ratings.ts";
import { readTriples } from "../../src/formats/triples.ts";
import { ndcg } from "../../src/metrics/ndcg.ts";
import { sharedCpuEngine } from "../../src/model/shared_cpu_engine.ts";
import { sharedInputs } from "../../src/model/shared_inputs.ts";
import {
  decodeItem,
  encodeUser,
  hiddenValues,
  type SharedNetwork,
} from "../../src/model/shared_network.ts";
import { DEFAULT_GRADIENT_SETTINGS, sharedSettings } from "../../src/model/shared_settings.ts";
import { mostPopular } from "../../src/recommend/baselines.ts";
import type { Recommender } from "../../src/recommend/recommender.ts";
import { trainGradient } from "../../src/train/shared_gradient.ts";
import { realDataTest } from "../_real_data.ts";

realDataTest(
  "gradient training recommends at least 1.5 times as well as popularity on MovieLens 100K",
  async (data) => {
    const open = async (name: string) => ({
      name,
      stream: (await Deno.open(`${data}/movielens-100k-dbpedia/${name}`)).readable,
    });
    const sources = [await open("u1.base.gz"), await open("u1.test.gz")];
    const { interactions, parts: [train, test] } = await readRatingParts(sources);
    const dataset = createDataset(
      { ...interactions, ratings: train },
      await readTriples(await open("attributes.tsv.gz")),
    );
    const training = { ...DEFAULT_GRADIENT_SETTINGS, epochs: 10, validateEvery: 2 };
    for (const neurons of ["attributes", "both"] as const) {
      const settings = { ...sharedSettings({ neurons, fans: 50, training }), training };
      const result = await trainGradient(dataset, settings, sharedCpuEngine({ threads: 1 }), {
        threads: 1,
      });
      const { epochs, bestEpoch } = result.training;
      ok(epochs.at(-1)!.loss < epochs[0].loss);
      const judge = async (recommender: Recommender) => {
        const options = { cutoffs: [10], relevantFrom: 4, metrics: [ndcg] };
        const evaluation = await evaluate(recommender, { train, test }, options);
        return findValue(evaluation, "ndcg", 10).value;
      };
      const ours = await judge(scoring(result.network, { ...interactions, ratings: train }));
      const popular = await judge(mostPopular(train));
      console.log(
        `nDCG@10: ${neurons} ${ours.toFixed(3)} (epoch ${bestEpoch}), most popular ${
          popular.toFixed(3)
        }`,
      );
      strictEqual(epochs[bestEpoch - 1].ndcg, Math.max(...epochs.map(({ ndcg }) => ndcg ?? 0)));
      ok(ours >= 1.5 * popular);
    }
  },
);

/** A network as what is judged. */
function scoring(
  network: SharedNetwork,
  interactions: Parameters<typeof sharedInputs>[0],
): Recommender {
  const inputs = sharedInputs(interactions, network.input), hidden = hiddenValues(network);
  return {
    name: "network",
    score(user, scores) {
      encodeUser(network, inputs, user, hidden);
      for (let i = 0; i < scores.length; i++) scores[i] = decodeItem(network, hidden, i);
      return true;
    },
  };
}
