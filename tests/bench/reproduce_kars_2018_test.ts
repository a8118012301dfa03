import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { DIFFERENCES, NEIGHBOURS, PUBLISHED } from "../../bench/kars_2018_published.ts";
import { runJson } from "../cli/_program.ts";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));

/** The rows of each code block of a Markdown text: the first cell, then numbers. */
function tablesOf(text: string): Map<string, number[]>[] {
  return [...text.matchAll(/^```text\n([\s\S]*?)^```/gm)].map(([, table]) =>
    new Map(
      table.trimEnd().split("\n").slice(1).map((line) => {
        const [, name, numbers] = /^(.*?) {2,}([\d. ]+)$/.exec(line) ?? [];
        return [name, numbers?.split(/ +/).map(Number) ?? []];
      }),
    )
  );
}

Deno.test("reproduce gives what evaluate gives, for every neighbourhood, and says what differs", async () => {
  const { SEMAUTO_DATA: _, ...env } = Deno.env.toObject();
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["task", "--quiet", "reproduce", "--epochs", "15", "--seed", "7"],
    cwd: ROOT,
    clearEnv: true,
    env,
  }).output();
  const text = new TextDecoder().decode(stdout);
  strictEqual(code, 0, new TextDecoder().decode(stderr));
  match(text, /SIMULATED users/);
  for (const line of DIFFERENCES) ok(text.includes(line), line);
  for (const { method, f1 } of PUBLISHED) ok(text.includes(`${method}  ${f1.toFixed(4)}`), method);

  const [released, papers] = tablesOf(text);
  const readings = [
    [released, []],
    [papers, [
      ...["--initialisation", "xavier", "--initialisation-seed", "7", "--learning-rate", "0.03"],
      ...["--profile", "sum-of-weights"],
    ]],
  ] as const;
  for (const [table, options] of readings) {
    deepStrictEqual([...table.keys()], [...NEIGHBOURS.map((k) => `k = ${k}`), "most-popular"]);
    const { recommenders } = await runJson([
      ...["evaluate", "--ratings", "data/ratings.tsv", "--attributes", "data/attributes.tsv"],
      ...[
        "--epochs",
        "15",
        "--seed",
        "7",
        "--scaling",
        "min-max",
        "--no-idf",
        "--neighbours",
        "20",
      ],
      ...["--cutoffs", "10", "--recommender", "profile-knn,most-popular", ...options],
    ]);
    for (const [k, row] of ["k = 20", "most-popular"].entries()) {
      const { metrics } = recommenders[k];
      const expected = ["f1-of-means", "f1", "precision", "recall", "ndcg"]
        .map((metric) => Number(metrics[metric]["10"].toFixed(4)));
      deepStrictEqual(table.get(row), expected, row);
    }
  }
});
