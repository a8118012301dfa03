import { deepStrictEqual, ok, strictEqual, throws } from "node:assert/strict";
import { createStyleExplainer } from "../../../src/explain/styles/registry.ts";
import { neuronsOf } from "../../../src/model/model_neurons.ts";
import { countNeurons, neuronAt, neuronLabel } from "../../../src/model/named_neurons.ts";
import type { Model } from "../../../src/model/model.ts";
import { createCandidateMask, topItems } from "../../../src/recommend/ranking.ts";
import { createRecommenders } from "../../../src/recommend/registry.ts";
import { type AdjustableRecommender, whatIf } from "../../../src/recommend/what_if.ts";
import { attributeSum } from "../../../src/recommend/attribute_sum.ts";
import { datasetOf, trainOnCpu } from "../../model/_datasets.ts";
import { matrixOf } from "../../recommend/_profiles.ts";
import { modelsOfEveryKind } from "./_models.ts";
import {
  ALI,
  ANN,
  byAttributes,
  byNeighbours,
  byNetwork,
  FARGO,
  HEAT,
  INSIDER,
  NIL,
  sharedFilms,
} from "./_films.ts";

Deno.test("contrastive says what the item lacks and what would bring it in", () => {
  deepStrictEqual(
    byAttributes([2, 1, 1.5, -1, 0], { n: 1 }).explain("contrastive", { user: ANN, item: FARGO }),
    {
      style: "contrastive",
      item: "Fargo",
      label: "Fargo (1996)",
      sentence:
        "Fargo (1996) comes 3rd: it scores 1.50, and The Insider (1999), the last of your top 1, scores 3.00. Unlike The " +
        "Insider (1999), it is not among films directed by Michael Mann or films starring Al Pacino. It would be among your " +
        "top 1 if films of the genre Crime counted 2.1 times as much.",
      n: 1,
      standing: "behind",
      score: 1.5,
      place: 3,
      last: { item: "Insider", label: "Insider, The (1999)", score: 3 },
      lacks: [
        { ...lack("director", "Michael Mann", 2), ofItem: false },
        { ...lack("starring", "Al Pacino", 1), ofItem: false },
      ],
      remedies: [{
        neurons: [{ ...named("genre", "Crime"), weight: 1.5, addedWeight: 1.5 * 1.1 }],
        factor: 2.1,
        place: 1,
      }],
      tried: [named("genre", "Crime")],
    },
  );
});

function named(relation: string, value: string) {
  return { kind: "attribute", relation, value, label: `${relation}: ${value}` } as const;
}

function lack(relation: string, value: string, difference: number) {
  return {
    ...named(relation, value),
    ...{ difference, contribution: difference, versusContribution: 0, weight: difference },
  };
}

Deno.test("contrastive says where no factor helps, and where nothing speaks for the item", () => {
  // Mann counts for both, so no factor on him lifts Ali above The Insider.
  const ali = byAttributes([2, 1, 0, 0, -1], { n: 1 }).explain("contrastive", {
    user: ANN,
    item: ALI,
  })!;
  strictEqual(
    ali.sentence,
    "Ali (2001) comes 2nd: it scores 1.00, and The Insider (1999), the last of your top 1, scores 3.00. Unlike The Insider " +
      "(1999), it is not among films starring Al Pacino. The Insider (1999) gets more from films of the genre Sport. It " +
      "stayed outside your top 1 in every trial in which films directed by Michael Mann counted more, up to 100 times as much.",
  );
  deepStrictEqual(ali.remedies, []);
  strictEqual(
    byAttributes([2, 1], { n: 2 }).explain("contrastive", { user: ANN, item: NIL })!.sentence,
    "Nil comes 3rd: it scores 0.00, and Ali (2001), the last of your top 2, scores 2.00. Unlike Ali (2001), it is not among " +
      "films directed by Michael Mann. Nothing speaks for it that could count more.",
  );
});

