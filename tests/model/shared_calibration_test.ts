import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { sharedGradients, type SharedParameters } from "../../src/kernels/shared_step_cpu.ts";
import { calibrateStart } from "../../src/model/shared_calibration.ts";
import type { SharedNetwork } from "../../src/model/shared_network.ts";
import { close, stream } from "../kernels/_edges.ts";
import { type ProblemSizes, randomProblem, sharedTopology } from "./_shared_problem.ts";

const SIZES: ProblemSizes = {
  items: 30,
  neurons: 25,
  edges: 140,
  users: 45,
  biases: false,
  different: true,
};

/** The first ten neurons count as attributes. Weights are positive, as those of a start are. */
function problem(key: string, excludeOwnPath: boolean, sizes = SIZES) {
  const { encoder, decoder, parameters, batch } = randomProblem(
    stream("calibration", key),
    sizes,
    { excludeOwnPath },
  );
  const network: SharedNetwork = {
    neurons: {
      attributes: 10,
      fans: Uint32Array.from({ length: sizes.neurons - 10 }, (_, k) => k),
    },
    encoder,
    decoder,
    parameters: {
      ...parameters,
      encoder: parameters.encoder.map(Math.abs),
      decoder: parameters.decoder.map(Math.abs),
    },
    activation: "identity",
    input: { value: "graded", normalise: false },
  };
  return { network, batch, topology: sharedTopology(encoder, decoder, excludeOwnPath) };
}

type Vectors = SharedParameters<Float32Array<ArrayBuffer>>;

/** How the loss changes where an item's decoder weights of one kind, or all of them, grow by the same share. */
function slopes(
  { neurons, decoder }: SharedNetwork,
  parameters: Vectors,
  gradient: Float64Array,
): { byItem: { attributes: number; fans: number; sizes: [number, number] }[]; all: number } {
  let all = 0;
  const byItem = Array.from({ length: decoder.items }, (_, item) => {
    const sums = { attributes: 0, fans: 0, sizes: [0, 0] as [number, number] };
    for (let e = decoder.itemStart[item]; e < decoder.itemStart[item + 1]; e++) {
      const isAttribute = decoder.itemAttributes[e] < neurons.attributes;
      sums[isAttribute ? "attributes" : "fans"] += parameters.decoder[e] * gradient[e];
      sums.sizes[isAttribute ? 0 : 1] += parameters.decoder[e];
    }
    all += sums.attributes + sums.fans;
    return sums;
  });
  return { byItem, all };
}

Deno.test("calibrateStart() leaves no slope along any item's two factors for the squared error", () => {
  for (const excludeOwnPath of [false, true]) {
    const { network, batch, topology } = problem(`${excludeOwnPath}`, excludeOwnPath);
    const objective = { activation: "identity", loss: "squared-error", excludeOwnPath } as const;
    const found = calibrateStart(network, batch, { ...objective, gain: 1 });
    const { gradients, losses } = sharedGradients(topology, found, objective, batch);
    let used = 0;
    for (const { attributes, fans, sizes } of slopes(network, found, gradients.decoder).byItem) {
      ok(Math.abs(attributes) < 1e-5 && Math.abs(fans) < 1e-5, `${attributes}, ${fans}`);
      if (sizes[0] > 0 && sizes[1] > 0) used++;
    }
    ok(used > 3, `${used} items use both of their parts`);
    const before = sharedGradients(topology, network.parameters, objective, batch).losses;
    const sum = (values: Float64Array) => values.reduce((a, b) => a + b, 0);
    ok(sum(losses) < sum(before));
  }
});

