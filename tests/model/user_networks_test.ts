import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import fc from "npm:fast-check@4.10.2";
import { bipartiteGraph } from "../../src/data/bipartite_graph.ts";
import { sparseMatrix } from "../../src/data/sparse_matrix.ts";
import type { Initialisation } from "../../src/model/personal_settings.ts";
import { buildUserNetworks, type UserNetworks } from "../../src/model/user_networks.ts";
import { createRandom } from "../../src/random.ts";
import { oneUser, type PersonalProblem, randomProblem } from "../_personal_fixtures.ts";

const CONSTANT: Initialisation = { kind: "constant", value: 0.01 };
const XAVIER: Initialisation = { kind: "xavier", seed: 7 };

function build(
  { inputs, users, graph }: PersonalProblem,
  chosen: readonly number[],
  initialisation = CONSTANT,
  collapse = true,
): UserNetworks {
  return buildUserNetworks(chosen, inputs, users, graph, { initialisation, collapse });
}

/** One network in plain lists, with catalogue indices instead of positions. */
function unpack(built: UserNetworks, network: number) {
  const { networks } = built;
  const from = (start: Uint32Array) => [start[network], start[network + 1]] as const;
  const [firstItem, lastItem] = from(networks.itemStart);
  const [firstNode, lastNode] = from(networks.nodeStart);
  const [firstEdge, lastEdge] = from(networks.edgeStart);
  const [firstAttribute, lastAttribute] = from(built.attributeStart);
  const items = [...built.items.subarray(firstItem, lastItem)];
  const attributes = [...built.attributes.subarray(firstAttribute, lastAttribute)];
  const attributesOfNode: number[][] = Array.from({ length: lastNode - firstNode }, () => []);
  attributes.forEach((f, l) => attributesOfNode[built.attributeNode[firstAttribute + l]].push(f));
  const edgesByItem: [item: number, node: number, edge: number][] = [];
  for (let i = firstItem; i < lastItem; i++) {
    for (let e = networks.itemRow[i]; e < networks.itemRow[i + 1]; e++) {
      edgesByItem.push([i - firstItem, networks.edgeNode[e], e - firstEdge]);
    }
  }
  const edgesByNode: typeof edgesByItem = [];
  for (let c = firstNode; c < lastNode; c++) {
    for (let k = networks.nodeRow[c]; k < networks.nodeRow[c + 1]; k++) {
      edgesByNode.push([networks.nodeItem[k], c - firstNode, networks.nodeEdge[k]]);
    }
  }
  return {
    items,
    attributes,
    attributesOfNode,
    edgesByItem,
    edgesByNode,
    edges: lastEdge - firstEdge,
    x: [...networks.input.subarray(firstItem, lastItem)],
    multiplicity: [...networks.multiplicity.subarray(firstNode, lastNode)],
    inputPower: [...networks.inputPower.subarray(firstNode, lastNode)],
    activation: [...built.state.activation.subarray(firstNode, lastNode)],
    weight: [...built.state.weight.subarray(firstEdge, lastEdge)],
  };
}

const attributesOf = ({ graph }: PersonalProblem, item: number) => [
  ...graph.itemAttributes.subarray(graph.itemStart[item], graph.itemStart[item + 1]),
];

const problems = fc.record({
  seed: fc.integer(),
  items: fc.integer({ min: 1, max: 25 }),
  attributes: fc.integer({ min: 0, max: 30 }),
  degree: fc.integer({ min: 1, max: 5 }),
  shares: fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 6 }),
  collapse: fc.boolean(),
}).map(({ seed, shares, collapse, ...options }) => ({
  collapse,
  problem: randomProblem(createRandom(seed, "user networks"), {
    ...options,
    sizes: shares.map((share) => Math.floor(share * options.items)),
  }),
}));

Deno.test("buildUserNetworks() gives each user the rated items with attributes and all their edges", () => {
  fc.assert(
    fc.property(problems, ({ problem, collapse }) => {
      const users = problem.users.ids.map((_, user) => user).reverse();
      const built = build(problem, users, CONSTANT, collapse);
      deepStrictEqual([...built.users], users);
      users.forEach((user, network) => {
        const rated = [...problem.inputs.indices.subarray(
          problem.inputs.indptr[user],
          problem.inputs.indptr[user + 1],
        )];
        const found = unpack(built, network);
        deepStrictEqual(
          found.items,
          rated.filter((item) => attributesOf(problem, item).length > 0),
        );
        const all = new Set(found.items.flatMap((item) => attributesOf(problem, item)));
        deepStrictEqual(found.attributes, [...all].sort((a, b) => a - b));
        // Spelt out by attribute, the edges are those of the graph, none missing and none twice.
        const spelt = found.edgesByItem.flatMap(([i, node]) =>
          found.attributesOfNode[node].map((f) => `${found.items[i]} ${f}`)
        );
        deepStrictEqual(
          spelt.sort(),
          found.items.flatMap((item) => attributesOf(problem, item).map((f) => `${item} ${f}`))
            .sort(),
        );
      });
    }),
    { seed: 2017, numRuns: 150 },
  );
});

