import { ok, strictEqual } from "node:assert/strict";
import fc from "npm:fast-check@4.10.2";
import { trainDeepNetwork } from "../../src/kernels/deep_autoencoder_cpu.ts";
import { buildDeepNetworks, innerScale } from "../../src/model/deep_user_networks.ts";
import type { Initialisation } from "../../src/model/personal_settings.ts";
import { createRandom } from "../../src/random.ts";
import { plainDeepNetwork, randomDeepProblem } from "../_deep_fixtures.ts";
import {
  activationsOf,
  decoderWeightsOf,
  largestDifference,
  plainDecoderWeights,
} from "../_personal_fixtures.ts";
import {
  DEEP_GROUPS,
  plainDeepForward,
  plainDeepGradients,
  trainPlainDeep,
} from "../_plain_deep_network.ts";

const CONSTANT: Initialisation = { kind: "constant", value: 0.3 };
const XAVIER: Initialisation = { kind: "xavier", seed: 5 };

const problems = fc.record({
  seed: fc.integer(),
  items: fc.integer({ min: 1, max: 12 }),
  attributes: fc.integer({ min: 0, max: 16 }),
  degree: fc.integer({ min: 1, max: 4 }),
  categories: fc.integer({ min: 0, max: 6 }),
  shares: fc.array(fc.integer({ min: 0, max: 4 }), { minLength: 1, maxLength: 3 }),
}).map(({ seed, shares, ...options }) =>
  randomDeepProblem(createRandom(seed, "deep"), {
    ...options,
    sizes: shares.map((share) => Math.ceil(share * options.items / 4)),
  })
);

Deno.test("the equations' gradients are the slopes of the loss, for every group of parameters", () => {
  fc.assert(
    fc.property(problems, (problem) => {
      const built = buildDeepNetworks(
        [0],
        problem.inputs,
        problem.users,
        problem.graph,
        problem.broader,
        {
          initialisation: XAVIER,
        },
      );
      if (built.items.length === 0) return;
      const network = plainDeepNetwork(problem, built, 0, XAVIER);
      trainPlainDeep(network, 3, 1);
      const { gradients } = plainDeepGradients(network);
      const masks = {
        w1: network.mask,
        u1: network.inner,
        u2: network.weights.u2.map((_, g) => network.inner.map((row) => row[g])),
        w2: network.weights.w2.map((_, f) => network.mask.map((row) => row[f])),
      };
      for (const group of DEEP_GROUPS) {
        network.weights[group].forEach((row, r) =>
          row.forEach((value, c) => {
            if (!masks[group][r][c]) return strictEqual(gradients[group][r][c], 0);
            const at = (moved: number) => {
              row[c] = moved;
              const { loss } = plainDeepForward(network);
              row[c] = value;
              return loss;
            };
            const slope = (at(value + 1e-5) - at(value - 1e-5)) / 2e-5;
            ok(Math.abs(slope - gradients[group][r][c]) < 1e-9, `${group} ${r} ${c}`);
          })
        );
      }
    }),
    { seed: 2018, numRuns: 60 },
  );
});

for (const [name, initialisation] of Object.entries({ CONSTANT, XAVIER })) {
  for (const collapse of [true, false]) {
    Deno.test(`trainDeepNetwork() does what the equations say, ${name}, ${collapse ? "collapsed" : "plain"}`, () => {
      let finer = 0;
      fc.assert(
        fc.property(problems, (problem) => {
          const users = problem.users.ids.map((_, user) => user);
          const built = buildDeepNetworks(
            users,
            problem.inputs,
            problem.users,
            problem.graph,
            problem.broader,
            { initialisation, collapse },
          );
          const { networks, state } = built;
          finer += networks.density.filter((share) => share < 1).length;
          for (const network of users) {
            trainDeepNetwork(networks, state, network, { epochs: 25, learningRate: 2 });
            const items = networks.itemStart[network + 1] - networks.itemStart[network];
            if (items === 0) continue;
            const plain = plainDeepNetwork(problem, built, network, initialisation);
            const loss = trainPlainDeep(plain, 25, 2);
            ok(Math.abs(loss - state.loss[network]) < 1e-12);
            const { a } = plainDeepForward(plain);
            ok(largestDifference(activationsOf(built, network), a) < 1e-11);
            ok(
              largestDifference(
                decoderWeightsOf(built, network, problem.graph),
                plainDecoderWeights({ ...plain, w1: plain.weights.w1, w2: plain.weights.w2 }),
              ) < 1e-11,
            );
            compareInner(built, network, plain.inner, plain.weights);
          }
        }),
        { seed: 2019, numRuns: 60 },
      );
      // Without classes whose members are tied to some of the other class only, the factor of density would go untested.
      strictEqual(finer > 0, collapse && initialisation.kind === "constant");
    });
  }
}

/** Every inner edge's weights, spelt out from the classes, against the plain ones. */
function compareInner(
  built: ReturnType<typeof buildDeepNetworks>,
  network: number,
  inner: readonly (readonly boolean[])[],
  { u1, u2 }: { readonly u1: number[][]; readonly u2: number[][] },
): void {
  const { networks, state } = built;
  inner.forEach((row, f) =>
    row.forEach((has, g) => {
      if (!has) return;
      const node = networks.nodeStart[network] +
        built.attributeNode[built.attributeStart[network] + f];
      const category = built.categoryNode[built.categoryStart[network] + g];
      let e = networks.innerRow[node];
      while (networks.innerCategory[e] !== category) e++;
      ok(e < networks.innerRow[node + 1]);
      const scale = innerScale(networks, node, networks.categoryStart[network], e);
      ok(Math.abs(state.up[e] / scale - u1[f][g]) < 1e-11);
      ok(Math.abs(state.down[e] / scale - u2[g][f]) < 1e-11);
    })
  );
}
