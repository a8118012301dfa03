import forwardCode from "../../shaders/personal_autoencoder_large_forward.wgsl" with {
  type: "text",
};
import backwardCode from "../../shaders/personal_autoencoder_large_backward.wgsl" with {
  type: "text",
};
import updateCode from "../../shaders/personal_autoencoder_large_update.wgsl" with { type: "text" };
import { createBufferPool, readBuffers } from "../gpu/buffer.ts";
import type { Gpu } from "../gpu/device.ts";
import { createKernel, type Kernel, MAX_LOOP_ITERATIONS } from "../gpu/kernel.ts";
import type { PersonalTrainer } from "./personal_autoencoder.ts";
import type { PersonalNetworks, PersonalState } from "./personal_networks.ts";

/** Edges of a node that one lane takes; a longer row is cut. */
const CHUNK_EDGES = 128;

/** Epochs recorded into one command buffer: enough to hide the cost of a submit, few enough for watchdogs. */
const EPOCHS_PER_SUBMIT = 50;

const LANES = 64;

/**
 * Compiles the three `personal_autoencoder_large_*.wgsl` shaders: three dispatches per epoch over all chosen networks together, with
 * everything in storage memory. A network fits unless a buffer would pass the adapter's binding limit.
 *
 * @param gpu The device.
 * @returns The trainer.
 */
export async function createPersonalAutoencoderLarge(gpu: Gpu): Promise<PersonalTrainer> {
  const compile = (phase: string, code: string) =>
    createKernel(gpu, `personal_autoencoder_large_${phase}`, code, { lanes: LANES });
  const forward = await compile("forward", forwardCode);
  const backward = await compile("backward", backwardCode);
  const update = await compile("update", updateCode);
  return {
    fits: (networks, network) =>
      packedBytes(networks, network) <= gpu.facts.bindingBytes &&
      longestRow(networks.itemRow, networks.itemStart, network) < MAX_LOOP_ITERATIONS &&
      longestRow(networks.nodeRow, networks.nodeStart, network) / CHUNK_EDGES < MAX_LOOP_ITERATIONS,

    async train(networks, chosen, state, step) {
      if (step.epochs === 0) return;
      for (const part of parts(networks, chosen, gpu.facts.bindingBytes)) await trainPart(part);

      async function trainPart(part: readonly number[]) {
        using pool = createBufferPool(gpu);
        const packed = pack(networks, part, state);
        const activation = pool.upload("activation", packed.activation);
        const weight = pool.upload("weight", packed.weight);
        const squaredError = pool.zeros("squared_error", packed.items.length / 4);
        const hidden = pool.upload("hidden", packed.root);
        const delta = pool.zeros("delta", packed.items.length / 4);
        const gradientParts = pool.zeros("part", packed.chunks.length / 3);
        const nodes = pool.upload("nodes", packed.nodes);
        const rate = (value: number) => pool.uniform("step", Float32Array.of(value).buffer);
        const forwardBound = forward.bind([
          pool.upload("items", packed.items),
          pool.upload("edge_node", packed.edgeNode),
          weight,
          hidden,
          delta,
          squaredError,
        ]);
        const backwardBound = backward.bind([
          pool.upload("chunks", packed.chunks),
          pool.upload("node_edge", packed.nodeEdge),
          pool.upload("node_item", packed.nodeItem),
          delta,
          hidden,
          weight,
          gradientParts,
          rate(step.learningRate),
        ]);
        const bindUpdate = (learningRate: number) =>
          update.bind([nodes, gradientParts, activation, hidden, rate(learningRate)]);
        const updateBound = bindUpdate(step.learningRate);
        const counts = {
          items: packed.items.length / 4,
          chunks: packed.chunks.length / 3,
          nodes: packed.nodes.length / 4,
        };
        submit((pass) => dispatch(pass, update, bindUpdate(0), counts.nodes));
        for (let done = 0; done < step.epochs; done += EPOCHS_PER_SUBMIT) {
          submit((pass) => {
            const epochs = Math.min(EPOCHS_PER_SUBMIT, step.epochs - done);
            for (let epoch = 0; epoch < epochs; epoch++) {
              dispatch(pass, forward, forwardBound, counts.items);
              dispatch(pass, backward, backwardBound, counts.chunks);
              dispatch(pass, update, updateBound, counts.nodes);
            }
          });
        }
        const results = await readBuffers(gpu, [activation, weight, squaredError]);
        unpack(networks, part, state, results.map((bytes) => new Float32Array(bytes)));
      }
    },
  };

  function submit(record: (pass: GPUComputePassEncoder) => void) {
    const encoder = gpu.device.createCommandEncoder();
    const pass = encoder.beginComputePass({ label: "personal_autoencoder_large" });
    record(pass);
    pass.end();
    gpu.device.queue.submit([encoder.finish()]);
  }

  function dispatch(
    pass: GPUComputePassEncoder,
    kernel: Kernel,
    bound: GPUBindGroup,
    lanes: number,
  ) {
    const workgroups = Math.ceil(lanes / LANES);
    const columns = Math.min(workgroups, gpu.facts.workgroups);
    pass.setPipeline(kernel.pipeline);
    pass.setBindGroup(0, bound);
    pass.dispatchWorkgroups(columns, Math.ceil(workgroups / columns));
  }
}