Deno.test("buildUserNetworks() lists the same edges by item and by node", () => {
  fc.assert(
    fc.property(problems, ({ problem, collapse }) => {
      const built = build(problem, problem.users.ids.map((_, user) => user), CONSTANT, collapse);
      for (let network = 0; network < built.networks.count; network++) {
        const { edges, edgesByItem, edgesByNode, items } = unpack(built, network);
        strictEqual(edgesByItem.length, edges);
        deepStrictEqual(edgesByItem.map(([, , edge]) => edge), [...Array(edges).keys()]);
        const byNode = edgesByItem.toSorted((a, b) => a[1] - b[1] || a[0] - b[0]);
        deepStrictEqual(edgesByNode, byNode);
        strictEqual(new Set(edgesByItem.map(([item]) => item)).size, items.length);
      }
    }),
    { seed: 2018, numRuns: 150 },
  );
});

Deno.test("buildUserNetworks() sums up each node and starts it at its weights' sum", () => {
  fc.assert(
    fc.property(problems, ({ problem, collapse }) => {
      const built = build(problem, problem.users.ids.map((_, user) => user), CONSTANT, collapse);
      for (let network = 0; network < built.networks.count; network++) {
        const found = unpack(built, network);
        deepStrictEqual(found.multiplicity, found.attributesOfNode.map((list) => list.length));
        ok(collapse || found.multiplicity.every((m) => m === 1));
        found.attributesOfNode.forEach((_, node) => {
          const inputs = found.edgesByNode.filter(([, c]) => c === node).map(([i]) => found.x[i]);
          // Ratings are quarters, so that these sums are exact.
          strictEqual(found.inputPower[node], inputs.reduce((sum, x) => sum + x * x, 0));
          const start = inputs.reduce((sum, x) => sum + 0.01 * x, 0);
          ok(Math.abs(found.activation[node] - start) < 1e-15);
        });
        for (const [, node, edge] of found.edgesByItem) {
          strictEqual(found.weight[edge], 0.01 * Math.sqrt(found.multiplicity[node]));
        }
      }
    }),
    { seed: 2019, numRuns: 150 },
  );
});

Deno.test("buildUserNetworks() gives an empty network to a user without a rated item that has an attribute", () => {
  // Users 0 and 2 have rated nothing and a bare item; user 1 has a network.
  const problem: PersonalProblem = {
    ...oneUser([], 2, [0, 0], [0, 1]),
    inputs: sparseMatrix(3, 2, { row: [1, 2], column: [0, 1], value: [1, 1] }).matrix,
    users: { ids: ["a", "b", "c"], indexOf: () => undefined },
    graph: bipartiteGraph(2, 2, [0, 0], [0, 1]),
  };
  const { networks, attributeStart, state } = build(problem, [0, 1, 2]);
  deepStrictEqual([...networks.itemStart], [0, 0, 1, 1]);
  deepStrictEqual([...networks.nodeStart], [0, 0, 1, 1]);
  deepStrictEqual([...networks.edgeStart], [0, 0, 1, 1]);
  deepStrictEqual([...attributeStart], [0, 0, 2, 2]);
  deepStrictEqual([...state.loss], [0, 0, 0]);
});

Deno.test("buildUserNetworks() builds nothing when no user is chosen", () => {
  const built = build(oneUser([1], 1, [0], [0]), []);
  strictEqual(built.networks.count, 0);
  deepStrictEqual([...built.networks.itemStart], [0]);
  strictEqual(built.state.activation.length, 0);
});

Deno.test("buildUserNetworks() shares no nodes when the weights start at random", () => {
  const problem = oneUser([1, 0.5], 3, [0, 0, 0, 1, 1, 1], [0, 1, 2, 0, 1, 2]);
  deepStrictEqual(unpack(build(problem, [0], CONSTANT), 0).multiplicity, [3]);
  const random = unpack(build(problem, [0], XAVIER), 0);
  deepStrictEqual(random.multiplicity, [1, 1, 1]);
  strictEqual(new Set(random.weight).size, 6);
  const bound = Math.sqrt(6 / (2 + 3));
  ok(random.weight.every((weight) => Math.abs(weight) <= bound));
});

Deno.test("buildUserNetworks() draws a user's random start from the user's id, whoever else is there", () => {
  const problem = randomProblem(createRandom(3, "user networks"), {
    items: 12,
    attributes: 9,
    degree: 3,
    sizes: [9, 10, 11],
  });
  const alone = unpack(build(problem, [1], XAVIER), 0);
  deepStrictEqual(unpack(build(problem, [2, 1, 0], XAVIER), 1), alone);
  const renamed = { ...problem, users: { ...problem.users, ids: ["x", "y", "z"] } };
  ok(unpack(build(renamed, [1], XAVIER), 0).weight[0] !== alone.weight[0]);
});
