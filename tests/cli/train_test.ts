import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict";
import { isComplete } from "../../src/model/checkpoint.ts";
import { UserState } from "../../src/model/personal_model.ts";
import { gpuTest } from "../_gpu.ts";
import { largestDifference } from "../_personal_fixtures.ts";
import {
  folderTest,
  GRAPH_KEYS,
  keyPaths,
  loadPersonal,
  type Ran,
  run,
  runJson,
  writeData,
} from "./_program.ts";

const read = (path: string) => Deno.readFileSync(path);
const namesIn = (folder: string) => [...Deno.readDirSync(folder)].map(({ name }) => name).sort();

folderTest("train writes a model of the data and tells results and notes apart", async (folder) => {
  const { flags, items, triples } = writeData(folder);
  const { code, stdout, stderr } = await run([
    "train",
    ...flags,
    "--items",
    items,
    "--out",
    `${folder}/m`,
  ]);
  strictEqual(code, 0);
  match(stderr, /^backend {6}CPU \(.*as asked\)\n$/);
  match(stdout, /^users {8}26\n/);
  match(stdout, RegExp(`^ratings {6}${triples.length}, from 1 to 5$`, "m"));
  match(stdout, /^trained {6}25 users, mean squared error 0\.\d+$/m);
  match(
    stdout,
    /^no basis {5}1 users rated no item that has an attribute; their profiles are empty$/m,
  );
  ok(stdout.endsWith(`\nmodel        ${folder}/m\n`));
  deepStrictEqual(namesIn(`${folder}/m`), ["config.json", "model.safetensors", "vocabulary.json"]);

  const { model, itemLabels } = await loadPersonal(`${folder}/m`);
  ok(isComplete(model));
  const { users, items: films, ratings } = model.dataset.interactions;
  strictEqual(model.userState[users.indexOf("bare")!], UserState.NoBasis);
  strictEqual(model.decoderWeights, undefined);
  strictEqual(ratings.indices.length, triples.length);
  strictEqual(itemLabels?.[films.indexOf("50% film 3")!], 'The 3th Film, or "What?"');
  strictEqual(itemLabels?.[films.indexOf("unknown film")!], "unknown film");
  deepStrictEqual(model.settings, {
    epochs: 30,
    learningRate: 0.3,
    initialisation: { kind: "constant", value: 0.01 },
  });
});

folderTest("train --json prints one object with stable keys", async (folder) => {
  const json = await runJson(["train", ...writeData(folder).flags, "--out", `${folder}/m`]);
  deepStrictEqual(keyPaths(json), [
    "backend",
    "command",
    "complete",
    "data.attributes",
    "data.commonAttributes",
    "data.edges",
    "data.items",
    "data.itemsWithoutAttributes",
    "data.rareAttributes",
    "data.ratings",
    "data.ratingsWithoutAttributes",
    "data.scale.max",
    "data.scale.min",
    "data.unratedItems",
    "data.users",
    ...GRAPH_KEYS,
    "meanLoss",
    "mode",
    "model",
    "replacedRatings",
    "settings.epochs",
    "settings.initialisation.kind",
    "settings.initialisation.value",
    "settings.learningRate",
    "trainedUsers",
    "untrainedUsers",
    "usersWithoutBasis",
    "version",
  ]);
  const { command, version, complete, model, trainedUsers, usersWithoutBasis } = json;
  deepStrictEqual(
    { command, version, complete, model, trainedUsers, usersWithoutBasis },
    {
      command: "train",
      version: 1,
      complete: true,
      model: `${folder}/m`,
      trainedUsers: 25,
      usersWithoutBasis: 1,
    },
  );
});

folderTest(
  "train gives the same bytes again, and other ones when the settings change",
  async (folder) => {
    const { flags } = writeData(folder);
    const train = async (...options: string[]) => {
      await runJson(["train", ...flags, ...options, "--out", `${folder}/m`]);
      return read(`${folder}/m/model.safetensors`);
    };
    const first = await train();
    deepStrictEqual(await train(), first);
    deepStrictEqual(await train("--threads", "2"), first);
    const random = await train("--initialisation", "xavier", "--initialisation-seed", "7");
    ok(random.some((byte, k) => byte !== first[k]));
    deepStrictEqual(
      await train("--initialisation", "xavier", "--initialisation-seed", "7"),
      random,
    );
  },
);

folderTest(
  "train --save-weights keeps a decoder weight for each edge of each user",
  async (folder) => {
    const { flags, triples } = writeData(folder);
    await runJson(["train", ...flags, "--save-weights", "--out", `${folder}/m`]);
    const { model } = await loadPersonal(`${folder}/m`);
    // Every rated film has two attributes; the unknown one has none.
    strictEqual(model.decoderWeights?.length, 2 * (triples.length - 1));
  },
);