/** Bytes of the largest buffer that a network needs. */
function packedBytes(networks: PersonalNetworks, network: number): number {
  const items = networks.itemStart[network + 1] - networks.itemStart[network];
  const nodes = networks.nodeStart[network + 1] - networks.nodeStart[network];
  const edges = networks.edgeStart[network + 1] - networks.edgeStart[network];
  return Math.max(16 * items, 16 * nodes, 4 * edges, 12 * (nodes + edges / CHUNK_EDGES));
}

function longestRow(row: Uint32Array, start: Uint32Array, network: number): number {
  let longest = 0;
  for (let r = start[network]; r < start[network + 1]; r++) {
    longest = Math.max(longest, row[r + 1] - row[r]);
  }
  return longest;
}

/** Cuts a list of networks so that the buffers of each part stay within the binding limit. */
function* parts(networks: PersonalNetworks, chosen: readonly number[], bindingBytes: number) {
  let part: number[] = [], bytes = 0;
  for (const network of chosen) {
    const more = packedBytes(networks, network);
    if (part.length > 0 && bytes + more > bindingBytes) {
      yield part;
      part = [];
      bytes = 0;
    }
    part.push(network);
    bytes += more;
  }
  if (part.length > 0) yield part;
}

function pack(networks: PersonalNetworks, chosen: readonly number[], state: PersonalState) {
  const size = (start: Uint32Array) =>
    chosen.reduce((sum, network) => sum + start[network + 1] - start[network], 0);
  const itemCount = size(networks.itemStart);
  const nodeCount = size(networks.nodeStart);
  const edgeCount = size(networks.edgeStart);
  const items = new Uint32Array(itemCount * 4), itemValues = new Float32Array(items.buffer);
  const nodes = new Uint32Array(nodeCount * 4), nodeValues = new Float32Array(nodes.buffer);
  const activation = new Float32Array(nodeCount), root = new Float32Array(nodeCount);
  const weight = new Float32Array(edgeCount), edgeNode = new Uint32Array(edgeCount);
  const nodeEdge = new Uint32Array(edgeCount), nodeItem = new Uint32Array(edgeCount);
  const chunks: number[] = [];
  let item = 0, node = 0, edge = 0;
  for (const network of chosen) {
    const firstItem = networks.itemStart[network], lastItem = networks.itemStart[network + 1];
    const firstNode = networks.nodeStart[network], lastNode = networks.nodeStart[network + 1];
    const firstEdge = networks.edgeStart[network], lastEdge = networks.edgeStart[network + 1];
    for (let e = firstEdge, at = edge; e < lastEdge; e++, at++) {
      weight[at] = state.weight[e];
      edgeNode[at] = networks.edgeNode[e] + node;
      nodeEdge[at] = networks.nodeEdge[e] + edge;
      nodeItem[at] = networks.nodeItem[e] + item;
    }
    for (let i = firstItem; i < lastItem; i++, item++) {
      items[item * 4] = networks.itemRow[i] - firstEdge + edge;
      items[item * 4 + 1] = networks.itemRow[i + 1] - firstEdge + edge;
      itemValues[item * 4 + 2] = networks.input[i];
      itemValues[item * 4 + 3] = 2 / (lastItem - firstItem);
    }
    for (let c = firstNode; c < lastNode; c++, node++) {
      nodes[node * 4] = chunks.length / 3;
      const end = networks.nodeRow[c + 1] - firstEdge + edge;
      for (let at = networks.nodeRow[c] - firstEdge + edge; at < end; at += CHUNK_EDGES) {
        chunks.push(at, Math.min(at + CHUNK_EDGES, end), node);
      }
      nodes[node * 4 + 1] = chunks.length / 3;
      root[node] = Math.sqrt(networks.multiplicity[c]);
      nodeValues[node * 4 + 2] = root[node];
      nodeValues[node * 4 + 3] = networks.inputPower[c] / root[node];
      activation[node] = state.activation[c];
    }
    edge += lastEdge - firstEdge;
  }
  return {
    items,
    nodes,
    activation,
    root,
    weight,
    edgeNode,
    nodeEdge,
    nodeItem,
    chunks: Uint32Array.from(chunks),
  };
}

function unpack(
  networks: PersonalNetworks,
  chosen: readonly number[],
  state: PersonalState,
  [activation, weight, squaredError]: Float32Array[],
): void {
  let item = 0, node = 0, edge = 0;
  for (const network of chosen) {
    const items = networks.itemStart[network + 1] - networks.itemStart[network];
    const nodes = networks.nodeStart[network + 1] - networks.nodeStart[network];
    const edges = networks.edgeStart[network + 1] - networks.edgeStart[network];
    state.activation.set(activation.subarray(node, node + nodes), networks.nodeStart[network]);
    state.weight.set(weight.subarray(edge, edge + edges), networks.edgeStart[network]);
    let sum = 0;
    for (let i = 0; i < items; i++) sum += squaredError[item + i];
    state.loss[network] = sum / items;
    item += items;
    node += nodes;
    edge += edges;
  }
}
