import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict";
import { folderTest, keyPaths, run, runJson, writeModel } from "./_program.ts";

folderTest("explain --style answers in the styles asked for, item by item", async (folder) => {
  const { ask } = await writeModel(folder);
  const styles = "pairwise,popularity,because-you-rated,pointwise,difference";
  const flags = ["-n", "3", "--noun", "films", "--style", styles];
  const json = await runJson(ask("explain", "user 4", ...flags));
  const listed: string[] = json.explanations.map(({ item }: { item: string }) => item);
  strictEqual(listed.length, 3);
  const answers: Record<string, unknown>[] = json.styles;
  deepStrictEqual(
    answers.map(({ item, style }) => [item, style]),
    listed.flatMap((item, k) =>
      ["popularity", "pointwise", "pairwise", "difference", "because-you-rated"]
        // The last of the list has none after it to be compared with.
        .filter((style) => k < 2 || !["pairwise", "difference"].includes(style))
        .map((style) => [item, style])
    ),
  );
  deepStrictEqual(
    answers.filter(({ style }) => style === "pairwise").map(({ versus }) => versus),
    listed.slice(1),
  );
  const { code, stdout, stderr } = await run(ask("explain", "user 4", ...flags));
  deepStrictEqual([code, stderr], [0, ""]);
  for (const { style, sentence } of answers) ok(stdout.includes(`  ${style}: ${sentence}\n`));
  ok(stdout.includes("The "));
  ok(!stdout.includes("the score, their sum"));
});

folderTest(
  "every key of every style is documented, and every documented key exists",
  async (folder) => {
    const { ask } = await writeModel(folder);
    const text = Deno.readTextFileSync(new URL("../../src/cli/README.md", import.meta.url));
    const section = /^## Styles of explanation\n([^]*?)^## /m.exec(text)![1];
    const keysIn = (text: string) =>
      [...text.matchAll(/`([\w.]+)(\[\])?`/g)].flatMap(([, key]) => key.split("."));
    const everywhere = keysIn(section.slice(0, section.indexOf("- **")));
    const bullets = section.split(/^- \*\*/m).slice(1);
    const { items } = await runJson(ask("recommend", "user 4", "-n", "3"));
    const missed = items[2].item;
    const names = bullets.map((bullet) => bullet.slice(0, bullet.indexOf("*")));
    const { styles } = await runJson(
      ask("explain", "user 4", "-n", "2", "--style", names.join(","), "--why-not", missed),
    );
    for (const [k, name] of names.entries()) {
      const answers = styles.filter(({ style }: { style: string }) => style === name);
      ok(answers.length > 0, name);
      const found = new Set(
        keyPaths(answers).flatMap((path) => path.replaceAll("[]", "").split(".")).filter(Boolean),
      );
      const documented = keysIn(bullets[k]);
      deepStrictEqual(
        [...found].filter((key) => ![...documented, ...everywhere].includes(key)),
        [],
        name,
      );
      // Lists that are empty for this user have no keys.
      deepStrictEqual(
        documented.filter((key) => !found.has(key) && !EMPTY.includes(key)),
        [],
        name,
      );
    }
  },
);

/** What the small data have none of; ratings are found before neurons are asked. */
const EMPTY = ["against", "neurons"];

folderTest("explain --versus and --why-not imply their styles", async (folder) => {
  const { ask } = await writeModel(folder);
  const { items } = await runJson(ask("recommend", "user 4", "-n", "9"));
  const [best, second] = items.map(({ item }: { item: string }) => item);
  const missed = items.at(-1).item;
  const versus = await runJson(ask("explain", "user 4", "--item", best, "--versus", missed));
  deepStrictEqual(
    versus.styles.map(({ style, item, versus }: Record<string, string>) => [style, item, versus]),
    [["pairwise", best, missed]],
  );
  const whyNot = await runJson(ask("explain", "user 4", "-n", "2", "--why-not", missed));
  const [{ style, item, place, last, n }] = whyNot.styles;
  deepStrictEqual([style, item, place, last.item, n], ["contrastive", missed, 9, second, 2]);
  const both = await runJson(
    ask("explain", "user 4", "-n", "2", "--why-not", missed, "--style", "difference"),
  );
  deepStrictEqual(both.styles.map(({ style }: { style: string }) => style), [
    ...["contrastive", "difference"],
  ]);
  const text = await run(ask("explain", "user 4", "-n", "2", "--why-not", missed));
  match(text.stdout, /^The .*\n {2}contrastive: The .* comes 9th: .*\n\n$/);
});

folderTest("explain --style says what is missing or wrong", async (folder) => {
  const { ask } = await writeModel(folder);
  const wrong: [string[], RegExp][] = [
    [
      ["--style", "poetry"],
      /one or more of popularity, pointwise, pairwise, difference, because-you-rated, counterfactual, contrastive/,
    ],
    [["--style", "contrastive"], /no item is missed, expected --why-not/],
    [
      ["--style", "pairwise", "-n", "1"],
      /there is one item, expected another to compare with by --versus/,
    ],
    [["--versus", "nothing"], /Cannot find item 'nothing'/],
    [["--why-not", "nothing"], /Cannot find item 'nothing'/],
  ];
  for (const [flags, message] of wrong) {
    const { code, stdout, stderr } = await run(ask("explain", "user 4", ...flags));
    deepStrictEqual([code, stdout], [2, ""]);
    match(stderr, message);
  }
});

folderTest("explain --why-not answers where there is nothing to go by", async (folder) => {
  const { ask } = await writeModel(folder);
  const { stdout } = await run(ask("explain", "bare", "--why-not", "50% film 1"));
  match(
    stdout,
    /contrastive: There is nothing to go by for you, so The 1th Film, or "What\?" has no score\./,
  );
});

folderTest(
  "explain --templates changes every sentence and names what is wrong in a file",
  async (folder) => {
    const { ask } = await writeModel(folder);
    const file = `${folder}/mine.json`;
    Deno.writeTextFileSync(
      file,
      JSON.stringify({
        phrases: { "dbo:director": "by director {value}", "genre": "in {value}" },
        sentences: { "because-neighbours": "Others share {tastes}." },
      }),
    );
    const flags = ["-n", "2", "--templates", file];
    const { explanations } = await runJson(ask("explain", "user 4", ...flags));
    const { styles } = await runJson(ask("explain", "user 4", ...flags, "--style", "pointwise"));
    for (const { sentence } of [...explanations, ...styles]) {
      match(sentence, /^Others share your liking for items (by director D \d|in genre \d)/);
    }
    Deno.writeTextFileSync(file, '{"phrases": {"genre": "{vale}"}}');
    const wrong = await run(ask("explain", "user 4", ...flags));
    deepStrictEqual([wrong.code, wrong.stdout], [1, ""]);
    match(
      wrong.stderr,
      /^error: Cannot read .*mine\.json: phrases\.genre holds \{vale\}, expected /,
    );
    const missing = await run(ask("explain", "user 4", "--templates", `${folder}/none.json`));
    match(missing.stderr, /Cannot read .*none\.json: there is no such file/);
  },
);
