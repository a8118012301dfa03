import { deepStrictEqual, throws } from "node:assert/strict";
import {
  DEFAULT_PERSONAL_SETTINGS,
  type PersonalSettings,
  personalSettings,
} from "../../src/model/personal_settings.ts";

Deno.test("personalSettings() fills in the released code's settings", () => {
  deepStrictEqual(personalSettings(), {
    epochs: 1000,
    learningRate: 0.3,
    initialisation: { kind: "constant", value: 0.01 },
  });
  deepStrictEqual(personalSettings({ epochs: 1, learningRate: 1e-9 }), {
    ...DEFAULT_PERSONAL_SETTINGS,
    epochs: 1,
    learningRate: 1e-9,
  });
});

Deno.test("personalSettings() takes any finite start, zero and negative ones included", () => {
  for (const value of [0, -0.01, 5]) {
    const initialisation = { kind: "constant", value } as const;
    deepStrictEqual(personalSettings({ initialisation }).initialisation, initialisation);
  }
});

Deno.test("personalSettings() throws when a number is out of range", () => {
  const cases: [Partial<PersonalSettings>, string][] = [
    [{ epochs: 0 }, "Cannot train: epochs is 0, expected a whole number from 1"],
    [{ epochs: 1.5 }, "Cannot train: epochs is 1.5, expected a whole number from 1"],
    [{ epochs: NaN }, "Cannot train: epochs is NaN, expected a whole number from 1"],
    [{ epochs: Infinity }, "Cannot train: epochs is Infinity, expected a whole number from 1"],
    [{ learningRate: 0 }, "Cannot train: learning rate is 0, expected a number above 0"],
    [{ learningRate: -1 }, "Cannot train: learning rate is -1, expected a number above 0"],
    [{ learningRate: NaN }, "Cannot train: learning rate is NaN, expected a number above 0"],
    [
      { learningRate: Infinity },
      "Cannot train: learning rate is Infinity, expected a number above 0",
    ],
    [
      { initialisation: { kind: "constant", value: NaN } },
      "Cannot train: the constant initialisation is given NaN, expected a finite number",
    ],
    [
      { initialisation: { kind: "xavier", seed: Infinity } },
      "Cannot train: the xavier initialisation is given Infinity, expected a finite number",
    ],
  ];
  for (const [settings, message] of cases) {
    throws(() => personalSettings(settings), { name: "UsageError", message });
  }
});
