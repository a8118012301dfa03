/** Values of scikit-learn and SciPy, made by tests/golden/ranking_metrics.py. */
import golden from "../golden/ranking_metrics.json" with { type: "json" };
import { bipartiteGraph } from "../../src/data/bipartite_graph.ts";
import { measure } from "../../src/metrics/metric.ts";
import { findMetrics } from "../../src/metrics/registry.ts";
import { assertClose } from "./_worked.ts";

const edges = golden.attributes.flatMap((own, item) => own.map((f) => [item, f]));
const graph = bipartiteGraph(
  golden.attributes.length,
  7,
  edges.map(([item]) => item),
  edges.map(([, attribute]) => attribute),
);
const trainingCounts = new Uint32Array(golden.attributes.length).fill(1);
const lists = golden.scores.map((scores, user) => ({
  items: [...scores.keys()].sort((a, b) => scores[b] - scores[a]),
  relevant: new Map(
    golden.ratings[user].flatMap((rating, item) =>
      rating >= golden.threshold ? [[item, rating - golden.threshold + 1]] : []
    ),
  ),
}));

const cases = [
  { values: golden.values, cutoff: golden.cutoff },
  { values: golden.whole, cutoff: golden.attributes.length },
];
for (const { values, cutoff } of cases) {
  for (const [name, value] of Object.entries(values)) {
    Deno.test(`${name} agrees with scikit-learn or SciPy`, () => {
      const [metric] = findMetrics([name]);
      assertClose(measure(metric, lists, { cutoff, trainingCounts, graph }), value, 1e-9);
    });
  }
}
