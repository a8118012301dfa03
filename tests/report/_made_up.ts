import { bipartiteGraph } from "../../src/data/bipartite_graph.ts";
import type { Dataset } from "../../src/data/dataset.ts";
import { sparseMatrix } from "../../src/data/sparse_matrix.ts";
import { createVocabulary } from "../../src/data/vocabulary.ts";
import { type PersonalModel, UserState } from "../../src/model/personal_model.ts";
import { DEFAULT_PERSONAL_SETTINGS } from "../../src/model/personal_settings.ts";
import { sharedGraphs } from "../../src/model/shared_graphs.ts";
import type { SharedModel } from "../../src/model/shared_model.ts";
import { DEFAULT_SHARED_SETTINGS } from "../../src/model/shared_settings.ts";
import { createRandom } from "../../src/random.ts";
import { profileAttributes } from "../../src/report/profile_attributes.ts";

/** How large a made-up data set is. */
export interface Size {
  readonly users: number;
  readonly items: number;
  readonly attributes: number;
  /** Ratings of each user. */
  readonly rated: number;
  /** Attributes of each item. */
  readonly perItem: number;
}

/** Data of a given size; some items and attributes are far more popular than others, as in all data. */
export function madeUpDataset({ users, items, attributes, rated, perItem }: Size): Dataset {
  const random = createRandom(4, "made up");
  const popular = (count: number) => Math.floor(count * random.next() ** 3);
  const draw = (rows: number, columns: number, each: number) => {
    const row: number[] = [], column: number[] = [];
    for (let r = 0; r < rows; r++) {
      const chosen = new Set<number>();
      while (chosen.size < each) chosen.add(popular(columns));
      for (const c of chosen) {
        row.push(r);
        column.push(c);
      }
    }
    return { row, column };
  };
  const ratings = draw(users, items, rated), edges = draw(items, attributes, perItem);
  const value = ratings.row.map(() => 1 + random.integer(5));
  const ids = (count: number, what: string) =>
    createVocabulary(Array.from({ length: count }, (_, k) => `${what} ${k}`));
  return {
    interactions: {
      users: ids(users, "user"),
      items: ids(items, "item"),
      ratings: sparseMatrix(users, items, { ...ratings, value }).matrix,
      scale: { min: 1, max: 5 },
    },
    attributes: Array.from({ length: attributes }, (_, k) => ({
      relation: "dcterms:subject",
      value: `http://dbpedia.org/resource/Category:Films_of_the_kind_${k}`,
    })),
    graph: bipartiteGraph(items, attributes, edges.row, edges.column),
    statistics: {
      users,
      items,
      ratings: ratings.row.length,
      scale: { min: 1, max: 5 },
      attributes,
      rareAttributes: 0,
      commonAttributes: 0,
      edges: edges.row.length,
      itemsWithoutAttributes: 0,
      ratingsWithoutAttributes: 0,
      unratedItems: 0,
    },
  };
}

/** A personal model with random profiles. */
export function madeUpPersonal(dataset: Dataset): PersonalModel {
  const random = createRandom(5, "made up");
  const { ratings } = dataset.interactions;
  const cells = profileAttributes(ratings, dataset.graph);
  const values = Float32Array.from(cells.indices, () => random.normal());
  return {
    settings: DEFAULT_PERSONAL_SETTINGS,
    dataset,
    activations: { ...cells, values },
    loss: new Float32Array(ratings.rows).fill(0.01),
    userState: new Uint8Array(ratings.rows).fill(UserState.Trained),
  };
}

/** A shared model with random weights and `fans` related items of each item. */
export function madeUpShared(dataset: Dataset, fans: number): SharedModel {
  const random = createRandom(6, "made up");
  const { items } = dataset.graph;
  const related: number[] = [];
  for (let item = 0; item < items; item++) {
    const others = new Set<number>();
    while (others.size < fans) others.add((item + 1 + random.integer(items - 1)) % items);
    related.push(...others);
  }
  const graphs = sharedGraphs(dataset.graph, {
    start: Uint32Array.from({ length: items + 1 }, (_, item) => item * fans),
    items: Uint32Array.from(related),
    similarities: new Float32Array(related.length),
  }, DEFAULT_SHARED_SETTINGS);
  const draw = (length: number) => Float32Array.from({ length }, () => random.normal());
  return {
    settings: DEFAULT_SHARED_SETTINGS,
    dataset,
    network: {
      ...graphs,
      parameters: {
        encoder: draw(graphs.encoder.itemAttributes.length),
        decoder: draw(graphs.decoder.itemAttributes.length),
      },
      activation: "identity",
      input: { value: "graded", normalise: false },
    },
    training: {
      solver: "ridge",
      fansPenalty: 200,
      attributePenalty: 20,
      trials: [],
      bytes: 0,
    },
  };
}
