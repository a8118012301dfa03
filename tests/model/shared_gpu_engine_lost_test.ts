import { rejects } from "node:assert/strict";
import { bipartiteGraph } from "../../src/data/bipartite_graph.ts";
import { sparseMatrix } from "../../src/data/sparse_matrix.ts";
import { GpuError } from "../../src/errors.ts";
import { openGpu } from "../../src/gpu/device.ts";
import { sharedGpuEngine } from "../../src/model/shared_gpu_engine.ts";
import { gpuTest } from "../_gpu.ts";

gpuTest("a lost device is an error and not an endless wait", async () => {
  using gpu = (await openGpu())!;
  const graph = bipartiteGraph(2, 1, [0, 1], [0, 0]);
  const x = sparseMatrix(1, 2, { row: [0], column: [0], value: [1] }).matrix;
  using engine = await sharedGpuEngine(gpu)({
    ...{ encoder: graph, decoder: graph, batchSize: 1 },
    objective: { activation: "identity", loss: "multinomial", excludeOwnPath: true },
    optimiser: { kind: "adam", weightDecay: 0 },
  }, { parameters: { encoder: Float32Array.of(1, 2), decoder: Float32Array.of(3, 4) }, steps: 0 });
  await engine.step({ inputs: x, targets: x }, 0.1);
  gpu.device.destroy();
  // A fast device is looked at every 128 steps.
  await rejects(async () => {
    for (let k = 0; k < 300; k++) await engine.step({ inputs: x, targets: x }, 0.1);
  }, GpuError);
  await rejects(async () => await engine.takeLoss(), GpuError);
  await rejects(async () => await engine.read(), GpuError);
});
