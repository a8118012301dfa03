import { createDataset, type Dataset } from "../../src/data/dataset.ts";
import { createInteractionsBuilder, type RatingScale } from "../../src/data/interactions.ts";
import { createKnowledgeGraphBuilder } from "../../src/data/knowledge_graph.ts";
import { cpuBackend } from "../../src/model/backend.ts";
import { networkInputs, type PersonalModel } from "../../src/model/personal_model.ts";
import type { PersonalSettings } from "../../src/model/personal_settings.ts";
import { buildUserNetworks } from "../../src/model/user_networks.ts";
import { createRandom } from "../../src/random.ts";
import { type TrainOptions, trainPersonal } from "../../src/train/personal.ts";
import { plainNetwork } from "../_personal_fixtures.ts";
import { type PlainNetwork, trainPlain } from "../_plain_network.ts";

/** A data set written out: each user's ratings, each item's attributes as `relation: value`. */
export function datasetOf(
  ratings: Readonly<Record<string, Readonly<Record<string, number>>>>,
  attributes: Readonly<Record<string, readonly string[]>>,
  options: { readonly scale?: RatingScale; readonly minItemsPerAttribute?: number } = {},
): Dataset {
  const interactions = createInteractionsBuilder();
  for (const [user, rated] of Object.entries(ratings)) {
    for (const [item, rating] of Object.entries(rated)) interactions.add(user, item, rating);
  }
  const graph = createKnowledgeGraphBuilder();
  for (const [item, labels] of Object.entries(attributes)) {
    for (const label of labels) {
      const [relation, value] = label.split(": ");
      graph.add(item, relation, value);
    }
  }
  return createDataset(interactions.build(options.scale).interactions, graph.build(), {
    minItemsPerAttribute: options.minItemsPerAttribute ?? 1,
  });
}

/** Users of every odd kind beside ordinary ones; `Bare` is an item without any attribute. */
export function oddUsers(): Dataset {
  return datasetOf({
    ann: { Heat: 5, Ali: 4, Up: 1, Ran: 3 },
    "one item": { Heat: 4 },
    "one attribute": { Up: 5 },
    "all at the bottom": { Heat: 1, Ali: 1, Ran: 1 },
    "no item with an attribute": { Bare: 5 },
    bob: { Ali: 2, Up: 4, Ran: 5, Bare: 1 },
  }, {
    Heat: ["director: Mann", "genre: crime", "decade: 1990s"],
    Ali: ["director: Mann", "genre: biography", "decade: 2000s"],
    Up: ["decade: 2000s"],
    Ran: ["director: Kurosawa", "genre: drama"],
  });
}

/** Index of a user by id. */
export function userOf({ interactions }: Dataset, id: string): number {
  return interactions.users.indexOf(id)!;
}

/** A random data set in which no user or item is special; user u is called `user u`. */
export function randomDataset(
  seed: number,
  options: { readonly users?: number; readonly items?: number; readonly attributes?: number } = {},
): Dataset {
  const { users = 12, items = 20, attributes = 15 } = options;
  const random = createRandom(seed, "dataset");
  const interactions = createInteractionsBuilder();
  for (let user = 0; user < users; user++) {
    for (let k = 3 + random.integer(items); k > 0; k--) {
      interactions.add(`user ${user}`, `item ${random.integer(items)}`, 1 + random.integer(5));
    }
  }
  const graph = createKnowledgeGraphBuilder();
  for (let item = 0; item < items; item++) {
    for (let k = random.integer(6); k > 0; k--) {
      graph.add(`item ${item}`, "about", `topic ${random.integer(attributes)}`);
    }
  }
  graph.add("item 0", "about", "topic 0");
  graph.add("item 1", "about", "topic 0");
  return createDataset(interactions.build({ min: 1, max: 5 }).interactions, graph.build());
}

/** Few epochs, so that tests are quick; large enough steps that weights move. */
export const QUICK: Partial<PersonalSettings> = { epochs: 40, learningRate: 0.5 };

/** Trains on the CPU. */
export async function trainOnCpu(
  dataset: Dataset,
  settings: Partial<PersonalSettings> = QUICK,
  options: TrainOptions & { readonly batchEdges?: number; readonly threads?: number } = {},
): Promise<PersonalModel> {
  const backend = await cpuBackend({ threads: options.threads });
  const { batchEdges = backend.batchEdges } = options;
  return await trainPersonal(dataset, settings, { ...backend, batchEdges }, options);
}

/** Each user's network of a model as dense float64 matrices, trained by the plain equations. */
export function plainTwins({ dataset, settings }: PersonalModel): PlainNetwork[] {
  const { users } = dataset.interactions;
  const inputs = networkInputs(dataset);
  const { initialisation } = settings;
  const everybody = users.ids.map((_, user) => user);
  const built = buildUserNetworks(everybody, inputs, users, dataset.graph, { initialisation });
  return everybody.map((user) => {
    const plain = plainNetwork(
      { inputs, users, graph: dataset.graph },
      built,
      user,
      initialisation,
    );
    if (plain.x.length > 0) trainPlain(plain, settings.epochs, settings.learningRate);
    return plain;
  });
}
