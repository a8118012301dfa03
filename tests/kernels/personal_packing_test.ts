import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import fc from "npm:fast-check@4.10.2";
import { packNetworks } from "../../src/kernels/personal_packing.ts";
import { measureSlices, pieceLength } from "../../src/kernels/personal_slices.ts";
import { tierLimits, tierOf, TIERS } from "../../src/kernels/personal_tiers.ts";
import { buildUserNetworks } from "../../src/model/user_networks.ts";
import { createRandom } from "../../src/random.ts";
import { randomProblem } from "../_personal_fixtures.ts";

const NETWORK_WORDS = 16, ROW_WORDS = 4, SLICE = 8;

/** Networks of 0, 1 and many items, with nodes of one edge and nodes of hundreds. */
const someNetworks = fc.record({
  seed: fc.nat(),
  items: fc.integer({ min: 1, max: 400 }),
  attributes: fc.integer({ min: 1, max: 60 }),
  degree: fc.integer({ min: 1, max: 8 }),
  lanes: fc.constantFrom(1, 7, 32, 64, 1024),
}).map(({ seed, items, attributes, degree, lanes }) => {
  const sizes = [0, 1, items, Math.ceil(items / 3)];
  const { inputs, users, graph } = randomProblem(createRandom(seed, "packing"), {
    items,
    attributes,
    degree: Math.min(degree, attributes),
    sizes,
  });
  const initialisation = { kind: "constant", value: 0.01 } as const;
  const all = sizes.map((_, user) => user);
  const { networks } = buildUserNetworks(all, inputs, users, graph, { initialisation });
  const chosen = all.filter((n) => networks.itemStart[n] < networks.itemStart[n + 1]);
  return { networks, chosen, lanes };
});

Deno.test("packNetworks() keeps every edge, in both orders and in one place", () => {
  fc.assert(fc.property(someNetworks, ({ networks, chosen, lanes }) => {
    const packed = packNetworks(networks, chosen, 0, lanes);
    const edgeItem = new Uint16Array(packed.edgeItem.buffer);
    let firstEdge = 0, firstNode = 0;
    chosen.forEach((network, index) => {
      const [itemRow, items, pieceRow, pieces, , , nodes, , weight, , itemEdge] = packed.records
        .subarray(index * NETWORK_WORDS);
      // What a lane sees: weight and node of each edge of an item, item of each weight of a node's piece.
      const byItem = rowsOf(packed.rows, itemRow, items).map(({ start, length, stride, place }) => {
        strictEqual(place, 0);
        return Array.from(
          { length },
          (_, j) => packed.itemEdge[itemEdge + start + j * stride],
        );
      });
      const byPiece = rowsOf(packed.rows, pieceRow, pieces).flatMap((
        { start, length, stride, place },
      ) =>
        Array.from({ length }, (_, j) => ({
          node: place & 0xffff,
          slot: start + j * stride,
          item: edgeItem[weight + start + j * stride],
        }))
      );
      const fromItems = byItem.flatMap((pairs, item) =>
        pairs.map((pair) => `${pair >>> 16} ${item} ${pair & 0xffff}`)
      );
      const fromPieces = byPiece.map(({ node, slot, item }) => `${node} ${item} ${slot}`);
      deepStrictEqual(fromItems.sort(), fromPieces.sort());
      // The same edges as the network's.
      const edges = networks.edgeStart[network + 1] - networks.edgeStart[network];
      strictEqual(new Set(fromItems).size, edges);
      const expected: string[] = [];
      for (let i = 0; i < items; i++) {
        const row = networks.itemStart[network] + i;
        for (let e = networks.itemRow[row]; e < networks.itemRow[row + 1]; e++) {
          const own = packed.edgeSlot[firstEdge + e - networks.edgeStart[network]] - weight;
          const node = packed.nodeSlot[firstNode + networks.edgeNode[e]] - firstNode;
          expected.push(`${node} ${own}`);
        }
      }
      const found = fromItems.map((text) => text.split(" ")).map(([node, , slot]) =>
        `${node} ${slot}`
      );
      deepStrictEqual(found.sort(), expected.sort());
      firstEdge += edges;
      firstNode += nodes;
    });
  }));
});

Deno.test("measureSlices() says what packing takes, and a tier is one that holds it", () => {
  fc.assert(fc.property(someNetworks, ({ networks, chosen, lanes }) => {
    const limits = tierLimits({ workgroupBytes: 16384, invocations: 1024 }, lanes);
    for (const network of chosen) {
      const packed = packNetworks(networks, [network], 0, lanes);
      const [, items, , pieces, , splits, nodes, partials, , weights, , itemEdges] = packed.records;
      const edges = networks.edgeStart[network + 1] - networks.edgeStart[network];
      deepStrictEqual(measureSlices(networks, network, pieceLength(edges, lanes)), {
        ...{ weights, itemEdges, pieces, splits, partials },
      });
      const words = (tier: number) =>
        nodes + items + partials + (TIERS[tier].weights ? weights : 0) +
        (TIERS[tier].indices ? itemEdges + weights / 2 : 0);
      const tier = tierOf(networks, network, limits);
      const fits = TIERS.map((_, tier) => words(tier) <= limits.poolWords[tier]);
      strictEqual(tier, fits.indexOf(true));
    }
  }));
});

Deno.test("packNetworks() bounds the iterations of the slowest lane", () => {
  fc.assert(fc.property(someNetworks, ({ networks, chosen, lanes }) => {
    for (const network of chosen) {
      const packed = packNetworks(networks, [network], 0, lanes);
      const [itemRow, items, pieceRow, pieces, splitRow, splits] = packed.records;
      const loops = Array.from({ length: lanes }, (_, lane) => {
        let count = 0;
        for (const [row, rows] of [[itemRow, items], [pieceRow, pieces]]) {
          rowsOf(packed.rows, row, rows).forEach(({ length }, r) => {
            if (r % lanes === lane) count += 1 + (length >> 2) + length % 4;
          });
        }
        for (let r = lane; r < splits; r += lanes) {
          count += 1 + (packed.rows[(splitRow + r) * ROW_WORDS] >>> 16);
        }
        return count;
      });
      ok(Math.max(...loops) <= packed.iterations);
    }
  }));
});

/** Rows as the shader reads them. */
function rowsOf(words: Uint32Array, first: number, count: number) {
  return Array.from({ length: count }, (_, r) => {
    const [span, place] = words.subarray((first + r) * ROW_WORDS);
    const stride = Math.min(SLICE, count - (r - r % SLICE));
    return { start: span & 0xffff, length: span >>> 16, stride, place };
  });
}
