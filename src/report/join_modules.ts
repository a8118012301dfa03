import { stripTypeScriptTypes } from "node:module";

/**
 * Turns TypeScript modules into one script that a page can hold: types are taken off, and every module becomes a function that runs once and
 * hands out what it exports. It knows the forms that this project's modules have, and refuses others: named imports and exports, no cycles.
 *
 * @param sources TypeScript of each module, by path; imports are resolved among these.
 * @param entry Path of the module that is run.
 * @returns JavaScript, for `<script type="module">`.
 * @throws {Error} Where a module is missing or has a form that is not known.
 *
 * @example
 * ```ts
 * import { strictEqual } from "node:assert/strict";
 *
 * const script = joinModules(new Map([
 *   ["a/main.ts", 'import { add } from "../b.ts";\nglobalThis.sum = add(1, 2);'],
 *   ["b.ts", "export function add(a: number, b: number): number {\n  return a + b;\n}"],
 * ]), "a/main.ts");
 * (0, eval)(script);
 * strictEqual(Reflect.get(globalThis, "sum"), 3);
 * ```
 */
export function joinModules(sources: ReadonlyMap<string, string>, entry: string): string {
  const joined: string[] = [];
  const names = new Map<string, string>();
  const open = new Set<string>();
  const add = (path: string, from: string): string => {
    const known = names.get(path);
    if (known !== undefined) return known;
    const source = sources.get(path);
    if (source === undefined) fail(from, `it imports ${path}, expected a module of the page`);
    if (open.has(path)) fail(from, `it imports ${path} in a circle, expected none`);
    open.add(path);
    const code = scopedModule(path, source, (specifier) => add(resolve(path, specifier), path));
    // No name of a module may hide one of its exports.
    const name = `$${path.replace(/\.\w+$/, "").replace(/\W/g, "_")}`;
    joined.push(`// ${path}\nconst ${name} = (() => {\n${code}})();\n`);
    names.set(path, name);
    return name;
  };
  add(entry, "the page");
  return joined.join("\n");
}

const IMPORT = /^import\s*\{([^}]*)\}\s*from\s*"([^"]+)";?$/gm;
const REEXPORT = /^export\s*\{([^}]*)\}\s*from\s*"([^"]+)";?$/gm;
const DECLARATION =
  /^export (?=(?:async )?(?:function\*? ?|const |class )(\w+)|(?:interface|type)\b)/gm;

/** The body of one module's function. */
function scopedModule(
  path: string,
  source: string,
  nameOf: (specifier: string) => string,
): string {
  const exported: string[] = [];
  const code = stripTypeScriptTypes(source)
    .replace(IMPORT, (_, list: string, specifier: string) => {
      const bindings = bindingsOf(list);
      if (bindings.length === 0) return "";
      return `const { ${bindings.map(([name, as]) => bind(name, as)).join(", ")} } = ${
        nameOf(specifier)
      };`;
    })
    .replace(REEXPORT, (_, list: string, specifier: string) => {
      const bindings = bindingsOf(list);
      if (bindings.length === 0) return "";
      exported.push(...bindings.map(([name, as]) => `${as}: ${nameOf(specifier)}.${name}`));
      return "";
    })
    .replace(DECLARATION, (_, name: string) => {
      exported.push(name);
      return "";
    });
  const unknown = /^(?:import|export)\b.*$/m.exec(code);
  if (unknown) fail(path, `it says '${unknown[0]}', expected named imports and exports`);
  return `${tidy(code)}return { ${exported.join(", ")} };\n`;
}

function bindingsOf(list: string): [name: string, as: string][] {
  return list.split(",").map((part) => part.trim()).filter((part) => part !== "").map((part) => {
    const [name, as] = part.split(/\s+as\s+/);
    return [name, as ?? name];
  });
}

function bind(name: string, as: string): string {
  return name === as ? name : `${name}: ${as}`;
}

/** Without documentation and without what stripped types leave behind; whoever wants to read more finds the sources' paths. */
function tidy(code: string): string {
  return code.replace(/^[ \t]*\/\*\*[\s\S]*?\*\/[ \t]*$/gm, "").replace(/[ \t]+$/gm, "")
    .replace(/\n{2,}/g, "\n").trimStart();
}

function resolve(from: string, specifier: string): string {
  return new URL(specifier, `file:///${from}`).pathname.slice(1);
}

function fail(path: string, problem: string): never {
  throw new Error(`Cannot make the page's script: ${path}: ${problem}`);
}
