import { broaderLayer } from "../../src/data/broader_layer.ts";
import { createDataset, type Dataset } from "../../src/data/dataset.ts";
import { createInteractionsBuilder } from "../../src/data/interactions.ts";
import { createKnowledgeGraphBuilder } from "../../src/data/knowledge_graph.ts";
import { perUserHoldout } from "../../src/data/split.ts";
import { evaluate } from "../../src/evaluate/protocol.ts";
import { broaderNeurons, broaderStart } from "../../src/model/broader_neurons.ts";
import type { PersonalModel } from "../../src/model/personal_model.ts";
import type { PersonalSettings } from "../../src/model/personal_settings.ts";
import type { SharedModel } from "../../src/model/shared_model.ts";
import { DEFAULT_GRADIENT_SETTINGS, sharedSettings } from "../../src/model/shared_settings.ts";
import { createRandom } from "../../src/random.ts";
import { createRecommenders, RECOMMENDERS } from "../../src/recommend/registry.ts";
import type { ReportEvaluation } from "../../src/report/report.ts";
import { trainOnCpu } from "../model/_datasets.ts";
import { type NetworkOptions, randomNetwork } from "../model/_shared_networks.ts";

/** Names that would break out of HTML, of a script, or of the line, and names that are only odd. */
export const HOSTILE: readonly string[] = [
  "<script>globalThis.broken = 1</script>",
  "</script><script>globalThis.broken = 2</script>",
  '"><img src=x onerror="globalThis.broken = 3">',
  "' onmouseover='globalThis.broken = 4",
  "<!-- <b>&amp;</b> ]]> \\u003c",
  "\u202eright to left\u0000\u0007",
  "\ud800 half a pair",
  "${globalThis.broken = 5}`",
  "javascript:globalThis.broken=6",
  "a very long name ".repeat(12).trim(),
  "x".repeat(120),
  "",
];

/** A data set whose users, items and attributes bear hostile names; about a third of the cells are rated. */
export function hostileDataset(seed = 1): { dataset: Dataset; labels: string[] } {
  const random = createRandom(seed, "hostile");
  const ratings = createInteractionsBuilder();
  for (let user = 0; user < 24; user++) {
    for (let item = 0; item < 36; item++) {
      if (random.next() < 0.65) continue;
      ratings.add(
        `${HOSTILE[user % HOSTILE.length]} user ${user}`,
        `item ${item}`,
        1 + random.integer(5),
      );
    }
  }
  const graph = createKnowledgeGraphBuilder();
  for (let item = 0; item < 36; item++) {
    for (let k = 0; k < 5; k++) {
      const attribute = random.integer(20);
      graph.add(
        `item ${item}`,
        HOSTILE[attribute % HOSTILE.length] || "empty",
        `${HOSTILE[(attribute + 3) % HOSTILE.length]} ${attribute}`,
      );
    }
  }
  const dataset = createDataset(ratings.build({ min: 1, max: 5 }).interactions, graph.build());
  const labels = dataset.interactions.items.ids.map((id, k) =>
    `${HOSTILE[k % HOSTILE.length]} ${id}`
  );
  return { dataset, labels };
}

/** A personal model of some data. */
export async function personalModel(
  dataset: Dataset,
  settings: Partial<PersonalSettings> = { epochs: 60, learningRate: 0.4 },
): Promise<PersonalModel> {
  return await trainOnCpu(dataset, settings, { threads: 1 });
}

/** A shared model with random weights: with fans neurons, and biases unless told otherwise. */
export function sharedModel(
  dataset: Dataset,
  options: NetworkOptions & { readonly normalise?: boolean } = { biases: true },
): SharedModel {
  const network = randomNetwork(dataset.graph, 3, options);
  return {
    settings: sharedSettings({ training: DEFAULT_GRADIENT_SETTINGS }),
    dataset,
    network: { ...network, input: { ...network.input, normalise: options.normalise ?? false } },
    training: {
      solver: "gradient",
      epochs: [
        { epoch: 1, loss: 3, learningRate: 0.1 },
        { epoch: 2, loss: 2, learningRate: 0.1, ndcg: 0.2 },
        { epoch: 3, loss: 1.5, learningRate: 0.1, ndcg: 0.25 },
      ],
      bestEpoch: 3,
      complete: true,
      bytes: 0,
    },
  };
}

/** A shared model with random weights in two hidden layers; the data must have broader categories. */
export function deepSharedModel(dataset: Dataset): SharedModel {
  const model = sharedModel(dataset, { activation: "tanh" });
  const broader = broaderNeurons(broaderLayer(dataset), model.network.neurons);
  const { up, down } = broaderStart(broader.graph);
  const parameters = { ...model.network.parameters, up, down: down.map((w) => w / 2) };
  return {
    ...model,
    settings: sharedSettings({
      layers: 2,
      training: { ...DEFAULT_GRADIENT_SETTINGS, excludeOwnPath: false },
    }),
    network: { ...model.network, parameters, broader },
  };
}

/** An evaluation of all recommenders of a model, on ratings that are held out of its own: of no meaning, but of the right form. */
export async function evaluationOf(model: PersonalModel | SharedModel): Promise<ReportEvaluation> {
  const { ratings, users } = model.dataset.interactions;
  const { test } = perUserHoldout(ratings, users, { ratio: 0.3 });
  const mode = "network" in model ? "shared" : "personal";
  const evaluations = [];
  for (const recommender of createRecommenders(model, RECOMMENDERS[mode])) {
    evaluations.push(
      await evaluate(recommender, { train: ratings, test }, { cutoffs: [10], relevantFrom: 4 }),
    );
  }
  return { evaluations, test, relevantFrom: 4, cutoff: 10, how: "30 % were held out" };
}
