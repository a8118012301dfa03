import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict";
import { folderTest, run } from "./_program.ts";

folderTest(
  "demo shows statistics, progress, recommenders, tastes and reasons, and names what it wrote",
  async (folder) => {
    const out = `${folder}/demo`;
    const { code, stdout, stderr } = await run(["demo", "--out", out]);
    strictEqual(code, 0, stderr);
    match(stdout, /USERS ARE SIMULATED/);
    match(stdout, /^users +600$/m);
    match(stdout, /^ +600 of 600 users, mean squared error/m);
    // What the numbers should show: profiles beat popularity, popularity beats chance; tastes are found, and only tastes.
    const ndcg = (name: string) => {
      const cells = new RegExp(`^${name} .*$`, "m").exec(stdout)![0].split(/\s+/);
      return Number(cells[4]);
    };
    ok(ndcg("profile-knn") > 1.5 * ndcg("most-popular"));
    ok(ndcg("attribute-sum") > 1.5 * ndcg("most-popular"));
    ok(ndcg("reconstruction") > 1.5 * ndcg("most-popular"));
    ok(ndcg("most-popular") > ndcg("random"));
    const found = (who: string) => Number(new RegExp(`^${who}: (\\d+) %`, "m").exec(stdout)![1]);
    ok(found("users with tastes") > 5 * found("controls with shuffled ratings"));
    deepStrictEqual(stdout.match(/^user \w+: planted/mg)?.length, 3);
    for (const name of ["profile-knn", "reconstruction"]) {
      match(stdout, new RegExp(`^Why ${name} recommends user \\w+$`, "m"));
    }
    strictEqual(stdout.match(/^ {2}the score, their sum +[\d.]+$/mg)?.length, 3);
    match(stdout, /^nDCG@10 0\.\d+; with these categories beside the attributes, .* 0\.\d+$/m);
    match(stdout, /^ {2}More broadly, because of your ratings of films .+ \(through films .+\)/m);
    for (
      const file of [
        "train.tsv",
        "test.tsv",
        "lists.profile-knn.run",
        "model/config.json",
        "shared-model/config.json",
      ]
    ) {
      ok(Deno.statSync(`${out}/${file}`).size > 0);
    }
    const next = /deno task semauto (explain .*)$/m.exec(stdout)![1].split(/\s+/);
    strictEqual((await run(next)).code, 0);
  },
);
