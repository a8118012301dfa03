import { deepStrictEqual, ok } from "node:assert/strict";
import { createDataset } from "../../../src/data/dataset.ts";
import {
  createStyleExplainer,
  type StyleName,
  styles,
} from "../../../src/explain/styles/registry.ts";
import { readItemLabels } from "../../../src/formats/item_labels.ts";
import { readRatings } from "../../../src/formats/ratings.ts";
import { readTriples } from "../../../src/formats/triples.ts";
import { DEFAULT_GRADIENT_SETTINGS } from "../../../src/model/shared_settings.ts";
import { recommendItems } from "../../../src/recommend/recommend_items.ts";
import { createRecommenders } from "../../../src/recommend/registry.ts";
import { cpuBackend } from "../../../src/model/backend.ts";
import { relatedItems } from "../../../src/model/related_items.ts";
import { trainGradient } from "../../../src/train/shared_gradient.ts";
import { DEFAULT_SHARED_SETTINGS } from "../../../src/model/shared_settings.ts";
import type { Model } from "../../../src/model/model.ts";
import { trainOnCpu } from "../../model/_datasets.ts";
import { realDataTest } from "../../_real_data.ts";

/** Signs of a sentence that went wrong; dots of an ellipsis in a title are taken out before. */
const ODD =
  /undefined|NaN|[{}_]|:\/\/|\.\.| {2}|\bof of\b|\bby by\b|\bthe the\b|\ba [aeio8]|\ban [^aeiou81]|%[\dA-F]{2}|Category:| [,.]|, (The|A|An) \(|^[a-z]/;

realDataTest("sentences of every style on MovieLens 100K are whole", async (folder) => {
  const open = async (name: string) => ({
    name,
    stream: (await Deno.open(`${folder}/movielens-100k-dbpedia/${name}`)).readable,
  });
  const { interactions } = await readRatings(await open("u1.base.gz"));
  const dataset = createDataset(interactions, await readTriples(await open("attributes.tsv.gz")));
  const titles = await readItemLabels(await open("u.item"));
  const { ids } = dataset.interactions.items;
  const itemLabels = ids.map((id) => titles.get(id)!);
  const settings = {
    ...DEFAULT_SHARED_SETTINGS,
    training: { ...DEFAULT_GRADIENT_SETTINGS, epochs: 3, biases: true },
  };
  const related = await relatedItems(interactions, 20);
  const { sharedEngine } = await cpuBackend();
  const models: [Model, string[]][] = [
    [await trainOnCpu(dataset, { epochs: 20 }), ["profile-knn", "attribute-sum"]],
    [
      { dataset, settings, ...await trainGradient(dataset, settings, sharedEngine, { related }) },
      ["reconstruction"],
    ],
  ];
  const sentences: string[] = [];
  for (const [model, names] of models) {
    for (const name of names) {
      const [recommender] = createRecommenders(model, [name]);
      const explainer = createStyleExplainer(model, recommender, { noun: "films", itemLabels });
      for (let user = 7; user < interactions.users.ids.length; user += 79) {
        const { items } = recommendItems(recommender, interactions.ratings, user, 15);
        const { indptr, indices } = interactions.ratings;
        for (const rank of [0, 9, 12]) {
          for (const style of Object.keys(styles) as StyleName[]) {
            const answer = explainer.explain(style, {
              user,
              item: items[rank],
              versus: items[rank + 1],
              counterfactual: {
                n: 10,
                verified: true,
                neurons: [(user * 31) % dataset.attributes.length],
                ratings: [...indices.subarray(indptr[user], indptr[user] + 3)],
              },
            });
            sentences.push(answer!.sentence);
          }
        }
      }
    }
  }
  deepStrictEqual(
    sentences.filter((sentence) => ODD.test(sentence.replaceAll("...", ""))),
    [],
  );
  ok(sentences.length > 700);
});
