/** What every metric of the registry keeps to, over lists drawn at random. */
import { match, ok, strictEqual } from "node:assert/strict";
import fc from "npm:fast-check@4.10.2";
import { bipartiteGraph } from "../../src/data/bipartite_graph.ts";
import { type JudgedList, measure, mergeTallies } from "../../src/metrics/metric.ts";
import { metrics } from "../../src/metrics/registry.ts";
import { assertClose } from "../metrics/_worked.ts";

/** Items 0 .. 11 can be recommended; 12 .. 14 only occur in the test. */
const trainingCounts = Uint32Array.from({ length: 15 }, (_, item) => item < 12 ? item + 1 : 0);
const catalogue = 12;
/** Where the highest value is not 1. */
const highest: Record<string, number> = {
  "item-coverage": catalogue,
  "user-coverage": 8,
  "shannon-entropy": Math.log2(catalogue),
  "efd": Math.log2(12 * 13 / 2),
  "arp": 12,
  // Its ideal list is a greedy one, whose every prefix gains at least 1 - 1/e of the most (Nemhauser et al. 1978).
  "alpha-ndcg": 1 / (1 - 1 / Math.E),
};
/** Where nothing shown is the highest value. */
const highestWhenEmpty = ["gini-index"];
/** Items 3, 7, 11 and 14 have no attribute. */
const graph = bipartiteGraph(
  15,
  5,
  [0, 0, 1, 1, 2, 2, 4, 4, 5, 5, 6, 8, 8, 9, 10, 10, 12, 13],
  [0, 1, 1, 2, 0, 3, 3, 4, 1, 4, 2, 0, 2, 3, 1, 3, 4, 4],
);

const relevant: fc.Arbitrary<Map<number, number>> = fc
  .uniqueArray(fc.tuple(fc.nat(14), fc.integer({ min: 1, max: 4 })), {
    selector: ([item]) => item,
    minLength: 1,
  })
  .map((entries) => new Map(entries));
const list: fc.Arbitrary<JudgedList> = fc.record({
  items: fc.shuffledSubarray([...Array(catalogue).keys()]),
  relevant,
});
const lists = fc.array(list, { minLength: 1, maxLength: 8 });
const context = fc.record({
  cutoff: fc.integer({ min: 1, max: 15 }),
  trainingCounts: fc.constant(trainingCounts),
  trainingUsers: fc.constant(20),
  graph: fc.constant(graph),
});

/** The user's relevant items by descending grade. */
function perfect(relevant: ReadonlyMap<number, number>): JudgedList {
  return {
    items: [...relevant.keys()].sort((a, b) => relevant.get(b)! - relevant.get(a)!),
    relevant,
  };
}

Deno.test("the registry has one metric per name", () => {
  strictEqual(new Set(metrics.map((metric) => metric.name)).size, metrics.length);
});

for (const metric of metrics) {
  Deno.test(`${metric.name} has a name and a description fit for a table`, () => {
    match(metric.name, /^[a-z0-9]+(-[a-z0-9]+)*$/);
    match(metric.description, /[^.]$/);
  });

  Deno.test(`${metric.name} is the same when parts of the users are merged`, () => {
    fc.assert(fc.property(lists, context, fc.nat(8), (lists, context, cut) => {
      const first = metric.start(context), second = metric.start(context);
      for (const list of lists.slice(0, cut)) metric.add(first, list, context);
      for (const list of lists.slice(cut)) metric.add(second, list, context);
      mergeTallies(first, second);
      assertClose(metric.value(first, context), measure(metric, lists, context));
    }));
  });

  Deno.test(`${metric.name} is the same when the users come in another order`, () => {
    fc.assert(fc.property(lists, context, (lists, context) => {
      assertClose(
        measure(metric, lists.toReversed(), context),
        measure(metric, lists, context),
      );
    }));
  });

  Deno.test(`${metric.name} stays in its range`, () => {
    fc.assert(fc.property(lists, context, (lists, context) => {
      const value = measure(metric, lists, context);
      ok(value >= 0 && value <= (highest[metric.name] ?? 1) + 1e-12, `${value}`);
    }));
  });

  const empty = highestWhenEmpty.includes(metric.name) ? 1 : 0;
  Deno.test(`${metric.name} is ${empty} when all lists are empty`, () => {
    fc.assert(fc.property(fc.array(relevant, { minLength: 1 }), context, (users, context) => {
      const lists = users.map((relevant) => ({ items: new Uint32Array(0), relevant }));
      strictEqual(measure(metric, lists, context), empty);
    }));
  });

  Deno.test(`${metric.name} looks at the first k places only`, () => {
    fc.assert(fc.property(lists, context, (lists, context) => {
      const cut = lists.map(({ items, relevant }) => ({
        items: Array.from(items).slice(0, context.cutoff),
        relevant,
      }));
      strictEqual(measure(metric, cut, context), measure(metric, lists, context));
    }));
  });

  Deno.test(`${metric.name} leaves lists and context as they are`, () => {
    fc.assert(fc.property(lists, context, (lists, context) => {
      const before = fc.stringify({ lists, context });
      measure(metric, lists, context);
      strictEqual(fc.stringify({ lists, context }), before);
    }));
  });

  const { ofUser } = metric;
  if (ofUser) {
    Deno.test(`${metric.name} is the mean of the users' own values`, () => {
      fc.assert(fc.property(lists, context, (lists, context) => {
        const sum = lists.reduce((sum, list) => sum + ofUser(list, context), 0);
        assertClose(measure(metric, lists, context), sum / lists.length);
      }));
    });
  }

  if (metric.group !== "accuracy") continue;

  Deno.test(`${metric.name} is highest when every list is perfect`, () => {
    fc.assert(fc.property(lists, context, (lists, context) => {
      const best = measure(metric, lists.map(({ relevant }) => perfect(relevant)), context);
      ok(measure(metric, lists, context) <= best + 1e-12);
    }));
  });

  Deno.test(`${metric.name} is 1 when every list is perfect and k items are relevant`, () => {
    fc.assert(fc.property(relevant, (relevant) => {
      const context = { cutoff: relevant.size, trainingCounts };
      assertClose(measure(metric, [perfect(relevant)], context), 1);
    }));
  });

  Deno.test(`${metric.name} is 0 when nothing relevant is listed`, () => {
    fc.assert(fc.property(lists, context, (lists, context) => {
      const misses = lists.map(({ items, relevant }) => ({
        items: Array.from(items).filter((item) => !relevant.has(item)),
        relevant,
      }));
      strictEqual(measure(metric, misses, context), 0);
    }));
  });
}
