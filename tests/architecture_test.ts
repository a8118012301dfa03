import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";

/** Folders of src/ from the ground up; a module imports from its own room or from floors below. */
const FLOORS: readonly (readonly string[])[] = [
  ["errors.ts", "random.ts", "events.ts", "worker_pool.ts"],
  ["data"],
  ["formats", "metrics", "gpu"],
  ["kernels", "remote"],
  ["model"],
  ["train", "recommend"],
  ["explain"],
  ["evaluate"],
  ["report"],
  ["cli"],
];

const ROOT = new URL("../", import.meta.url);

interface Module {
  specifier: string;
  dependencies?: { specifier: string; code?: { specifier: string }; isDynamic?: boolean }[];
}

async function modulesOf(entry: string): Promise<Module[]> {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["info", "--json", new URL(entry, ROOT).href],
    cwd: ROOT,
  }).output();
  strictEqual(code, 0, new TextDecoder().decode(stderr));
  return JSON.parse(new TextDecoder().decode(stdout)).modules;
}

const inside = (specifier: string) =>
  specifier.startsWith(ROOT.href) ? specifier.slice(ROOT.href.length) : undefined;

const roomOf = (path: string) => /^src\/([^/]+)/.exec(path)?.[1];

const floorOf = (room: string) => FLOORS.findIndex((rooms) => rooms.includes(room));

/** All files below a folder of the project. */
function* filesBelow(folder: string): Generator<string> {
  for (const entry of Deno.readDirSync(new URL(`${folder}/`, ROOT))) {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory) yield* filesBelow(path);
    else yield path;
  }
}

Deno.test("imports inside src/ go down only", async () => {
  const wrong: string[] = [];
  let checked = 0;
  for (const module of await modulesOf("src/cli/main.ts")) {
    const from = inside(module.specifier);
    const room = from && roomOf(from);
    if (!room) continue;
    ok(floorOf(room) >= 0, `${from}: folder ${room} has no floor in tests/architecture_test.ts`);
    for (const { code } of module.dependencies ?? []) {
      const to = code && inside(code.specifier);
      const target = to && roomOf(to);
      if (!target || target === room) continue;
      checked++;
      if (floorOf(target) >= floorOf(room)) wrong.push(`${from} imports ${to}`);
    }
  }
  deepStrictEqual(wrong, []);
  ok(checked > 50);
});

Deno.test("mod.ts reaches no third-party code but through lazy, pinned npm specifiers", async () => {
  const wrong: string[] = [];
  for (const module of await modulesOf("mod.ts")) {
    const from = inside(module.specifier);
    if (!from) continue;
    for (const dependency of module.dependencies ?? []) {
      const target = dependency.specifier;
      // The runtime's own modules come with it.
      if (target.startsWith(".") || target.startsWith("node:")) continue;
      const pinned = /^npm:(@[\w.-]+\/)?[\w.-]+@\d+\.\d+\.\d+(\/|$)/.test(target);
      if (!pinned || !dependency.isDynamic) wrong.push(`${from} imports ${target}`);
    }
  }
  deepStrictEqual(wrong, []);
});

Deno.test("only src/kernels imports shaders, and every shader is imported", () => {
  const imported = new Set<string>();
  for (const file of filesBelow("src")) {
    const text = Deno.readTextFileSync(new URL(file, ROOT));
    for (const [, shader] of text.matchAll(/from "[^"]*\/([\w]+\.wgsl)"/g)) {
      ok(file.startsWith("src/kernels/"), `${file} imports ${shader}`);
      imported.add(shader);
    }
  }
  const shaders = [...filesBelow("shaders")].map((path) => path.slice("shaders/".length)).sort();
  deepStrictEqual([...imported].sort(), shaders);
});

Deno.test("only src/cli touches Deno, the console and the environment", () => {
  const wrong: string[] = [];
  for (const file of filesBelow("src")) {
    if (file.startsWith("src/cli/")) continue;
    Deno.readTextFileSync(new URL(file, ROOT)).split("\n").forEach((line, k) => {
      const code = line.replace(/^\s*(\*|\/\/|\/\*).*$/, "");
      if (/\b(Deno\.|console\.|process\.)/.test(code)) wrong.push(`${file}:${k + 1}`);
    });
  }
  deepStrictEqual(wrong, []);
});

Deno.test("every module that mod.ts does not reach is reached by the command line or is a type", async () => {
  const reached = new Set<string>();
  for (const entry of ["mod.ts", "src/cli/main.ts"]) {
    for (const module of await modulesOf(entry)) reached.add(inside(module.specifier) ?? "");
  }
  const orphans = [...filesBelow("src")].filter((file) =>
    file.endsWith(".ts") && !reached.has(file)
  );
  deepStrictEqual(orphans, []);
});
