import { deepStrictEqual, strictEqual, throws } from "node:assert/strict";
import { joinModules } from "../../src/report/join_modules.ts";
import { PAGE_ENTRY, PAGE_MODULES } from "../../src/report/page_modules.ts";

const join = (modules: Record<string, string>, entry = "main.ts") =>
  joinModules(new Map(Object.entries(modules)), entry);

/** What a script that sets `globalThis.result` makes of it. */
function resultOf(script: string): unknown {
  (0, eval)(script);
  return Reflect.get(globalThis, "result");
}

Deno.test("joinModules() runs modules once, in order, with their exports and renamed imports", () => {
  const script = join({
    "main.ts": `import { type Box, box, NAME as name } from "./data/box.ts";
import { box as again } from "./re.ts";
import type { Unknown } from "./nowhere.ts";
const boxes: Box[] = [box(1), again(2)];
Object.assign(globalThis, { result: [name, ...boxes.map(({ value }) => value)] });`,
    "re.ts": `export { box } from "./data/box.ts";\nexport type { Box } from "./data/box.ts";`,
    "data/box.ts": `/** A box. */
export interface Box { readonly value: number }
export type Other = Box;
export const NAME = "box";
let made = 0;
/**
 * Makes one.
 */
export function box(value: number): Box {
  return { value: value + 10 * made++ };
}`,
  });
  deepStrictEqual(resultOf(script), ["box", 1, 12]);
  strictEqual(/\/\*\*|interface|: number/.test(script), false);
});

Deno.test("joinModules() keeps equal names of different modules apart", () => {
  const script = join({
    "main.ts": `import { a } from "./a.ts";\nimport { b } from "./b.ts";
Object.assign(globalThis, { result: a() + b() });`,
    "a.ts": `const help = () => 1;\nexport function a() {\n  return help();\n}`,
    "b.ts": `const help = () => 2;\nexport async function* c() {}\nexport const b = () => help();`,
  });
  strictEqual(resultOf(script), 3);
});

Deno.test("joinModules() throws when a module is missing, imports in a circle or has another form", () => {
  throws(() => join({ "main.ts": `import { a } from "./a.ts";` }), /main\.ts: it imports a\.ts/);
  throws(
    () =>
      join({ "main.ts": `import { a } from "./a.ts";`, "a.ts": `import { b } from "./main.ts";` }),
    /a\.ts: it imports main\.ts in a circle/,
  );
  for (const line of [`import a from "./a.ts";`, `export default 1;`, `export * from "./a.ts";`]) {
    throws(() => join({ "main.ts": line, "a.ts": "" }), /expected named imports and exports/);
  }
});

Deno.test("the page's modules are all there, and none is there in vain", () => {
  const script = joinModules(PAGE_MODULES, PAGE_ENTRY);
  const joined = [...script.matchAll(/^\/\/ (\S+\.ts)$/gm)].map(([, path]) => path);
  deepStrictEqual(joined.sort(), [...PAGE_MODULES.keys()].sort());
});

Deno.test("the page's modules are those of src/, under their own paths", () => {
  for (const [path, source] of PAGE_MODULES) {
    strictEqual(source, Deno.readTextFileSync(new URL(`../../src/${path}`, import.meta.url)), path);
  }
});
