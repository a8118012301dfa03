import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict";
import type { Explanation } from "../../src/explain/explanation.ts";
import { folderTest, run, runJson, writeModel } from "./_program.ts";

interface Listed {
  readonly item: string;
  readonly score: number;
}

const MODES = [[], ["--mode", "shared", "--solver", "gradient", "--epochs", "3"]];

for (const flags of MODES) {
  const mode = flags[1] ?? "personal";

  folderTest(
    `recommend and explain re-rank by --mute, --boost and --without, ${mode}`,
    async (folder) => {
      const { ask: askAny, flags: data, triples } = await writeModel(folder);
      const model = `${folder}/of-mode`;
      await runJson(["train", ...data, ...flags, "--out", model]);
      const ask = (command: string, ...options: readonly string[]) =>
        askAny(command, "user 4", ...options, "--model", model, "-n", "30");
      const own = await runJson(ask("recommend"));
      strictEqual(own.adjustment, undefined);
      const without = triples.filter(([id]) => id === "user 4").slice(0, 2).map(([, item]) => item);
      for (
        const [options, adjustment] of [
          [["--mute", "GENRE: genre 1"], {
            factors: [{ label: "genre: genre 1", factor: 0 }],
            without: [],
          }],
          [["--boost", "genre: genre 1=0.5", "--mute", "director: D 2", "--mute", "D 3"], {
            factors: [
              { label: "director: D 2", factor: 0 },
              { label: "director: D 3", factor: 0 },
              { label: "genre: genre 1", factor: 0.5 },
            ],
            without: [],
          }],
          [["--without", without[0], "--without", without[1], "--boost", "director: D 1=2"], {
            factors: [{ label: "director: D 1", factor: 2 }],
            without,
          }],
        ] as const
      ) {
        const listed = await runJson(ask("recommend", ...options));
        deepStrictEqual(listed.adjustment, adjustment);
        deepStrictEqual(
          listed.items.map(({ item }: Listed) => item).sort(),
          own.items.map(({ item }: Listed) => item).sort(),
          "ratings left out do not become candidates",
        );
        ok(listed.items.some(({ score }: Listed, k: number) => score !== own.items[k].score));
        const explained = await runJson(ask("explain", ...options));
        deepStrictEqual(explained.adjustment, adjustment);
        const explanations: Explanation[] = explained.explanations;
        deepStrictEqual(
          explanations.map(({ item, score }) => ({ item, score })),
          listed.items.map(({ item, score }: Listed) => ({ item, score })),
        );
        for (const { reasons, score } of explanations) {
          const parts = reasons.map(({ contribution }) => contribution);
          const size = parts.reduce((sum, part) => sum + Math.abs(part), 0);
          ok(Math.abs(parts.reduce((sum, part) => sum + part, 0) - score) <= 1e-9 * size);
          for (const { label, evidence } of reasons) {
            ok(!adjustment.factors.some((muted) => muted.factor === 0 && muted.label === label));
            const behind = evidence.map(({ item }) => item);
            ok(!behind.some((item) => (adjustment.without as readonly string[]).includes(item)));
          }
        }
      }
    },
  );
}

folderTest("recommend says what was adjusted, and what had no effect", async (folder) => {
  const { ask, triples } = await writeModel(folder);
  const flags = ["--mute", "genre: genre 1", "--boost", "director: D 2=1.5", "-n", "1"];
  const { code, stdout, stderr } = await run(ask("recommend", "user 4", ...flags));
  strictEqual(code, 0);
  match(stdout, /^for user 4 by profile-knn +score\n/);
  strictEqual(stderr, "adjusted     genre: genre 1 muted; director: D 2 x 1.5\n");
  const [, item] = triples.find(([id]) => id === "user 4")!;
  const without = await run(ask("recommend", "user 4", "--without", item, "-n", "1"));
  match(without.stderr, /^adjusted {5}without the rating of The \d+th Film, or "What\?"\n$/);
  const bare = await run(ask("recommend", "bare", "--boost", "genre: genre 1=3"));
  match(bare.stderr, /\nno effect {4}genre: genre 1 has no weight for this user to multiply\n/);
});

folderTest("recommend exits with 2 and says what is wrong with an adjustment", async (folder) => {
  const { ask } = await writeModel(folder);
  for (
    const [flags, message] of [
      [
        ["--mute", "genre: genr 1"],
        /Cannot find neuron 'genre: genr 1', .* such as 'genre: genre 1'/,
      ],
      [
        ["--boost", "genre: genre 1"],
        /Cannot take 'genre: genre 1' as --boost, expected a neuron, /,
      ],
      [["--boost", "genre: genre 1=-1"], /as --boost, expected a neuron, '=' and a number from 0/],
      [["--boost", "genre: genre 1="], /as --boost, expected/],
      [["--mute", "genre 1", "--boost", "genre 1=2"], /Cannot adjust 'genre 1' twice/],
      [
        ["--without", "unknown film"],
        /leave out the rating of item 'unknown film', expected one of the \d+ /,
      ],
      [["--without", "no such film"], /leave out the rating of item 'no such film'/],
      [["--mute", "genre 1", "--recommender", "most-popular"], /with recommender 'most-popular'/],
    ] as const
  ) {
    const { code, stdout, stderr } = await run(ask("recommend", "user 4", ...flags));
    deepStrictEqual([code, stdout], [2, ""]);
    match(stderr, /^error: /);
    match(stderr, message);
  }
});
