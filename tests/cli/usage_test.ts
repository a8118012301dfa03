import { match, ok, strictEqual } from "node:assert/strict";
import { COMMANDS } from "../../src/cli/main.ts";
import { run } from "./_program.ts";

/** Wrong usage: code 2, nothing on standard output, and a message that names the cause. */
async function misuse(args: readonly string[], message: string): Promise<void> {
  const { code, stdout, stderr } = await run(args);
  strictEqual(code, 2, stderr);
  strictEqual(stdout, "");
  ok(stderr.startsWith(`error: ${message}`), stderr);
  ok(!stderr.includes("    at "), "a stack trace tells the user nothing");
}

Deno.test("--help lists every command", async () => {
  const { code, stdout, stderr } = await run(["--help"]);
  strictEqual(code, 0);
  strictEqual(stderr, "");
  for (const { name } of COMMANDS) match(stdout, RegExp(`^  ${name} `, "m"));
});

for (const { name, summary, examples } of COMMANDS) {
  Deno.test(`${name} --help says what it does and shows examples that use its own options`, async () => {
    const { code, stdout, stderr } = await run([name, "--help"]);
    strictEqual(code, 0);
    strictEqual(stderr, "");
    ok(stdout.replace(/\s+/g, " ").includes(summary));
    const shown = stdout.slice(stdout.indexOf("\nExamples:\n"));
    ok(examples.length > 0);
    for (const example of examples) {
      ok(shown.includes(`  deno task semauto ${example}\n`));
      strictEqual(example.split(" ")[0], name);
      for (const [flag] of example.matchAll(/(?<= )--?[a-z][a-z-]*/g)) {
        match(stdout, RegExp(`^  (-\\w, )?${flag}[ ,]`, "m"), `${flag} is no option of ${name}`);
      }
    }
  });
}

Deno.test("help of a command is its --help", async () => {
  strictEqual((await run(["help", "train"])).stdout, (await run(["train", "--help"])).stdout);
});

Deno.test("the program shows its help on standard error when no command is given", async () => {
  const { code, stdout, stderr } = await run([]);
  strictEqual(code, 2);
  strictEqual(stdout, "");
  match(stderr, /^Usage: semauto /);
});

Deno.test("the program exits with 2 when the command or an option is unknown", async () => {
  await misuse(["trian"], "unknown command 'trian'");
  await misuse(["doctor", "--jsno"], "unknown option '--jsno'");
  await misuse(["recommend", "--model", "m", "--user", "u", "more"], "too many arguments");
});

Deno.test("the program exits with 2 when an option is missing", async () => {
  await misuse(["train", "--ratings", "r"], "required option '--attributes <files>' not specified");
  await misuse(["train", "--ratings"], "option '--ratings <file>' argument missing");
  await misuse(["evaluate"], "required option '--ratings <file>' not specified");
  await misuse(
    ["recommend", "--model", "m"],
    "Cannot tell for whom, expected one of --user and --rated",
  );
  await misuse(
    ["recommend", "--model", "m", "--user", "u", "--rated", "a=1"],
    "Cannot tell for whom, expected one of --user and --rated",
  );
  await misuse(["explain", "--user", "u"], "required option '--model <folder>' not specified");
});

Deno.test("the program names option, value and what is expected when a value is wrong", async () => {
  const data = ["--ratings", "r", "--attributes", "a"];
  for (
    const [args, message] of [
      [
        ["doctor", "--backend", "tpu"],
        "Cannot take 'tpu' as --backend, expected one of auto, gpu, cpu",
      ],
      [
        ["doctor", "--threads", "0"],
        "Cannot take '0' as --threads, expected a whole number from 1",
      ],
      [
        ["train", ...data, "--out", "m", "--epochs", "1.5"],
        "Cannot take '1.5' as --epochs, expected a whole number from 1",
      ],
      [
        ["train", ...data, "--out", "m", "--learning-rate", "fast"],
        "Cannot take 'fast' as --learning-rate, expected a number such as 0.3",
      ],
      [
        ["train", ...data, "--out", "m", "--initialisation", "he"],
        "Cannot take 'he' as --initialisation, expected one of constant, xavier",
      ],
      [
        ["train", ...data, "--out", "m", "--scale", "5:1"],
        "Cannot take '5:1' as --scale, expected min:max such as 1:5",
      ],
      [
        ["evaluate", ...data, "--recommender", "profile-knn,knn"],
        "Cannot take 'profile-knn,knn' as --recommender, expected one or more of profile-knn, attribute-sum, ",
      ],
      [
        ["evaluate", ...data, "--cutoffs", "5,,x"],
        "Cannot take '5,,x' as --cutoffs, expected whole numbers from 1, separated by commas",
      ],
      [
        ["recommend", "--model", "m", "--user", "u", "-n", "0"],
        "Cannot take '0' as --number, expected a whole number from 1",
      ],
      [
        ["explain", "--model", "m", "--user", "u", "--recommender", "random"],
        "Cannot take 'random' as --recommender, expected one of profile-knn, attribute-sum, most-popular, reconstruction",
      ],
    ] as const
  ) await misuse(args, message);
});
