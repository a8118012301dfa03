import { deepStrictEqual, ok, rejects, strictEqual } from "node:assert/strict";
import {
  makeFolder,
  openFile,
  requireFolderOf,
  writeFile,
  writeFiles,
} from "../../src/cli/files.ts";
import { readBytes } from "../../src/formats/input_source.ts";

/** Runs a test in a folder of its own, which is removed. */
function inFolder(name: string, body: (folder: string) => Promise<void>): void {
  Deno.test(name, async () => {
    const folder = await Deno.makeTempDir({ prefix: "semauto-files-" });
    try {
      await body(folder);
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  });
}

const namesIn = (folder: string) => [...Deno.readDirSync(folder)].map(({ name }) => name).sort();
const read = (path: string) => Deno.readTextFileSync(path);

inFolder(
  "writeFile() writes text, bytes and chunks, and leaves nothing else behind",
  async (folder) => {
    await writeFile(`${folder}/text`, "ä\n");
    await writeFile(`${folder}/bytes`, new Uint8Array([0xc3, 0xa4, 0x0a]));
    await writeFile(`${folder}/chunks`, ["ä", "", "\n"]);
    await writeFile(`${folder}/nothing`, []);
    deepStrictEqual(
      ["text", "bytes", "chunks", "nothing"].map((name) => read(`${folder}/${name}`)),
      [
        "ä\n",
        "ä\n",
        "ä\n",
        "",
      ],
    );
    deepStrictEqual(namesIn(folder), ["bytes", "chunks", "nothing", "text"]);
  },
);

inFolder("writeFile() leaves the old file when the content breaks off", async (folder) => {
  await writeFile(`${folder}/run`, "old");
  const broken = function* () {
    yield "new";
    throw new Error("no more");
  };
  await rejects(writeFile(`${folder}/run`, broken()), {
    name: "OutputError",
    message: `Cannot write ${folder}/run: no more`,
  });
  strictEqual(read(`${folder}/run`), "old");
  deepStrictEqual(namesIn(folder), ["run"]);
});

inFolder(
  "writeFile() throws when there is no such folder or a folder is in the way",
  async (folder) => {
    await rejects(writeFile(`${folder}/none/run`, "x"), {
      name: "OutputError",
      message: /^Cannot write .*none\/run: No such file or directory/,
    });
    Deno.mkdirSync(`${folder}/run`);
    await rejects(writeFile(`${folder}/run`, "x"), {
      name: "OutputError",
      message: /^Cannot write/,
    });
    deepStrictEqual(namesIn(folder), ["run"]);
  },
);

inFolder(
  "writeFiles() puts nothing in place when one of the files cannot be written",
  async (folder) => {
    await writeFiles([[`${folder}/a`, "old a"], [`${folder}/b`, "old b"]]);
    await rejects(
      writeFiles([[`${folder}/a`, "new a"], [`${folder}/none/c`, "c"], [`${folder}/b`, "new b"]]),
      { name: "OutputError", message: /^Cannot write .*none\/c: / },
    );
    deepStrictEqual([read(`${folder}/a`), read(`${folder}/b`)], ["old a", "old b"]);
    deepStrictEqual(namesIn(folder), ["a", "b"]);
  },
);

inFolder(
  "writeFiles() takes the last file away when the others cannot be put in place",
  async (folder) => {
    await writeFiles([[`${folder}/a`, "old a"], [`${folder}/last`, "old"]]);
    // A folder in the place of the second file stops the work half-way.
    Deno.mkdirSync(`${folder}/b`);
    await rejects(
      writeFiles([[`${folder}/a`, "new a"], [`${folder}/b`, "b"], [`${folder}/last`, "new"]]),
      { name: "OutputError" },
    );
    deepStrictEqual(namesIn(folder), ["a", "b"]);
  },
);

inFolder("makeFolder() makes what is missing and minds nothing that is there", async (folder) => {
  await makeFolder(`${folder}/a/b/c`);
  await makeFolder(`${folder}/a/b/c`);
  ok(Deno.statSync(`${folder}/a/b/c`).isDirectory);
  await writeFile(`${folder}/file`, "x");
  for (const path of [`${folder}/file`, `${folder}/file/below`]) {
    await rejects(makeFolder(path), { name: "OutputError", message: /^Cannot write .*file/ });
  }
});

inFolder("requireFolderOf() throws when the folder of a file is missing", async (folder) => {
  await requireFolderOf(`${folder}/run`);
  await requireFolderOf("run");
  await rejects(requireFolderOf(`${folder}/none/run`), {
    name: "OutputError",
    message:
      `Cannot write ${folder}/none/run: there is no folder ${folder}/none, expected it to exist`,
  });
});

inFolder("openFile() gives the bytes of a file under its name", async (folder) => {
  await writeFile(`${folder}/data`, "abc");
  const source = await openFile(`${folder}/data`);
  strictEqual(source.name, `${folder}/data`);
  strictEqual(new TextDecoder().decode(await readBytes(source)), "abc");
});

inFolder("openFile() throws when there is no such file or it is a folder", async (folder) => {
  await rejects(openFile(`${folder}/none`), {
    name: "InputError",
    message: `Cannot read ${folder}/none: there is no such file`,
  });
  await rejects(openFile(folder), {
    name: "InputError",
    message: `Cannot read ${folder}: it is a folder, expected a file`,
  });
});
