import { deepStrictEqual, strictEqual, throws } from "node:assert/strict";
import { createDataset } from "../../src/data/dataset.ts";
import { createInteractionsBuilder } from "../../src/data/interactions.ts";
import { createKnowledgeGraphBuilder } from "../../src/data/knowledge_graph.ts";
import { neuronFinder } from "../../src/explain/find_neuron.ts";
import type { SharedModel } from "../../src/model/shared_model.ts";
import { DEFAULT_SHARED_SETTINGS } from "../../src/model/shared_settings.ts";
import { trainOnCpu } from "../model/_datasets.ts";
import { type NetworkOptions, randomNetwork } from "../model/_shared_networks.ts";

const PLACE = "http://dbpedia.org/resource/";
const ATTRIBUTES = [
  ["dbo:starring", `${PLACE}Tom_Cruise`],
  ["dbo:producer", `${PLACE}Tom_Cruise`],
  ["genre", "Western"],
  ["http://purl.org/dc/terms/subject", `${PLACE}Category:1990s_films`],
  ["schema:genre", "Western"],
  ["studio", "A24"],
  ["studio", "a24"],
  ["motto", "all: or nothing"],
] as const;
const TITLES = ["Heat (1995)", "Heat (1995)", "Amélie (2001)"];

const ratings = createInteractionsBuilder();
["f1", "f2", "f3"].forEach((film, k) => ratings.add("ann", film, k + 1));
const knowledge = createKnowledgeGraphBuilder();
for (const [relation, value] of ATTRIBUTES) knowledge.add("f1", relation, value);
const dataset = createDataset(ratings.build().interactions, knowledge.build(), {
  minItemsPerAttribute: 1,
});

function sharedModel(options: NetworkOptions): SharedModel {
  return {
    settings: DEFAULT_SHARED_SETTINGS,
    dataset,
    network: randomNetwork(dataset.graph, 1, options),
    training: { solver: "ridge", fansPenalty: 1, attributePenalty: 1, trials: [], bytes: 0 },
  };
}

const personal = neuronFinder(await trainOnCpu(dataset));
const shared = neuronFinder(sharedModel({ biases: true }), TITLES);

Deno.test("neuronFinder() finds attributes by label, as the data write them, and by a value of one only", () => {
  const names: readonly (readonly [index: number, ...names: string[]])[] = [
    [0, "starring: Tom Cruise", "STARRING:  tom cruise", " starring: Tom Cruise "],
    [0, `dbo:starring ${PLACE}Tom_Cruise`, `dbo:starring\t${PLACE}Tom_Cruise`],
    [
      0,
      `dbo:starring: ${PLACE}Tom_Cruise`,
      `starring: ${PLACE}tom_cruise`,
      "dbo:starring: Tom Cruise",
    ],
    [3, "subject: 1990s films", "1990s FILMS", `${PLACE}Category:1990s_films`],
    [3, `http://purl.org/dc/terms/subject ${PLACE}Category:1990s_films`],
    [4, "schema:genre Western", "schema:genre: western"],
    [5, "studio: A24", "A24"],
    [6, "studio: a24", "a24"],
    [7, "motto: all: or nothing", "all: or nothing"],
  ];
  for (const [index, ...texts] of names) {
    for (const find of [personal, shared]) {
      deepStrictEqual(texts.map(find), texts.map(() => index));
    }
  }
});

Deno.test("neuronFinder() finds fans by title or id, and the overall popularity", () => {
  const fans = ATTRIBUTES.length;
  strictEqual(shared("fans of Amélie (2001)"), fans + 2);
  strictEqual(shared("Fans of ame\u0301lie (2001)"), fans + 2);
  strictEqual(shared("amélie (2001)"), fans + 2);
  strictEqual(shared("fans of f2"), fans + 1);
  strictEqual(shared("f1"), fans);
  strictEqual(shared("overall popularity"), fans + 3);
  strictEqual(neuronFinder(sharedModel({ neurons: "fans" }))("fans of f3"), 2);
});

Deno.test("neuronFinder() throws with all who are called so when several match", () => {
  throws(() => personal("Tom Cruise"), {
    name: "UsageError",
    message:
      "Cannot tell which neuron 'Tom Cruise' is: 2 are called so, expected one of 'starring: Tom Cruise', 'producer: Tom Cruise'",
  });
  throws(() => personal("genre: Western"), {
    message:
      "Cannot tell which neuron 'genre: Western' is: 2 are called so, expected one of 'genre Western', 'schema:genre Western'",
  });
  throws(() => shared("fans of Heat (1995)"), {
    message:
      "Cannot tell which neuron 'fans of Heat (1995)' is: 2 are called so, expected one of 'fans of f1', 'fans of f2'",
  });
});

Deno.test("neuronFinder() names what tells neurons apart in a way that it finds", () => {
  for (const name of ["genre Western", "schema:genre Western", "fans of f1", "fans of f2"]) {
    strictEqual(typeof shared(name), "number");
  }
});

Deno.test("neuronFinder() throws with the closest names when nothing matches", () => {
  throws(() => personal("starring: Tom Criuse"), {
    name: "UsageError",
    message:
      "Cannot find neuron 'starring: Tom Criuse', expected one of the 8 neurons of the model such as " +
      "'starring: Tom Cruise', 'producer: Tom Cruise'",
  });
  throws(
    () => shared("fans of Amelie"),
    /one of the 12 neurons of the model such as 'fans of Amélie/,
  );
  throws(() => personal("xyzzy"), /such as 'starring: Tom Cruise'$/);
  throws(() => personal(""), /Cannot find neuron ''/);
});

Deno.test("neuronFinder() knows no popularity where the model has none", () => {
  for (const find of [personal, neuronFinder(sharedModel({}))]) {
    throws(() => find("overall popularity"), /Cannot find neuron 'overall popularity'/);
  }
});
