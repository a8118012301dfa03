import { deepStrictEqual, notDeepStrictEqual, strictEqual } from "node:assert/strict";
import { sparseMatrix } from "../../../src/data/sparse_matrix.ts";
import {
  drawUsers,
  userExplainer,
} from "../../../src/evaluate/explanation_quality/explained_user.ts";
import { attributeSum } from "../../../src/recommend/attribute_sum.ts";
import { matrixOf } from "../../recommend/_profiles.ts";
import { handWorld, recommenderOf } from "./_worlds.ts";

Deno.test("drawUsers() is a permutation that the seed decides", () => {
  const drawn = drawUsers(50, 3);
  deepStrictEqual([...drawn].sort((a, b) => a - b), [...Array(50).keys()]);
  deepStrictEqual(drawUsers(50, 3), drawn);
  notDeepStrictEqual(drawUsers(50, 4), drawn);
  strictEqual(drawUsers(0, 3).length, 0);
});

Deno.test("userExplainer() lists unrated items with their scores taken apart", () => {
  const model = handWorld(), { graph, interactions: { ratings, items } } = model.dataset;
  const explain = userExplainer(recommenderOf(model, "attribute-sum"), graph, ratings, 3);
  const ann = explain(0, 7)!;
  strictEqual(ann.place, 7);
  deepStrictEqual([...ann.list.items].map((item) => items.ids[item]), ["i0", "i1", "i2"]);
  deepStrictEqual([...ann.list.scores], [6, 3.5, 3]);
  deepStrictEqual(ann.attributions.map(({ score }) => score), [6, 3.5, 3]);
});

Deno.test("userExplainer() passes over users without a list or without a reason", () => {
  const { graph, interactions: { ratings } } = handWorld().dataset;
  const empty = sparseMatrix(2, graph.attributes, { row: [], column: [], value: [] }).matrix;
  strictEqual(userExplainer(attributeSum(empty, graph), graph, ratings, 3)(0, 0), undefined);
  // bob's one candidate has attribute a, and the profile only d: a score of 0 without reasons.
  const d = [...Array(graph.attributes).keys()].map((f) =>
    f === graph.attributes - 1 ? 1 : undefined
  );
  const other = attributeSum(matrixOf(graph.attributes, d, d), graph);
  strictEqual(userExplainer(other, graph, ratings, 3)(1, 0), undefined);
});
