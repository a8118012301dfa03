import code from "../../shaders/personal_autoencoder.wgsl" with { type: "text" };
import { createBufferPool, readBuffers } from "../gpu/buffer.ts";
import type { Gpu } from "../gpu/device.ts";
import { createKernel, MAX_LOOP_ITERATIONS } from "../gpu/kernel.ts";
import type { PersonalNetworks, PersonalState, PersonalStep } from "./personal_networks.ts";

/** Trains chosen networks on a GPU and writes what they learned into `state`. */
export interface PersonalTrainer {
  /** True where this kernel can hold the network. */
  fits(networks: PersonalNetworks, network: number): boolean;
  /**
   * Trains the networks listed in `chosen`, each of which must fit.
   *
   * @param networks The packed networks.
   * @param chosen Which of them to train.
   * @param state Changed in place for the chosen networks.
   * @param step Epochs and learning rate.
   */
  train(
    networks: PersonalNetworks,
    chosen: readonly number[],
    state: PersonalState,
    step: PersonalStep,
  ): Promise<void>;
}

/** Words of one record of struct Network and struct Row in the shader. */
const NETWORK_WORDS = 8, ROW_WORDS = 4;

/** Invocations per workgroup; measured in bench/results. */
const LANES = 64;

/**
 * Compiles `personal_autoencoder.wgsl`: one workgroup per network, which must fit in workgroup memory (about 10 bytes per edge).
 *
 * @param gpu The device; its own limit of workgroup memory decides how large a network may be.
 * @param options `lanes`: invocations per workgroup.
 * @returns The trainer.
 */
export async function createPersonalAutoencoder(
  gpu: Gpu,
  options: { readonly lanes?: number } = {},
): Promise<PersonalTrainer> {
  const lanes = options.lanes ?? LANES;
  // The shader also keeps one float of squared error per lane; wgpu does not check the total.
  const poolWords = gpu.facts.workgroupBytes / 4 - lanes;
  const kernel = await createKernel(gpu, "personal_autoencoder", code, {
    lanes,
    pool_words: poolWords,
  });
  return {
    fits: (networks, network) =>
      usedWords(networks, network) <= poolWords &&
      iterationsPerEpoch(networks, network, lanes) < MAX_LOOP_ITERATIONS / 2,

    async train(networks, chosen, state, step) {
      if (step.epochs === 0) return;
      for (let from = 0; from < chosen.length; from += gpu.facts.workgroups) {
        await trainPart(chosen.slice(from, from + gpu.facts.workgroups));
      }

      async function trainPart(part: readonly number[]) {
        using pool = createBufferPool(gpu);
        const packed = pack(networks, part, state);
        const activation = pool.upload("activation", packed.activation);
        const weight = pool.upload("weight", packed.weight);
        const loss = pool.zeros("loss", part.length);
        const fixed = [
          pool.upload("networks", packed.records),
          pool.upload("rows", packed.rows),
          pool.upload("edge_node", packed.edgeNode),
          pool.upload("node_edge", packed.nodeEdge),
          activation,
          weight,
          loss,
        ];
        const bound = new Map<number, GPUBindGroup>();
        let iterations = 1;
        for (const network of part) {
          iterations = Math.max(iterations, iterationsPerEpoch(networks, network, lanes));
        }
        // Half the limit is left for loading and storing the pool.
        const epochsAtOnce = Math.max(1, Math.floor(MAX_LOOP_ITERATIONS / 2 / iterations));
        for (let done = 0; done < step.epochs; done += epochsAtOnce) {
          const epochs = Math.min(epochsAtOnce, step.epochs - done);
          if (!bound.has(epochs)) {
            const uniform = new ArrayBuffer(8);
            new Uint32Array(uniform)[0] = epochs;
            new Float32Array(uniform)[1] = step.learningRate;
            bound.set(epochs, kernel.bind([...fixed, pool.uniform("step", uniform)]));
          }
          const encoder = gpu.device.createCommandEncoder();
          const pass = encoder.beginComputePass({ label: kernel.label });
          pass.setPipeline(kernel.pipeline);
          pass.setBindGroup(0, bound.get(epochs)!);
          pass.dispatchWorkgroups(part.length);
          pass.end();
          gpu.device.queue.submit([encoder.finish()]);
        }
        const results = await readBuffers(gpu, [activation, weight, loss]);
        unpack(networks, part, state, results.map((bytes) => new Float32Array(bytes)));
      }
    },
  };
}

