import { ok } from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { loadModel } from "../../src/cli/model_directory.ts";
import { isShared } from "../../src/model/model.ts";
import { createRandom } from "../../src/random.ts";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));

/** How `deno task semauto` starts the program, free to reach the tests' own servers instead of public ones. */
const START = [
  ...["run", "--quiet", "--no-prompt", "--allow-read", "--allow-write", "--allow-env"],
  "--allow-net=127.0.0.1",
  "src/cli/main.ts",
];

/** What a run of the program left. */
export interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * The real program as a process of its own, started at the project root as `deno task semauto` does. A NO_COLOR of the
 * machine that tests run on must not hide colours that the program should not have used. `through` is a command that is given
 * the program's command line, such as a shell that redirects its streams.
 */
export function program(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
  through?: readonly string[],
): Deno.Command {
  const { NO_COLOR: _, FORCE_COLOR: __, ...own } = Deno.env.toObject();
  return new Deno.Command(through?.[0] ?? Deno.execPath(), {
    args: [...through?.slice(1) ?? [], ...through ? [Deno.execPath()] : [], ...START, ...args],
    cwd: ROOT,
    clearEnv: true,
    env: { ...own, ...env },
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  });
}

/** Runs the program to its end. Neither stream may ever hold an ANSI escape: nobody sits at a terminal. */
export async function run(args: readonly string[], env?: Record<string, string>): Promise<Ran> {
  const { code, stdout, stderr } = await program(args, env).output();
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  const ran = { code, stdout: text(stdout), stderr: text(stderr) };
  ok(!ran.stdout.includes("\x1b") && !ran.stderr.includes("\x1b"), "ANSI escapes in the output");
  return ran;
}

/** Runs the program with `--json`; it must succeed and print one line of JSON. */
export async function runJson(args: readonly string[], env?: Record<string, string>) {
  const { code, stdout, stderr } = await run([...args, "--json"], env);
  ok(code === 0, stderr);
  ok(/^\{.*\}\n$/.test(stdout), `expected one line of JSON, got ${stdout}`);
  return JSON.parse(stdout);
}

/** What commands say of the graph in their JSON. */
export const GRAPH_KEYS: readonly string[] = [
  "graph.dropped.chain",
  "graph.dropped.common",
  "graph.dropped.language",
  "graph.dropped.literal",
  "graph.dropped.rare",
  "graph.dropped.relation",
  "graph.dropped.repeated",
  "graph.dropped.unlinked",
  "graph.dropped.unrated",
  "graph.dropped.unreadable",
  "graph.kept",
  "graph.labels",
  "graph.links",
  "graph.triples",
];

/** Every path of keys in a JSON value, sorted; `[]` stands for the elements of a list. */
export function keyPaths(value: unknown, prefix = ""): string[] {
  if (typeof value !== "object" || value === null) return prefix === "" ? [] : [prefix];
  const below = Array.isArray(value)
    ? value.flatMap((element) => keyPaths(element, `${prefix}[]`))
    : Object.entries(value).flatMap(([key, v]) => keyPaths(v, prefix ? `${prefix}.${key}` : key));
  return [...new Set(below)].sort();
}

/** A test in a folder of its own, which is removed afterwards. */
export function folderTest(
  name: string,
  body: (folder: string) => Promise<void>,
  options: { readonly ignore?: boolean } = {},
): void {
  Deno.test({
    name,
    ignore: options.ignore,
    async fn() {
      const folder = await Deno.makeTempDir({ prefix: "semauto-cli-" });
      try {
        await body(folder);
      } finally {
        await Deno.remove(folder, { recursive: true });
      }
    },
  });
}

/** Paths of written data, and the ratings themselves. */
export interface Data {
  readonly ratings: string;
  readonly attributes: string;
  readonly items: string;
  /** `--ratings`, `--attributes`, few epochs and one thread, so that a run is quick. */
  readonly flags: readonly string[];
  /** Options that name the files and ask for shared mode. */
  readonly sharedFlags: readonly string[];
  readonly triples: readonly (readonly [user: string, item: string, rating: number])[];
}

/**
 * Writes a small data set: users like films of one of three genres and dislike the others. Ids hold spaces and percent
 * signs; `bare` rated nothing but an item without attributes, and `sour` gives the lowest rating to all.
 */
export function writeData(folder: string, users = 24, films = 30): Data {
  const random = createRandom(1, "cli");
  const triples: [string, string, number][] = [];
  for (let user = 0; user < users; user++) {
    for (let film = 0; film < films; film++) {
      if (random.next() < 0.5) continue;
      const liked = film % 3 === user % 3;
      triples.push([`user ${user}`, `50% film ${film}`, (liked ? 4 : 1) + random.integer(2)]);
    }
  }
  triples.push(["bare", "unknown film", 3], ["sour", "50% film 0", 1], ["sour", "50% film 1", 1]);
  const attributes: string[] = [], titles: string[] = [];
  for (let film = 0; film < films; film++) {
    attributes.push(`50% film ${film}\tgenre\tgenre ${film % 3}`);
    attributes.push(`50% film ${film}\tdbo:director\thttp://dbpedia.org/resource/D_${film % 7}`);
    titles.push(`50% film ${film}\tThe ${film}th Film, or "What?"`);
  }
  const write = (name: string, lines: readonly string[]) => {
    Deno.writeTextFileSync(`${folder}/${name}`, lines.map((line) => `${line}\n`).join(""));
    return `${folder}/${name}`;
  };
  const ratings = write("ratings.tsv", triples.map((triple) => triple.join("\t")));
  const paths = { ratings, attributes: write("attributes.tsv", attributes) };
  const files = ["--ratings", paths.ratings, "--attributes", paths.attributes];
  const onOneCore = ["--backend", "cpu", "--threads", "1"];
  return {
    ...paths,
    items: write("items.tsv", titles),
    flags: [...files, "--epochs", "30", ...onOneCore],
    sharedFlags: [...files, "--mode", "shared", ...onOneCore],
    triples,
  };
}

/** Writes the tastes that the users of `writeData` were made with; the last ones are marked as controls. */
export function writeTastes(folder: string, users = 24): string {
  const lines = ["user\tkind\trelation\tvalue\tweight"];
  for (let user = 0; user < users; user++) {
    const kind = user >= users - 4 ? "control" : "taste";
    lines.push(`user ${user}\t${kind}\tgenre\tgenre ${user % 3}\t2`);
    lines.push(`user ${user}\t${kind}\tgenre\tgenre ${(user + 1) % 3}\t-1.5`);
  }
  const path = `${folder}/tastes.tsv`;
  Deno.writeTextFileSync(path, lines.map((line) => `${line}\n`).join(""));
  return path;
}

/**
 * Trains a model with titles on written data.
 *
 * @returns The data, the model's folder and a command line that asks it about a user.
 */
export async function writeModel(folder: string) {
  const data = writeData(folder);
  const model = `${folder}/m`;
  await runJson(["train", ...data.flags, "--items", data.items, "--out", model]);
  const ask = (command: string, user: string, ...options: readonly string[]) => [
    ...[command, "--model", model, "--user", user],
    ...options,
  ];
  return { ...data, model, ask };
}

/** Reads the folder of a personal model. */
export async function loadPersonal(folder: string) {
  const { model, ...rest } = await loadModel(folder);
  if (isShared(model)) throw new Error(`${folder} holds a shared model`);
  return { model, ...rest };
}

/** Reads the folder of a shared model. */
export async function loadShared(folder: string) {
  const { model, ...rest } = await loadModel(folder);
  if (!isShared(model)) throw new Error(`${folder} holds a personal model`);
  return { model, ...rest };
}