Deno.test("contrastive tells what is no candidate, what is in the list and who has no scores", () => {
  const standing = (item: number, weights: readonly number[] = [2, 1], options = {}) => {
    const { standing, sentence } = byAttributes(weights, options).explain("contrastive", {
      user: ANN,
      item,
    })!;
    return [standing, sentence];
  };
  deepStrictEqual(standing(HEAT), [
    "rated",
    "You have rated Heat (1995), and films that you have rated are not recommended.",
  ]);
  deepStrictEqual(standing(ALI), [
    "listed",
    "Ali (2001) is among your top 10 already, in 2nd place.",
  ]);
  deepStrictEqual(standing(ALI, [2, 1], { newItems: true }), [
    "excluded",
    "Ali (2001) is not among the films that the list is chosen from.",
  ]);
  deepStrictEqual(standing(ALI, []), [
    "unscored",
    "There is nothing to go by for you, so Ali (2001) has no score.",
  ]);
  throws(() => standing(99), /item's index is 99/);
});

Deno.test("contrastive asks through neighbours and networks too", () => {
  const knn = byNeighbours([2, 1, 1, 0, 0], { n: 1 }).explain("contrastive", {
    user: ANN,
    item: ALI,
  })!;
  strictEqual(knn.standing, "behind");
  const network = byNetwork(sharedFilms({ heat: 1 }), { n: 1 }).explain("contrastive", {
    user: ANN,
    item: INSIDER,
  })!;
  strictEqual(
    network.sentence,
    // 0.05 x 30 = 1.5, and of two equal scores the earlier item comes first.
    "The Insider (1999) comes 3rd: it scores 0.0500, and Fargo (1996), the last of your top 1, scores 1.50. Unlike Fargo (1996), " +
      "it is not among films tied to fans of Heat (1995) or films of the genre Crime. It would be among your top 1 if fans of " +
      "Up (2009) counted 30 times as much.",
  );
});

Deno.test("contrastive tries neurons together where none alone brings the item in", async () => {
  const dataset = datasetOf({ ann: { Seen: 5 }, bob: { First: 1, Second: 1, Missed: 1 } }, {
    Seen: ["genre: Crime", "genre: Sport", "genre: Drama", "genre: War"],
    First: ["genre: Crime", "genre: Drama"],
    Second: ["genre: Sport", "genre: War"],
    Missed: ["genre: Crime", "genre: Sport"],
  });
  // Crime lifts First as much as Missed, Sport lifts Second as much: 2 x factor against factor + 2.
  const recommender = attributeSum(matrixOf(4, [1, 1, 2, 2], []), dataset.graph);
  const explainer = createStyleExplainer(await trainOnCpu(dataset), recommender, {
    noun: "films",
    n: 1,
  });
  const item = dataset.interactions.items.indexOf("Missed")!;
  const { remedies, sentence } = explainer.explain("contrastive", { user: 0, item })!;
  deepStrictEqual(remedies.map(({ neurons, factor, place }) => [neurons.length, factor, place]), [
    [2, 2.1, 1],
  ]);
  ok(sentence.endsWith(
    "It would be among your top 1 if films of the genre Crime and films of the genre Sport each counted 2.1 times as much.",
  ));
});

/** Index of each neuron by its label; labels of random data are unique. */
function neuronIndex(model: Model): Map<string, number> {
  const neurons = neuronsOf(model);
  const { attributes, interactions: { items } } = model.dataset;
  return new Map(
    Array.from({ length: countNeurons(neurons) + 1 }, (_, n) => [
      neuronLabel(neuronAt(neurons, n), attributes, items.ids),
      n,
    ]),
  );
}

Deno.test("contrastive keeps its promise: with the factors the item is in the list made anew", async () => {
  let promises = 0, none = 0;
  for (const { model, recommenders } of await modelsOfEveryKind()) {
    const { interactions: { ratings, items, users } } = model.dataset;
    const index = neuronIndex(model);
    const candidates = createCandidateMask(ratings);
    for (const name of recommenders) {
      const [recommender] = createRecommenders(model, [name]);
      const n = 3;
      const explainer = createStyleExplainer(model, recommender, { n });
      const scores = new Float64Array(items.ids.length);
      for (let user = 0; user < users.ids.length; user++) {
        const question = whatIf(recommender as AdjustableRecommender, user);
        for (let item = 0; item < items.ids.length; item++) {
          const result = explainer.explain("contrastive", { user, item })!;
          const { standing, remedies, tried, lacks, last, score } = result;
          if (standing !== "behind") {
            deepStrictEqual([remedies, tried, lacks], [[], [], []]);
            continue;
          }
          if (tried.length > 0 && remedies.length === 0) none++;
          const gap = lacks.reduce((sum, { difference }) => sum + difference, 0);
          ok(lacks.length > 0 || last!.score === score);
          ok(gap > 0 || lacks.length === 0);
          for (const { neurons, factor, place } of remedies) {
            const factors = new Map(neurons.map(({ label }) => [index.get(label)!, factor]));
            ok(factor > 1 && question.score({ factors }, scores));
            const { items: list } = topItems(scores, n, candidates(user));
            strictEqual(list.indexOf(item) + 1, place);
            ok(place >= 1 && place <= n);
            for (const { weight, addedWeight, label } of neurons) {
              strictEqual(weight, question.weights.get(index.get(label)!));
              strictEqual(addedWeight, (factor - 1) * weight);
            }
            promises++;
          }
        }
      }
    }
  }
  ok(promises > 200 && none > 0);
});
