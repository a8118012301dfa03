import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict";
import { isComplete } from "../../src/model/checkpoint.ts";
import { UserState } from "../../src/model/personal_model.ts";
import { createRandom } from "../../src/random.ts";
import {
  folderTest,
  loadPersonal,
  loadShared,
  program,
  type Ran,
  run,
  runJson,
} from "./_program.ts";

/** Data that take seconds: some 500,000 user edges in batches of 50,000; the flags name them. */
function writeLargeData(folder: string): string[] {
  const random = createRandom(1, "interrupt");
  const ratings: string[] = [], attributes: string[] = [];
  for (let user = 0; user < 100; user++) {
    for (let item = 0; item < 150; item++) {
      if (random.next() < 2 / 3) ratings.push(`u${user}\ti${item}\t${1 + random.integer(5)}\n`);
    }
  }
  for (let item = 0; item < 150; item++) {
    for (let k = 0; k < 50; k++) attributes.push(`i${item}\tabout\tt${random.integer(300)}\n`);
  }
  Deno.writeTextFileSync(`${folder}/ratings.tsv`, ratings.join(""));
  Deno.writeTextFileSync(`${folder}/attributes.tsv`, attributes.join(""));
  return ["--ratings", `${folder}/ratings.tsv`, "--attributes", `${folder}/attributes.tsv`];
}

/**
 * Starts the program and sends it signals: the next one each time that standard error holds the next text.
 */
async function interrupt(
  args: readonly string[],
  signals: readonly (readonly [when: string, signal: Deno.Signal])[],
): Promise<Ran> {
  const child = program(args).spawn();
  const stdout = new Response(child.stdout).text();
  let stderr = "", next = 0;
  for await (const text of child.stderr.pipeThrough(new TextDecoderStream())) {
    stderr += text;
    while (next < signals.length && stderr.includes(signals[next][0])) {
      child.kill(signals[next++][1]);
    }
  }
  const { code } = await child.status;
  strictEqual(next, signals.length, `the program ended before the signal: ${stderr}`);
  return { code, stdout: await stdout, stderr };
}

const files = (folder: string) =>
  ["config.json", "vocabulary.json", "model.safetensors"].map((name) =>
    Deno.readFileSync(`${folder}/${name}`)
  );

for (
  const [signal, options] of [
    ["SIGINT", ["--threads", "1", "--save-weights"]],
    ["SIGTERM", ["--threads", "2", "--initialisation", "xavier"]],
  ] as const
) {
  folderTest(
    `train saves what it has at ${signal}, and --resume makes it whole bit for bit, ${
      options.join(" ")
    }`,
    async (folder) => {
      const flags = [...writeLargeData(folder), "--backend", "cpu", "--epochs", "1000", ...options];
      const part = `${folder}/part`;
      const { code, stdout, stderr } = await interrupt(["train", ...flags, "--out", part], [[
        "backend",
        signal,
      ]]);
      strictEqual(code, 130, stderr);
      match(stderr, /^Stopping at the next safe point; press Ctrl-C again to stop at once$/m);
      const [, untrained] = /^Interrupted: (\d+) users are untrained; .* --resume goes on$/m.exec(
        stderr,
      )!;
      match(stdout, RegExp(`^untrained    ${untrained} users$`, "m"));

      const { model } = await loadPersonal(part);
      ok(!isComplete(model));
      const left = model.userState.filter((state) => state === UserState.Untrained).length;
      strictEqual(left, Number(untrained));
      ok(left > 0 && left < 100);

      await whatPartialModelsSay(part, model.dataset.interactions.users.ids, model.userState);

      const resumed = await runJson(["train", ...flags, "--resume", "--out", part]);
      deepStrictEqual([resumed.complete, resumed.trainedUsers], [true, 100]);
      await runJson(["train", ...flags, "--out", `${folder}/whole`]);
      deepStrictEqual(files(part), files(`${folder}/whole`));
    },
  );
}

for (const threads of ["1", "2"]) {
  folderTest(
    `train --mode shared saves what it has at SIGINT, and --resume makes it whole bit for bit, ${threads} threads`,
    async (folder) => {
      const part = `${folder}/part`, events = `${folder}/events.jsonl`;
      const flags = [
        ...["--mode", "shared", "--solver", "gradient", ...writeLargeData(folder)],
        ...["--epochs", "1000", "--validate-every", "200", "--patience", "9", "--batch-size", "16"],
        ...["--backend", "cpu", "--threads", threads],
      ];
      const child = program(["train", ...flags, "--events", events, "--out", part]).spawn();
      const stderr = new Response(child.stderr).text(), stdout = new Response(child.stdout).text();
      const happened = () => {
        try {
          return Deno.readTextFileSync(events).match(/"event":"epoch"/g)?.length ?? 0;
        } catch {
          return 0;
        }
      };
      while (happened() < 3) await new Promise((resolve) => setTimeout(resolve, 5));
      child.kill("SIGINT");
      const { code } = await child.status;
      strictEqual(code, 130, await stderr);
      match(await stderr, /^Interrupted: \d+ epochs are done; .* --resume goes on$/m);
      ok((await stdout).includes("named neurons"));
      match(Deno.readTextFileSync(events), /"event":"interrupted"/);

      const { model } = await loadShared(part);
      ok(model.unfinished !== undefined && model.unfinished.epoch < 1000);
      const asked = await run(["recommend", "--model", part, "--user", "u1", "-n", "1"]);
      strictEqual(asked.code, 0, asked.stderr);
      match(
        asked.stderr,
        /^warning {6}the training was interrupted \('train --resume' goes on\)$/m,
      );

      const resumed = await runJson(["train", ...flags, "--resume", "--out", part]);
      strictEqual(resumed.complete, true);
      await runJson(["train", ...flags, "--out", `${folder}/whole`]);
      deepStrictEqual(files(part), files(`${folder}/whole`));
    },
  );
}

