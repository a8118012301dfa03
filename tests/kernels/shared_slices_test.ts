import { deepStrictEqual, ok, throws } from "node:assert/strict";
import { GpuError } from "../../src/errors.ts";
import { bipartiteGraph } from "../../src/data/bipartite_graph.ts";
import { edgeTopology } from "../../src/kernels/edge_topology.ts";
import { sliceBatch } from "../../src/kernels/shared_slices.ts";
import type { SharedObjective, SharedTopology } from "../../src/kernels/shared_step_cpu.ts";

const OBJECTIVE: SharedObjective = {
  ...{ activation: "tanh", loss: "squared-error", excludeOwnPath: false },
};

/** As many items as edges, all into one neuron. */
function topology(items: number, neurons: number): SharedTopology {
  const edges = Uint32Array.from({ length: items }, (_, item) => item);
  const both = edgeTopology(bipartiteGraph(items, neurons, edges, new Uint32Array(items)));
  const none = new Uint32Array();
  return {
    encoder: both,
    decoder: both,
    ownPaths: { start: new Uint32Array(items + 1), encoderEdge: none, decoderEdge: none },
  };
}

const slices = (bindingBytes: number, rows: SharedTopology, batchSize: number) =>
  sliceBatch({ bindingBytes }, rows, OBJECTIVE, batchSize);

Deno.test("sliceBatch() keeps a batch whole where it fits, in vectors of four", () => {
  deepStrictEqual(slices(1 << 27, topology(100, 10), 1), { lanes: 4, count: 1 });
  deepStrictEqual(slices(1 << 27, topology(100, 10), 257), { lanes: 260, count: 1 });
  deepStrictEqual(slices(4 * 100 * 260, topology(100, 10), 257), { lanes: 260, count: 1 });
  deepStrictEqual(slices(1 << 27, topology(0, 0), 5), { lanes: 8, count: 1 });
});

Deno.test("sliceBatch() cuts by the largest matrix, in blocks and words where there is room", () => {
  deepStrictEqual(slices(4 * 100 * 700, topology(100, 10), 1000), { lanes: 512, count: 2 });
  deepStrictEqual(slices(4 * 100 * 100, topology(10, 100), 1000), { lanes: 96, count: 11 });
  deepStrictEqual(slices(4 * 100 * 13, topology(100, 100), 37), { lanes: 12, count: 4 });
  throws(() => slices(4 * 100 * 3, topology(100, 10), 37), GpuError);
});

Deno.test("sliceBatch() leaves room for the parts of long rows and of losses", () => {
  // A neuron of 100 items is left in four parts of 32: more rows than there are neurons, fewer than items.
  const rows = topology(100, 1);
  for (const loss of ["multinomial", "squared-error", "observed-squared-error"] as const) {
    for (const items of [1, 5, 16, 17, 100]) {
      const { lanes } = sliceBatch({ bindingBytes: 4000 }, topology(items, 1), {
        ...OBJECTIVE,
        loss,
      }, 1000);
      // Sixteen items know four numbers a lane.
      const most = Math.max(items, loss === "multinomial" ? 4 * Math.ceil(items / 16) : 0);
      ok(4 * most * lanes <= 4000 && 4 * most * (lanes + 32) > 4000, `${loss}, ${items}: ${lanes}`);
    }
  }
  deepStrictEqual(slices(4 * 100 * 12, rows, 37).lanes, 12);
});
