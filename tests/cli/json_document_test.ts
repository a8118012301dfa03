import { deepStrictEqual, ok } from "node:assert/strict";
import { serveArchives } from "../remote/_archive_server.ts";
import { zipOf } from "../remote/_archives.ts";
import { filmTriples, serveStore, storeOf } from "../remote/_endpoint.ts";
import { folderTest, keyPaths, runJson, writeModel, writeTastes } from "./_program.ts";

/** The keys that src/cli/README.md gives for each command, relative ones (`.min`) left to the key before them. */
function documentedKeys(): Map<string, string[]> {
  const text = Deno.readTextFileSync(new URL("../../src/cli/README.md", import.meta.url));
  const sections = text.split(/^### /m).slice(1);
  return new Map(sections.map((section) => {
    const [command] = section.split("\n");
    const cells = section.split("\n").filter((line) => line.startsWith("|")).slice(2)
      .map((line) => line.split("|")[1]);
    return [
      command,
      cells.flatMap((cell) => [...cell.matchAll(/`([^`]+)`/g)].map(([, key]) => key)),
    ];
  }));
}

folderTest(
  "every key of every JSON object is documented, and every documented key exists",
  async (folder) => {
    const { ask, flags, sharedFlags, model, ratings, attributes, items } = await writeModel(folder);
    const gradient = ["--solver", "gradient", "--epochs", "2", "--validate-every", "1", "--biases"];
    const asked = (command: string) => [command, "--model", `${folder}/s`, "--user", "user 1"];
    await using endpoint = serveStore(storeOf(filmTriples(1)));
    await using archives = serveArchives(
      new Map([["ml-latest-small.zip", await zipOf([["ratings.csv", "1,1,5\n"]])]]),
    );
    Deno.writeTextFileSync(`${folder}/films.txt`, "http://example.org/film0\n");
    const kg = `${folder}/kg.tsv`;
    Deno.copyFileSync(attributes, kg);
    Deno.writeTextFileSync(kg, "50% film 0\tdbp:genre\tgenre 0\n", { append: true });
    const lists = `${folder}/lists.run`;
    const evaluate = ["evaluate", ...flags, "--epochs", "2", "--cutoffs", "5"];
    const printed: Record<string, unknown> = {
      train: await runJson(["train", ...flags, "--epochs", "2", "--out", `${folder}/again`]),
      "train --mode shared": [
        await runJson(["train", ...sharedFlags, "--out", `${folder}/s`]),
        await runJson(["train", ...sharedFlags, ...gradient, "--out", `${folder}/s`]),
      ],
      evaluate: [
        await runJson([...evaluate, "--recommender", "random", "--run-out", lists]),
        await runJson([
          ...[...evaluate, "--recommender", "profile-knn,user-knn,ease", "--run", lists],
          ...["--shuffle-attributes", "1"],
        ]),
        await runJson([...evaluate, "--folds", "2", "--core", "3"]),
      ],
      tune: await runJson([
        ...["tune", ...flags, "--search", "neighbours=1,2", "--log", `${folder}/tune.tsv`],
      ]),
      recommend: await runJson(ask("recommend", "user 1")),
      explain: [await runJson(ask("explain", "user 1")), await runJson(asked("explain"))],
      export: await runJson(["export", "--model", model, "--out", `${folder}/why.csv`]),
      report: await runJson(["report", "--model", `${folder}/s`, "--out", `${folder}/r.html`]),
      convert: await runJson([
        ...["convert", "--from", `${folder}/attributes.tsv`, "--to", `${folder}/kg.nt`],
      ]),
      "explain-quality": await runJson([
        ...["explain-quality", ...flags, "--other-seeds", "1"],
        ...["--planted", writeTastes(folder)],
      ]),
      "fetch-graph": await runJson([
        ...["fetch-graph", "--endpoint", endpoint.url, "--items", `${folder}/films.txt`],
        ...["--out", `${folder}/films.tsv`],
      ]),
      download: await runJson([
        ...["download", "ml-latest-small", "--from", archives.address, "--out", folder],
      ]),
      graph: await runJson([
        ...["graph", "--ratings", ratings, "--attributes", kg, "--merge-relations"],
      ]),
      link: await runJson([
        ...["link", "--items", items, "--entities", items, "--out", `${folder}/links.tsv`],
      ]),
      doctor: await runJson(["doctor"]),
    };
    const documented = documentedKeys();
    deepStrictEqual([...documented.keys()].sort(), Object.keys(printed).sort());
    const everywhere = ["command", "version"];
    const asTrain = documented.get("train")!;
    for (const [command, object] of Object.entries(printed)) {
      const like = ["evaluate", "tune", "train --mode shared", "explain-quality", "graph"];
      const keys = [
        ...documented.get(command)!,
        ...like.includes(command) ? asTrain : [],
        ...command === "tune" ? documented.get("evaluate")! : [],
      ];
      const found = [object].flat().flatMap((one) => keyPaths(one));
      const undocumented = found.filter((path) =>
        !everywhere.includes(path) &&
        !keys.some((key) =>
          path === key || path.startsWith(`${key}.`) ||
          (key.endsWith(".kind") && path.startsWith(key.slice(0, -"kind".length)))
        )
      );
      deepStrictEqual(undocumented, [], command);
      const missing = documented.get(command)!.filter((key) =>
        !found.some((path) =>
          path === key || path.startsWith(`${key}.`) || path.startsWith(`${key}[]`)
        )
      );
      deepStrictEqual(missing, [], command);
    }
    ok(asTrain.length > 15);
  },
);
