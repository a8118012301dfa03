import { sparseMatrix } from "../../src/data/sparse_matrix.ts";
import { ACTIVATIONS } from "../../src/kernels/activation.ts";
import { BATCH_LOSSES, batchLoss } from "../../src/kernels/batch_loss_cpu.ts";
import { edgeSddmm, edgeSpmm } from "../../src/kernels/edge_kernels_cpu.ts";
import { close, normals, randomTopology, stream } from "./_edges.ts";

const ITEMS = 9, ATTRIBUTES = 6, LANES = 4;

Deno.test("the kernels together give the slopes of a network's loss in both of its layers", () => {
  const random = stream("network");
  const sizes = { items: ITEMS, attributes: ATTRIBUTES, edges: 30, lanes: LANES };
  const { byItem, byAttribute } = randomTopology(random, sizes);
  const edges = byItem.column.length;
  const cells = [...Array(ITEMS * 3).keys()].filter(() => random.next() < 0.4);
  const { matrix: targets } = sparseMatrix(3, ITEMS, {
    row: cells.map((cell) => cell % 3),
    column: cells.map((cell) => Math.floor(cell / 3)),
    value: cells.map(() => 1),
  });
  // Three users and one lane of padding, in another order than in the targets.
  const batch = { targets, users: [2, 0, 1], scale: [1 / 3, 1 / 3, 1 / 3] };
  const x = normals(random, ITEMS * LANES), bias = normals(random, ATTRIBUTES);
  const encoder = normals(random, edges), decoder = normals(random, edges);
  const hidden = new Float64Array(ATTRIBUTES * LANES), dHidden = hidden.slice();
  const z = new Float64Array(ITEMS * LANES), dz = z.slice();

  for (const activation of ACTIVATIONS) {
    for (const loss of BATCH_LOSSES) {
      const forward = () => {
        edgeSpmm(byAttribute, encoder, x, hidden, LANES, { bias, activation });
        edgeSpmm(byItem, decoder, hidden, z, LANES);
        return batchLoss(loss, z, dz, LANES, batch).reduce((sum, l) => sum + l / 3, 0);
      };
      forward();
      const dDecoder = new Float64Array(edges), dEncoder = new Float64Array(edges);
      edgeSddmm(byItem, dz, hidden, dDecoder, LANES);
      const finish = { slopeOf: activation, values: hidden };
      edgeSpmm(byAttribute, decoder, dz, dHidden, LANES, finish);
      edgeSddmm(byItem, x, dHidden, dEncoder, LANES);
      for (const [weight, gradient] of [[encoder, dEncoder], [decoder, dDecoder]]) {
        const slopes = weight.map((w, e) => {
          const at = (value: number) => {
            weight[e] = value;
            return forward();
          };
          const slope = (at(w + 1e-6) - at(w - 1e-6)) / 2e-6;
          weight[e] = w;
          return slope;
        });
        close(gradient, slopes, 1e-6, `${activation}, ${loss}`);
      }
    }
  }
});