/** Lists of a partial model come with a warning; untrained users get a reason. */
async function whatPartialModelsSay(model: string, ids: readonly string[], state: Uint8Array) {
  const trained = ids[state.indexOf(UserState.Trained)];
  const untrained = ids[state.indexOf(UserState.Untrained)];
  const asked = await run(["recommend", "--model", model, "--user", trained, "-n", "1"]);
  strictEqual(asked.code, 0, asked.stderr);
  match(asked.stderr, /^warning {6}the training was interrupted: \d+ of 100 users are untrained/);
  const refused = await run(["explain", "--model", model, "--user", untrained]);
  strictEqual(refused.code, 2);
  match(
    refused.stderr,
    /^error: Cannot use user '.*': the training was interrupted before this user/,
  );
}

folderTest(
  "train stops at once and writes nothing when it is interrupted twice",
  async (folder) => {
    const flags = [
      ...writeLargeData(folder),
      "--backend",
      "cpu",
      "--threads",
      "2",
      "--epochs",
      "50000",
    ];
    const { code, stdout } = await interrupt(["train", ...flags, "--out", `${folder}/m`], [
      ["backend", "SIGINT"],
      ["Stopping", "SIGINT"],
    ]);
    strictEqual(code, 130);
    strictEqual(stdout, "");
    deepStrictEqual([...Deno.readDirSync(`${folder}/m`)], []);
  },
);

folderTest("evaluate ends with 130 and no results when it is interrupted", async (folder) => {
  const flags = [
    ...writeLargeData(folder),
    "--backend",
    "cpu",
    "--threads",
    "1",
    "--epochs",
    "1000",
  ];
  const { code, stdout, stderr } = await interrupt(["evaluate", ...flags, "--json"], [[
    "backend",
    "SIGINT",
  ]]);
  strictEqual(code, 130, stderr);
  strictEqual(stdout, "");
  match(stderr, /^Interrupted/m);
});

folderTest(
  "train --resume refuses other settings, other data and a folder without a model",
  async (folder) => {
    const data = writeLargeData(folder);
    const train = (...options: string[]) =>
      run(["train", ...data, "--backend", "cpu", "--out", `${folder}/m`, ...options]);
    const nothing = await train("--epochs", "1", "--resume");
    strictEqual(nothing.code, 1);
    match(
      nothing.stderr,
      /config\.json: there is no such file, expected a folder written by 'train --out'\n$/,
    );
    strictEqual((await train("--epochs", "1")).code, 0);
    const other = await train("--epochs", "2", "--resume");
    strictEqual(other.code, 2);
    match(
      other.stderr,
      /^error: Cannot resume the training: it was started with 1 epochs, .*, expected 2 epochs, /m,
    );
    // The same counts in another order: every index would mean somebody else.
    const lines = Deno.readTextFileSync(`${folder}/ratings.tsv`).trimEnd().split("\n");
    Deno.writeTextFileSync(
      `${folder}/ratings.tsv`,
      lines.toReversed().map((line) => `${line}\n`).join(""),
    );
    const reversed = await train("--epochs", "1", "--resume");
    strictEqual(reversed.code, 2);
    match(
      reversed.stderr,
      /^error: Cannot resume the training: its users are others, expected the same data$/m,
    );
  },
);

for (const signals of [["SIGINT"], ["SIGTERM"], ["SIGINT", "SIGINT"]] as const) {
  folderTest(
    `export leaves no half file at ${signals.join(", ")}, and the old one as it was`,
    async (folder) => {
      const model = `${folder}/m`, out = `${folder}/why.jsonl`;
      await runJson(["train", ...writeLargeData(folder), "--epochs", "1", "--out", model]);
      Deno.writeTextFileSync(out, "old");
      const namesIn = () => [...Deno.readDirSync(folder)].map(({ name }) => name).sort();
      const before = namesIn();
      // More than a gigabyte, were it finished.
      const flags = ["--top", "50", "--reasons", "all", "--no-idf", "--out", out];
      const child = program(["export", "--model", model, ...flags]).spawn();
      const [stdout, stderr] = [child.stdout, child.stderr].map((from) =>
        new Response(from).text()
      );
      while (!namesIn().includes("why.jsonl.part")) {
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
      for (const signal of signals) child.kill(signal);
      const { code } = await child.status;
      deepStrictEqual([code, await stdout], [130, ""], await stderr);
      deepStrictEqual([namesIn(), Deno.readTextFileSync(out)], [before, "old"]);
    },
  );
}

folderTest("export to standard output stops at SIGINT", async (folder) => {
  const model = `${folder}/m`;
  await runJson(["train", ...writeLargeData(folder), "--epochs", "1", "--out", model]);
  const flags = ["--top", "50", "--reasons", "all", "--no-idf", "--out", "-"];
  const child = program(["export", "--model", model, ...flags]).spawn();
  const stderr = new Response(child.stderr).text();
  let interrupted = false, end = "";
  for await (const text of child.stdout.pipeThrough(new TextDecoderStream())) {
    end = text;
    if (!interrupted) child.kill("SIGINT");
    interrupted = true;
  }
  strictEqual((await child.status).code, 130, await stderr);
  ok(end.length > 0);
});
