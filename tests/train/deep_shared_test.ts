import { deepStrictEqual, ok, rejects, strictEqual } from "node:assert/strict";
import { readSharedModel, sharedModelContent } from "../../src/model/shared_checkpoint.ts";
import { sharedCpuEngine } from "../../src/model/shared_cpu_engine.ts";
import { encodeUser, hiddenValues } from "../../src/model/shared_network.ts";
import { createPanelScores } from "../../src/model/shared_panel_scores.ts";
import { referenceEngine } from "../../src/model/shared_reference_engine.ts";
import { sharedInputs } from "../../src/model/shared_inputs.ts";
import { sharedSettings } from "../../src/model/shared_settings.ts";
import { createRecommenders } from "../../src/recommend/registry.ts";
import { trainGradient } from "../../src/train/shared_gradient.ts";
import { filed } from "../_deep_fixtures.ts";
import { randomDataset } from "../model/_datasets.ts";
import { quickSettings } from "./_shared.ts";
import { tasteData } from "./_shared_data.ts";

const dataset = filed(randomDataset(31, { users: 40, items: 30 }));
const settings = (
  training: Parameters<typeof quickSettings>[0] = {},
  network: Parameters<typeof quickSettings>[1] = {},
) => quickSettings({ excludeOwnPath: false, ...training }, { layers: 2, ...network });

const ENGINES = { reference: referenceEngine, "the CPU": sharedCpuEngine({ threads: 2 }) };

for (const [name, makeEngine] of Object.entries(ENGINES)) {
  Deno.test(`two layers: a resumed training gives the bits of an uninterrupted one, through a file, on ${name}`, async () => {
    for (const neurons of ["both", "attributes"] as const) {
      const how = settings({}, { neurons });
      const whole = await trainGradient(dataset, how, makeEngine, { threads: 1 });
      const controller = new AbortController();
      const part = await trainGradient(dataset, how, makeEngine, {
        threads: 1,
        signal: controller.signal,
        onProgress: ({ stage, done }) => {
          if (stage === "train" && done === 7) controller.abort();
        },
      });
      const model = { settings: how, dataset, ...part };
      const read = readSharedModel(sharedModelContent({ model, notes: {} }), "m").model;
      deepStrictEqual(read.network, part.network);
      deepStrictEqual(read.unfinished, part.unfinished);
      const resumed = await trainGradient(dataset, how, makeEngine, { threads: 1, resume: read });
      deepStrictEqual(resumed.network.parameters, whole.network.parameters);
      deepStrictEqual(resumed.training.epochs, whole.training.epochs);
      await rejects(
        trainGradient(dataset, quickSettings({ excludeOwnPath: false }, { neurons }), makeEngine, {
          resume: read,
        }),
        { message: /it was started with number of hidden layers 2, expected 1/ },
      );
    }
  });
}

Deno.test("two layers: training brings the loss down", async () => {
  const data = filed(tasteData()), how = settings({ epochs: 12, dropout: 0 });
  const { training: { epochs } } = await trainGradient(data, how, referenceEngine, { threads: 1 });
  ok(epochs.at(-1)!.loss < 0.95 * epochs[0].loss, `${epochs.map(({ loss }) => loss)}`);
});

Deno.test("two layers: panels, encodeUser and the recommender give the same scores", async () => {
  for (const activation of ["identity", "sigmoid"] as const) {
    const how = settings({ activation });
    const { network, training } = await trainGradient(dataset, how, referenceEngine, {
      threads: 1,
    });
    const model = { settings: how, dataset, network, training };
    const inputs = sharedInputs(dataset.interactions, network.input);
    const panel = createPanelScores(network), scores = new Float64Array(inputs.columns);
    panel.use(network.parameters);
    const [recommender] = createRecommenders(model, ["reconstruction"]);
    for (let user = 0; user < 10; user++) {
      const z = panel.score(inputs, [user]);
      ok(recommender.score(user, scores));
      scores.forEach((score, item) => ok(Math.abs(score - z[item * panel.lanes]) < 1e-5));
    }
    const hidden = hiddenValues(network);
    encodeUser(network, inputs, 0, hidden);
    strictEqual(hidden.length, network.broader!.graph.items);
  }
});

Deno.test("two layers: what cannot be trained is refused", () => {
  const { training } = settings();
  const wrong: [Parameters<typeof sharedSettings>[0], RegExp][] = [
    [{ layers: 2 }, /the solver is 'ridge', expected 'gradient' with two layers/],
    [{ layers: 2, training: { ...training, biases: true } }, /there are biases, expected none/],
    [{ layers: 2, neurons: "fans", training }, /the neurons are 'fans', expected attributes/],
    [{ layers: 3 as 2, training }, /the number of layers is 3, expected 1 or 2/],
  ];
  for (const [choice, message] of wrong) {
    let error: Error | undefined;
    try {
      sharedSettings(choice);
    } catch (cause) {
      error = cause as Error;
    }
    strictEqual(error?.name, "UsageError");
    ok(message.test(error.message), error.message);
  }
});
