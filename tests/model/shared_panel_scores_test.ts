import { strictEqual } from "node:assert/strict";
import { ACTIVATIONS } from "../../src/kernels/activation.ts";
import { decodeItem, encodeUser, hiddenValues } from "../../src/model/shared_network.ts";
import type { SharedNetwork } from "../../src/model/shared_network.ts";
import { createPanelScores } from "../../src/model/shared_panel_scores.ts";
import { close, stream } from "../kernels/_edges.ts";
import { randomProblem } from "./_shared_problem.ts";

Deno.test("createPanelScores() scores as encodeUser() and decodeItem() do, for every kind of network", () => {
  const sizes = { items: 50, neurons: 37, edges: 300, users: 70 };
  for (const activation of ACTIVATIONS) {
    for (const biases of [false, true]) {
      for (const different of [false, true]) {
        const what = `${activation}, ${biases}, ${different}`;
        const { encoder, decoder, parameters, batch: { inputs } } = randomProblem(
          stream(what),
          { ...sizes, biases, different },
          { excludeOwnPath: false },
        );
        const network: SharedNetwork = {
          neurons: { attributes: 37, fans: new Uint32Array() },
          encoder,
          decoder,
          parameters,
          activation,
          input: { value: "graded", normalise: false },
        };
        const panel = createPanelScores(network);
        panel.use(parameters);
        const hidden = hiddenValues(network);
        // A whole panel, a part of one, one user, and again after larger ones.
        for (const count of [1, panel.lanes, 6, 1]) {
          const users = Uint32Array.from({ length: count }, (_, b) => (b * 7 + count) % 70);
          const z = panel.score(inputs, users);
          strictEqual(z.length, sizes.items * panel.lanes);
          users.forEach((user, b) => {
            encodeUser(network, inputs, user, hidden);
            const expected = Array.from(
              { length: sizes.items },
              (_, i) => decodeItem(network, hidden, i),
            );
            const found = expected.map((_, i) => z[i * panel.lanes + b]);
            close(found, expected, 1e-5, `${what}, user ${user}`);
          });
        }
      }
    }
  }
});

Deno.test("createPanelScores() scores with the weights that were given last", () => {
  const sizes = { items: 5, neurons: 4, edges: 12, users: 3, biases: true, different: false };
  const { encoder, decoder, parameters, batch: { inputs } } = randomProblem(
    stream("last"),
    sizes,
    { excludeOwnPath: false },
  );
  const panel = createPanelScores({ encoder, decoder, parameters, activation: "identity" });
  panel.use(parameters);
  const before = panel.score(inputs, [0]).slice();
  const double = (vector?: Float32Array<ArrayBuffer>) => vector?.map((w) => 2 * w);
  panel.use({
    ...parameters,
    decoder: double(parameters.decoder)!,
    outputBias: double(parameters.outputBias),
  });
  close(panel.score(inputs, [0]), before.map((z) => 2 * z), 1e-6, "doubled");
});