folderTest("train takes another layout and implicit ratings when it is told", async (folder) => {
  const { attributes, triples } = writeData(folder);
  const lines = triples.map(([user, item, rating]) => `${rating};${item};x;${user}\n`);
  Deno.writeTextFileSync(`${folder}/plays.csv`, `stars;song;when;listener\n${lines.join("")}`);
  const json = await runJson([
    ...[
      "train",
      "--ratings",
      `${folder}/plays.csv`,
      "--attributes",
      attributes,
      "--out",
      `${folder}/m`,
    ],
    ...["--columns", "listener,song", "--implicit", "--epochs", "2", "--backend", "cpu"],
  ]);
  strictEqual(json.data.scale, "implicit");
  deepStrictEqual([json.data.users, json.data.ratings], [26, triples.length]);
});

folderTest("train warns when a later rating replaces an earlier one", async (folder) => {
  const { flags, ratings, triples } = writeData(folder);
  const [user, item] = triples[0];
  Deno.writeTextFileSync(ratings, `${user}\t${item}\t1\n`, { append: true });
  const { code, stderr } = await run(["train", ...flags, "--out", `${folder}/m`]);
  strictEqual(code, 0);
  match(stderr, /^warning {6}1 ratings were replaced by a later one of the same user and item$/m);
});

/** Failed: code 1, nothing on standard output, one line that names the cause, no model. */
function failed({ code, stdout, stderr }: Ran, message: string): void {
  deepStrictEqual({ code, stdout, stderr }, { code: 1, stdout: "", stderr: `error: ${message}\n` });
}

folderTest("train exits with 1 and names the place when a file cannot be read", async (folder) => {
  const { flags, ratings, attributes } = writeData(folder);
  const train = () => run(["train", ...flags, "--out", `${folder}/m`]);
  const good = Deno.readTextFileSync(ratings);
  Deno.writeTextFileSync(ratings, good.replace(/^(.*\n.*\n.*\t)\d\n/, "$1five\n"));
  failed(
    await train(),
    `Cannot read ${ratings}: line 3, column 3: rating is 'five', expected a number`,
  );
  Deno.writeTextFileSync(ratings, good.replace(/\n(.*)\n/, "\n$1\tmore\n"));
  failed(
    await train(),
    `Cannot read ${ratings}: line 2, column 4: the line has 4 fields separated by "\\t", expected 3 as in the first line`,
  );
  Deno.writeTextFileSync(ratings, "");
  failed(await train(), `Cannot read ${ratings}: the file is empty, expected ratings`);
  Deno.removeSync(ratings);
  failed(await train(), `Cannot read ${ratings}: there is no such file`);
  Deno.writeTextFileSync(ratings, good);
  Deno.writeTextFileSync(attributes, "50% film 1\tgenre\tcrime\n50% film 2\tgenre\t\n");
  failed(
    await train(),
    `Cannot read ${attributes}: line 2, column 3: the value is empty, expected some text`,
  );
  ok(!namesIn(folder).includes("m"));
});

folderTest(
  "train exits with 2 when ratings and attributes name the items differently",
  async (folder) => {
    const { flags, attributes } = writeData(folder);
    Deno.writeTextFileSync(attributes, "Q1\tgenre\tcrime\nQ2\tgenre\tcrime\n");
    const { code, stderr } = await run(["train", ...flags, "--out", `${folder}/m`]);
    strictEqual(code, 2);
    match(stderr, /^error: Cannot join ratings and attributes: none of the 31 rated items .*'Q1'/);
  },
);

folderTest(
  "train exits with 1 before it trains when the model cannot be written",
  async (folder) => {
    const { flags, ratings } = writeData(folder);
    const { code, stdout, stderr } = await run(["train", ...flags, "--out", ratings]);
    deepStrictEqual([code, stdout], [1, ""]);
    ok(stderr.startsWith(`error: Cannot write ${ratings}: File exists`), stderr);
  },
);

folderTest("train exits with 2 when the learning rate is beyond all sense", async (folder) => {
  const { flags } = writeData(folder);
  const ran = await run(["train", ...flags, "--learning-rate", "1e300", "--out", `${folder}/m`]);
  strictEqual(ran.code, 2);
  match(ran.stderr, /^error: Cannot train user '.*': the profile became /m);
});

gpuTest("train --backend gpu learns the CPU's profiles", async () => {
  const folder = await Deno.makeTempDir({ prefix: "semauto-cli-" });
  try {
    const { flags } = writeData(folder);
    await runJson(["train", ...flags, "--out", `${folder}/cpu`]);
    const json = await runJson(["train", ...flags, "--backend", "gpu", "--out", `${folder}/gpu`]);
    match(json.backend, /^GPU \(/);
    const [cpu, gpu] = [await loadPersonal(`${folder}/cpu`), await loadPersonal(`${folder}/gpu`)];
    deepStrictEqual(gpu.model.activations.indices, cpu.model.activations.indices);
    const [a, b] = [gpu.model.activations.values, cpu.model.activations.values];
    ok(largestDifference(a, b) < 5e-4);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
