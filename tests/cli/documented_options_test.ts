import { deepStrictEqual, ok } from "node:assert/strict";
import { COMMANDS } from "../../src/cli/main.ts";
import { run } from "./_program.ts";

const ROOT = new URL("../../", import.meta.url);

/** Command lines that people are told to type: the README's, and the program's own examples and hints. */
function* documented(): Generator<string> {
  for (const file of ["README.md", "bench/README.md", "src/cli/commands/demo.ts"]) {
    const text = Deno.readTextFileSync(new URL(file, ROOT));
    for (const [, line] of text.matchAll(/deno task semauto ([^`#\n]*)/g)) yield line;
    for (const [, line] of text.matchAll(/\} (--\w[\w-]* \w+)`/g)) yield `explain ${line}`;
  }
  for (const { examples } of COMMANDS) yield* examples;
}

Deno.test("every documented command line names a command and options that exist", async () => {
  const unknown: string[] = [];
  const help = new Map<string, string>();
  let checked = 0;
  for (const line of documented()) {
    const [command] = line.split(/\s+/);
    if (!help.has(command)) help.set(command, (await run([command, "--help"])).stdout);
    if (!help.get(command)!.startsWith(`Usage: semauto ${command} `)) unknown.push(line);
    for (const [option] of line.matchAll(/(?<=\s)--?[a-z][a-z-]*/g)) {
      checked++;
      if (!new RegExp(`^ +(-\\w, )?${option}[ ,]|^ +${option},`, "m").test(help.get(command)!)) {
        unknown.push(`${line}: ${option}`);
      }
    }
  }
  deepStrictEqual(unknown, []);
  ok(checked > 40);
});