Deno.test("calibrateStart() takes the better of two parts where both together would ask for a negative factor", () => {
  const { network, batch, topology } = problem("negative", true);
  const objective = {
    activation: "identity",
    loss: "squared-error",
    excludeOwnPath: true,
  } as const;
  const found = calibrateStart(network, batch, { ...objective, gain: 1 });
  ok(found.decoder.every((w) => w >= 0));
  const lossOf = (parameters: Vectors) =>
    sharedGradients(topology, parameters, objective, batch).losses.reduce((a, b) => a + b, 0);
  const least = lossOf(found);
  // No small change of one item's factors that stays allowed is better.
  const { decoder, neurons } = network;
  const random = stream("changes");
  for (let item = 0; item < decoder.items; item++) {
    for (let k = 0; k < 4; k++) {
      const by = [random.normal() * 0.05, random.normal() * 0.05];
      const changed = found.decoder.slice();
      for (let e = decoder.itemStart[item]; e < decoder.itemStart[item + 1]; e++) {
        const part = decoder.itemAttributes[e] < neurons.attributes ? 0 : 1;
        changed[e] = Math.max(0, found.decoder[e] + by[part] * network.parameters.decoder[e]);
      }
      ok(lossOf({ ...found, decoder: changed }) > least - 1e-5);
    }
  }
});

Deno.test("calibrateStart() leaves no slope along a common factor for the multinomial loss", () => {
  for (const excludeOwnPath of [false, true]) {
    const { network, batch, topology } = problem(`m ${excludeOwnPath}`, excludeOwnPath);
    const objective = { activation: "identity", loss: "multinomial", excludeOwnPath } as const;
    const found = calibrateStart(network, batch, { ...objective, gain: 1 });
    const { gradients, losses } = sharedGradients(topology, found, objective, batch);
    const { all } = slopes(network, found, gradients.decoder);
    ok(Math.abs(all) < 1e-4 * losses.reduce((a, b) => a + b, 0) / losses.length, `${all}`);
  }
});

Deno.test("calibrateStart() shares the size of products evenly, and multiplies the decoder by the gain", () => {
  const { network, batch } = problem("even", true);
  const objective = {
    activation: "identity",
    loss: "squared-error",
    excludeOwnPath: true,
  } as const;
  const one = calibrateStart(network, batch, { ...objective, gain: 1 });
  const four = calibrateStart(network, batch, { ...objective, gain: 4 });
  const { neurons: { attributes }, encoder, decoder } = network;
  const size = (neuron: Uint32Array, weights: Float32Array, isAttribute: boolean) => {
    const own = [...weights].filter((_, e) => neuron[e] < attributes === isAttribute);
    return Math.sqrt(own.reduce((sum, w) => sum + w * w, 0) / own.length);
  };
  for (const isAttribute of [true, false]) {
    for (const { encoder: w1, decoder: w2 } of [one, four]) {
      const from = size(encoder.itemAttributes, w1, isAttribute);
      const to = size(decoder.itemAttributes, w2, isAttribute);
      ok(Math.abs(from / to - 1) < 1e-5, `${from} and ${to}`);
    }
  }
  // Four times the product, evenly shared.
  close(four.encoder, one.encoder.map((w) => 2 * w), 1e-6, "encoder");
  close(four.decoder, one.decoder.map((w) => 2 * w), 1e-6, "decoder");
});

Deno.test("calibrateStart() bears users without ratings, items without edges and networks without a kind", () => {
  for (const users of [0, 1, 5]) {
    for (const edges of [0, 3]) {
      for (const loss of ["squared-error", "multinomial", "observed-squared-error"] as const) {
        const { network, batch } = problem("small", true, { ...SIZES, users, edges });
        const neurons = { attributes: SIZES.neurons, fans: new Uint32Array() };
        const objective = { activation: "identity", loss, excludeOwnPath: true, gain: 1 } as const;
        const found = calibrateStart({ ...network, neurons }, batch, objective);
        strictEqual(found.decoder.length, network.decoder.itemAttributes.length);
        ok([...found.encoder, ...found.decoder].every(Number.isFinite));
        deepStrictEqual(Object.keys(found), Object.keys(network.parameters));
      }
    }
  }
});