/** Words that a network takes in the shader's pool. */
function usedWords(networks: PersonalNetworks, network: number): number {
  const items = networks.itemStart[network + 1] - networks.itemStart[network];
  const nodes = networks.nodeStart[network + 1] - networks.nodeStart[network];
  const edges = networks.edgeStart[network + 1] - networks.edgeStart[network];
  return 2 * edges + Math.ceil(edges / 2) + nodes + items;
}

/** Upper bound of the loop iterations that one lane makes in one epoch, idle turns of a diverged group included. */
function iterationsPerEpoch(networks: PersonalNetworks, network: number, lanes: number): number {
  let total = 1;
  const turns = (row: Uint32Array, first: number, last: number) => {
    for (let start = first; start < last; start += lanes) {
      let longest = 0;
      const end = Math.min(start + lanes, last);
      for (let r = start; r < end; r++) longest = Math.max(longest, row[r + 1] - row[r]);
      total += longest + 1;
    }
  };
  turns(networks.itemRow, networks.itemStart[network], networks.itemStart[network + 1]);
  turns(networks.nodeRow, networks.nodeStart[network], networks.nodeStart[network + 1]);
  return total;
}

function pack(networks: PersonalNetworks, chosen: readonly number[], state: PersonalState) {
  const size = (start: Uint32Array) =>
    chosen.reduce((sum, network) => sum + start[network + 1] - start[network], 0);
  const items = size(networks.itemStart);
  const nodes = size(networks.nodeStart);
  const edges = size(networks.edgeStart);
  const records = new Uint32Array(chosen.length * NETWORK_WORDS);
  const rows = new Uint32Array((items + nodes) * ROW_WORDS);
  const rowValues = new Float32Array(rows.buffer);
  const activation = new Float32Array(nodes);
  const weight = new Float32Array(edges);
  const edgeNode = new Uint32Array(edges);
  const nodeEdge = new Uint32Array(edges);
  let row = 0, node = 0, edge = 0;
  chosen.forEach((network, index) => {
    const firstItem = networks.itemStart[network], lastItem = networks.itemStart[network + 1];
    const firstNode = networks.nodeStart[network], lastNode = networks.nodeStart[network + 1];
    const firstEdge = networks.edgeStart[network], lastEdge = networks.edgeStart[network + 1];
    const itemCount = lastItem - firstItem, nodeCount = lastNode - firstNode;
    records.set(
      [row, itemCount, row + itemCount, nodeCount, edge, lastEdge - firstEdge, node, index],
      index * NETWORK_WORDS,
    );
    for (let i = firstItem; i < lastItem; i++, row++) {
      rows[row * ROW_WORDS] = networks.itemRow[i] - firstEdge;
      rows[row * ROW_WORDS + 1] = networks.itemRow[i + 1] - firstEdge;
      rowValues[row * ROW_WORDS + 2] = networks.input[i];
    }
    for (let c = firstNode; c < lastNode; c++, row++, node++) {
      const root = Math.sqrt(networks.multiplicity[c]);
      rows[row * ROW_WORDS] = networks.nodeRow[c] - firstEdge;
      rows[row * ROW_WORDS + 1] = networks.nodeRow[c + 1] - firstEdge;
      rowValues[row * ROW_WORDS + 2] = root;
      rowValues[row * ROW_WORDS + 3] = networks.inputPower[c] / root;
      activation[node] = state.activation[c];
    }
    weight.set(state.weight.subarray(firstEdge, lastEdge), edge);
    edgeNode.set(networks.edgeNode.subarray(firstEdge, lastEdge), edge);
    for (let e = firstEdge; e < lastEdge; e++, edge++) {
      nodeEdge[edge] = networks.nodeEdge[e] | networks.nodeItem[e] << 16;
    }
  });
  return { records, rows, activation, weight, edgeNode, nodeEdge };
}

function unpack(
  networks: PersonalNetworks,
  chosen: readonly number[],
  state: PersonalState,
  [activation, weight, loss]: Float32Array[],
): void {
  let node = 0, edge = 0;
  chosen.forEach((network, index) => {
    const nodes = networks.nodeStart[network + 1] - networks.nodeStart[network];
    const edges = networks.edgeStart[network + 1] - networks.edgeStart[network];
    state.activation.set(activation.subarray(node, node + nodes), networks.nodeStart[network]);
    state.weight.set(weight.subarray(edge, edge + edges), networks.edgeStart[network]);
    state.loss[network] = loss[index];
    node += nodes;
    edge += edges;
  });
}
