import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict";
import { describeCounterfactual } from "../../src/cli/counterfactuals.ts";
import type { Counterfactual } from "../../src/explain/counterfactual.ts";
import { folderTest, run, runJson, writeModel } from "./_program.ts";

interface Listed {
  readonly item: string;
}

for (const flags of [[], ["--mode", "shared", "--solver", "gradient", "--epochs", "3"]]) {
  const mode = flags[1] ?? "personal";

  folderTest(
    `explain --counterfactual names what recommend shows to be so, ${mode}`,
    async (folder) => {
      const { ask: askAny, flags: data } = await writeModel(folder);
      const model = `${folder}/of-mode`;
      await runJson(["train", ...data, ...flags, "--out", model]);
      const ask = (command: string, ...options: readonly string[]) =>
        askAny(command, "user 4", ...options, "--model", model, "-n", "2");
      for (const adjusted of [[], ["--boost", "genre: genre 1=2"]]) {
        const { explanations } = await runJson(ask("explain", "--counterfactual", ...adjusted));
        strictEqual(explanations.length, 2);
        let checked = 0;
        for (const [at, { item, counterfactual }] of explanations.entries()) {
          const { n, rank, neurons, ratings }: Counterfactual = counterfactual;
          deepStrictEqual([counterfactual.item, n, rank], [item, 2, at + 1]);
          const boosted = (neurons.found ? neurons.members : []).some(({ label }) =>
            adjusted.some((name) => name.startsWith(label))
          );
          for (
            const [set, options] of [
              [
                neurons,
                (neurons.found ? neurons.members : []).flatMap(({ label }) => ["--mute", label]),
              ],
              [
                ratings!,
                (ratings!.found ? ratings!.members : []).flatMap(({ item }) => ["--without", item]),
              ],
            ] as const
          ) {
            // A neuron cannot be boosted and muted at once.
            if (!set.found || (set === neurons && boosted)) continue;
            const { items } = await runJson(ask("recommend", ...options, ...adjusted));
            const list = items.map(({ item }: Listed) => item);
            ok(!list.includes(item));
            const own = explanations.map(({ item }: Listed) => item);
            deepStrictEqual(
              set.instead.map(({ item }) => item),
              list.filter((other: string) => !own.includes(other)),
            );
            checked++;
          }
        }
        ok(checked > 0);
      }
    },
  );
}

folderTest(
  "explain --counterfactual prints a line for reasons and one for ratings",
  async (folder) => {
    const { ask } = await writeModel(folder);
    const { code, stdout, stderr } = await run(
      ask("explain", "user 4", "-n", "1", "--counterfactual"),
    );
    deepStrictEqual([code, stderr], [0, ""]);
    match(
      stdout,
      /\n {2}(without|found no|no) .*reasons?[ ,].*\n {2}(without|found no|no) .*ratings?[ ,].*\n/,
    );
  },
);

folderTest("explain --counterfactual says that an item is not in the list", async (folder) => {
  const { ask, triples } = await writeModel(folder);
  const [user, item] = triples[0];
  const flags = ["--item", item, "--counterfactual"];
  strictEqual((await runJson(ask("explain", user, ...flags))).explanations[0].counterfactual, null);
  match((await run(ask("explain", user, ...flags))).stdout, /\n {2}it is not in the top 10, /);
});

Deno.test("describeCounterfactual() says what was found, what was proved and what was only tried", () => {
  const lines = (neurons: Counterfactual["neurons"]) =>
    describeCounterfactual({ user: "ann", item: "Heat", n: 10, rank: 3, neurons }, 10);
  const member = { neuron: 0, kind: "attribute", relation: "genre", value: "war" } as const;
  const [war, spy] = ["genre: war", "genre: spy"].map((label) => ({ ...member, label }));
  const found = { found: true, rank: 12, instead: [{ item: "Ran", label: "Ran (1985)" }] } as const;
  deepStrictEqual(lines({ ...found, members: [war], minimal: true, ruledOut: 0, tries: 1 }), [
    "  without genre: war it would fall to place 12, and Ran (1985) would come in (1 reason, the fewest possible)",
  ]);
  deepStrictEqual(
    lines({ ...found, members: [war, spy, war], minimal: false, ruledOut: 1, tries: 1000 }),
    [
      "  without genre: war, genre: spy and genre: war it would fall to place 12, and Ran (1985) would come in " +
      "(3 reasons, the fewest found, 1000 rankings tried, no single reason does)",
    ],
  );
  deepStrictEqual(
    lines({
      ...found,
      members: [war],
      minimal: true,
      rank: null,
      instead: [],
      ruledOut: 0,
      tries: 1,
    }),
    ["  without genre: war there would be nothing to go by (1 reason, the fewest possible)"],
  );
  const [ran, heat, ali, up] = ["Ran", "Heat", "Ali", "Up"].map((item) => ({ item, label: item }));
  const ratings = {
    ...found,
    instead: [ran, heat, ali, up],
    members: [{ ...heat, rating: 4.5 }, { ...ali, rating: 5 }],
    minimal: true,
    ruledOut: 1,
    tries: 9,
  } as const;
  const neurons = { found: false, impossible: true, ruledOut: 1, largest: 1, tries: 1 } as const;
  strictEqual(
    describeCounterfactual({ user: "ann", item: "Up", n: 10, rank: 3, neurons, ratings }, 10)[1],
    "  without your ratings of Heat (rated 4.5) and Ali (rated 5) it would fall to place 12, and Ran, Heat and 2 more would " +
      "come in (2 ratings, the fewest possible)",
  );
  deepStrictEqual(lines({ found: false, impossible: true, ruledOut: 2, largest: 2, tries: 3 }), [
    "  no reasons keep it in the top 10: it stays whatever is left out",
  ]);
  deepStrictEqual(lines({ found: false, impossible: false, ruledOut: 2, largest: 20, tries: 90 }), [
    "  found no reasons that keep it in the top 10, of up to 20 at once (90 rankings tried, no 2 reasons or fewer do)",
  ]);
});
