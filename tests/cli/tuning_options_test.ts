import { deepStrictEqual, ok, rejects, strictEqual } from "node:assert/strict";
import { ALL_RECOMMENDERS } from "../../src/cli/comparison_options.ts";
import { createSettingSpace, fixedSettings, TUNABLE } from "../../src/cli/tuning_options.ts";

const space = (recommender: string, name: string, ...values: string[]) =>
  createSettingSpace(recommender, [{ name, kind: "list", values }]);

/** The names that the refusal of an unknown one lists. */
async function known(recommender: string): Promise<string[]> {
  let names: string[] = [];
  await rejects(space(recommender, "none"), ({ message }: Error) => {
    names = /expected one of (.*)$/.exec(message)![1].split(", ");
    return true;
  });
  return names;
}

Deno.test("every recommender but those without options can be tuned, and every name is an option", async () => {
  const plain = ["most-popular", "random"];
  deepStrictEqual(
    [...TUNABLE].sort(),
    ALL_RECOMMENDERS.filter((name) => !plain.includes(name)).sort(),
  );
  for (const recommender of TUNABLE) {
    const names = await known(recommender);
    ok(names.length >= 2);
    for (const name of names) await space(recommender, name);
  }
});

Deno.test("settings are read by the options' own parsers and written as one would type them", async () => {
  for (
    const [recommender, name, text, changes, flags] of [
      ["profile-knn", "neighbours", "40", { neighbours: 40 }, "--neighbours 40"],
      ["profile-knn", "idf", "false", { idf: false }, "--no-idf"],
      ["profile-knn", "idf", "true", { idf: true }, ""],
      ["reconstruction", "normalise", "true", { normalise: true }, "--normalise"],
      ["reconstruction", "normalise", "false", { normalise: false }, "--no-normalise"],
      ["reconstruction", "biases", "false", { biases: false }, ""],
      ["reconstruction", "neurons", "fans", { neurons: ["fans"] }, "--neurons fans"],
      ["attribute-item-knn", "max-items-per-attribute", "20%", {
        maxItemsPerAttribute: { share: 0.2 },
      }, "--max-items-per-attribute 20%"],
    ] as const
  ) {
    const found = await space(recommender, name, text), trial = { values: [text] };
    deepStrictEqual(found.changes(trial), changes);
    strictEqual(found.flags(trial), flags);
  }
});

Deno.test("fixedSettings() leaves out what is searched and what changes nothing", () => {
  const options = { neighbours: 40, itemNeighbours: 9, maxItemsPerAttribute: { share: 0.5 } };
  const fixed = (recommender: string, ...searched: string[]) =>
    fixedSettings(recommender, options as unknown as Parameters<typeof fixedSettings>[1], searched);
  strictEqual(
    fixed("attribute-item-knn"),
    'max-items-per-attribute {"share":0.5}, item-neighbours 9',
  );
  strictEqual(fixed("user-knn", "neighbours"), "");
});
