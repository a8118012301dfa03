import { deepStrictEqual, throws } from "node:assert/strict";
import {
  DEFAULT_GRADIENT_SETTINGS,
  DEFAULT_SHARED_SETTINGS,
  type GradientSettings,
  sharedSettings,
} from "../../src/model/shared_settings.ts";

Deno.test("sharedSettings() fills in defaults", () => {
  deepStrictEqual(sharedSettings(), DEFAULT_SHARED_SETTINGS);
  const training = { ...DEFAULT_GRADIENT_SETTINGS, epochs: 3 };
  deepStrictEqual(sharedSettings({ training }), { ...DEFAULT_SHARED_SETTINGS, training });
});

Deno.test("sharedSettings() throws when a setting cannot be trained with", () => {
  const ridge = { solver: "ridge", seed: 1 } as const;
  const wrong: [Parameters<typeof sharedSettings>[0], string][] = [
    [{ fans: 0 }, "the number of fans is 0, expected a whole number from 1"],
    [{ fans: 1.5 }, "the number of fans is 1.5, expected a whole number from 1"],
    [
      { neurons: "none" as "fans" },
      "the neurons is 'none', expected one of both, attributes, fans",
    ],
    [
      { fansKind: "neighbourhood" },
      "the fans neurons are 'neighbourhood', expected 'pure' ones with the ridge solver",
    ],
    [
      { training: { ...ridge, fansPenalty: 0 } },
      "the penalty on fans is 0, expected a number above 0",
    ],
    [
      { training: { ...ridge, attributePenalty: -1 } },
      "the penalty on attributes is -1, expected a number above 0",
    ],
  ];
  const gradient: [Partial<GradientSettings>, string][] = [
    [{ dropout: 1 }, "the dropout is 1, expected a number from 0 and below 1"],
    [{ learningRate: NaN }, "the learning rate is NaN, expected a number above 0"],
    [{ batchSize: 0 }, "the batch size is 0, expected a whole number from 1"],
    [{ weightDecay: -1 }, "the weight decay is -1, expected a number from 0"],
    [
      { loss: "hinge" as "multinomial" },
      "the loss is 'hinge', expected one of multinomial, squared-error, observed-squared-error",
    ],
  ];
  for (const [training, message] of gradient) {
    wrong.push([{ training: { ...DEFAULT_GRADIENT_SETTINGS, ...training } }, message]);
  }
  for (const [settings, message] of wrong) {
    throws(() => sharedSettings(settings), {
      name: "UsageError",
      message: `Cannot train a shared network: ${message}`,
    });
  }
});
