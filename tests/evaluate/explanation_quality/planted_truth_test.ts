import { deepStrictEqual, notDeepStrictEqual, ok, strictEqual } from "node:assert/strict";
import {
  attributeWeights,
  countedItems,
} from "../../../src/evaluate/explanation_quality/attribute_weights.ts";
import { recoverTastes } from "../../../src/evaluate/explanation_quality/planted_truth.ts";
import {
  plantedTruthFindings,
  plantedTruthTables,
} from "../../../src/evaluate/explanation_quality/planted_truth_report.ts";
import { createRandom } from "../../../src/random.ts";
import { assertClose } from "../../metrics/_worked.ts";
import { LIKED, modelOf, recommenderOf, tasteWorld } from "./_worlds.ts";

const { model, tastes } = tasteWorld();
const weightsOf = (of: typeof model) =>
  attributeWeights(recommenderOf(of, "attribute-sum"), of.dataset.graph);
const counts = countedItems(model.dataset.graph, model.dataset.interactions.ratings);
/** The same profiles with every user's weights shuffled. */
const shuffledModel = () => {
  const { activations } = model, values = activations.values.slice();
  const random = createRandom(5, "shuffled");
  for (let user = 0; user < activations.rows; user++) {
    random.shuffle(values.subarray(activations.indptr[user], activations.indptr[user + 1]));
  }
  return modelOf(model.dataset, { ...activations, values });
};
/** Tastes with one dislike for each user beside the likes. */
const withDislikes = [
  ...tastes,
  ...model.dataset.interactions.users.ids.map((_, user) => ({
    user,
    attribute: [...model.dataset.attributes.keys()]
      .find((f) => !tastes.some((taste) => taste.user === user && taste.attribute === f))!,
    weight: -1,
    isControl: false,
  })),
];

Deno.test("planted tastes are recovered and both controls lose clearly", () => {
  const truth = recoverTastes(weightsOf(model), counts, withDislikes, 42)!;
  strictEqual(truth.users, model.activations.rows);
  deepStrictEqual([truth.controlUsers, truth.meanLikes], [0, LIKED]);
  const [{ weights, measures }] = truth.definitions;
  strictEqual(weights, "profile");
  const valueOf = (name: string) => measures.find(({ measure }) => measure === name)!;
  for (const name of ["precision@1", "precision@3", "AUC", "AUC-dislikes"]) {
    strictEqual(valueOf(name).planted!.mean, 1);
  }
  assertClose(valueOf("precision@5").planted!.mean, LIKED / 5);
  for (const { measure, controls } of measures) {
    for (const { control, comparison } of controls) {
      strictEqual(comparison?.control, "loses", `${measure} ${control}`);
    }
  }
  const [finding] = plantedTruthFindings(truth);
  ok(finding.asHoped && finding.text.includes("told by the profile weights"));
});

Deno.test("weights without a trace of the tastes do not differ from the controls, and that is a finding", () => {
  const truth = recoverTastes(weightsOf(shuffledModel()), counts, withDislikes, 42)!;
  for (const { measure, controls } of truth.definitions[0].measures) {
    for (const { control, comparison } of controls) {
      // What the user rated still tells the tastes, though the weights do not.
      if (control === "counted-items" && measure !== "AUC") continue;
      const expected = control === "counted-items" ? "wins" : "unclear";
      strictEqual(comparison?.control, expected, `${measure} ${control}`);
    }
  }
  const [{ asHoped, text }] = plantedTruthFindings(truth);
  strictEqual(asHoped, false);
  ok(
    text.startsWith(
      "Planted tastes by the profile weights: shuffled labels do not lose clearly in",
    ),
  );
  ok(text.includes("counts of rated items do clearly better in precision@1"), text);
});

Deno.test("users whose ratings were shuffled are told apart", () => {
  const some = tastes.map((taste) => ({ ...taste, isControl: taste.user % 3 === 0 }));
  const truth = recoverTastes(weightsOf(model), counts, some, 42)!;
  strictEqual(truth.controlUsers, Math.ceil(model.activations.rows / 3));
  strictEqual(truth.users + truth.controlUsers, model.activations.rows);
  const [{ measures: [{ planted, shuffledRatings }] }] = truth.definitions;
  deepStrictEqual([planted!.users, shuffledRatings!.users], [truth.users, truth.controlUsers]);
  const [{ columns, rows }] = plantedTruthTables(truth);
  ok(rows.every((row) => row.length === columns.length));
  strictEqual(columns.at(-1), "users with shuffled ratings");
});

Deno.test("tastes of attributes that a user has no weight of are left out", () => {
  const { indptr, indices, values, ...shape } = model.activations;
  // The first user's profile loses all but its first two attributes.
  const kept = [...indices.keys()].filter((k) => k >= indptr[1] || k < 2);
  const fewer = modelOf(model.dataset, {
    ...shape,
    indptr: indptr.map((start, row) => row === 0 ? 0 : start - (indptr[1] - 2)),
    indices: Uint32Array.from(kept, (k) => indices[k]),
    values: Float32Array.from(kept, (k) => values[k]),
  });
  const taste = { user: 0, attribute: indices[5], weight: 1, isControl: false };
  strictEqual(recoverTastes(weightsOf(fewer), counts, [taste], 42), undefined);
  const seen = { ...taste, attribute: indices[1] };
  strictEqual(recoverTastes(weightsOf(fewer), counts, [taste, seen], 42)!.meanLikes, 1);
});

Deno.test("recoverTastes() repeats by its seed, whatever the order of the tastes", () => {
  const at = (seed: number, of = withDislikes) => recoverTastes(weightsOf(model), counts, of, seed);
  deepStrictEqual(at(1), at(1));
  deepStrictEqual(at(1, withDislikes.toReversed())!.users, at(1)!.users);
  notDeepStrictEqual(at(1), at(2));
  strictEqual(recoverTastes(weightsOf(model), counts, [], 1), undefined);
  strictEqual(recoverTastes([], counts, tastes, 1), undefined);
});
