import { InputError, UsageError } from "../../errors.ts";
import { downloadFile } from "../../remote/download_file.ts";
import {
  MOVIELENS_ADDRESS,
  MOVIELENS_ARCHIVES,
  MOVIELENS_TERMS,
  type MovielensName,
  publishedMd5,
  type RatingsArchive,
  usageLicence,
} from "../../remote/movielens_archives.ts";
import { createPoliteClient, type PoliteClient } from "../../remote/polite_client.ts";
import { RemoteError } from "../../remote/remote_error.ts";
import { unpackArchive } from "../../remote/unpack_archive.ts";
import { type DownloadedFile, folderTarget, openDownload } from "../archive_file.ts";
import type { CommandDefinition } from "../command.ts";
import { makeFolder, OutputError } from "../files.ts";
import { requireNetwork } from "../network.ts";
import { duration } from "../progress.ts";
import { ExitCode, type Session } from "../session.ts";

interface Options {
  readonly arguments: readonly [name: string];
  readonly out: string;
  readonly from: string;
  readonly keepArchive?: boolean;
  readonly json?: boolean;
}

const NAMES = Object.keys(MOVIELENS_ARCHIVES) as MovielensName[];

/** Milliseconds without a byte after which a connection counts as lost. */
const STALL = 60_000;

/** `download`: a data set from where it is published. */
export const downloadCommand: CommandDefinition = {
  name: "download",
  summary: "Download and unpack a MovieLens data set from GroupLens",
  examples: ["download ml-100k", "download ml-25m --out data --keep-archive"],
  addOptions(command) {
    command
      .argument("<name>", `one of ${NAMES.join(", ")}`)
      .option("--out <folder>", "where to make a folder of that name", ".")
      .option("--from <url>", "address of a mirror", MOVIELENS_ADDRESS)
      .option("--keep-archive", "keep the ZIP archive beside the folder")
      .option("--json", "print one JSON object on what was downloaded");
  },
  async run(options: Options, session) {
    const name = NAMES.find((known) => known === options.arguments[0]);
    if (name === undefined) {
      throw new UsageError(
        `Cannot download '${options.arguments[0]}', expected one of ${NAMES.join(", ")}`,
      );
    }
    if (!URL.canParse(options.from) || !/^https?:/.test(options.from)) {
      throw new UsageError(
        `Cannot take '${options.from}' as --from, expected an address of the web`,
      );
    }
    const archive: RatingsArchive = MOVIELENS_ARCHIVES[name];
    const folder = `${options.out}/${name}`, stored = `${folder}.zip`;
    if (await Deno.lstat(folder).catch(() => undefined)) {
      throw new OutputError(
        folder,
        "it is there already, expected to make it; remove it or choose another --out",
      );
    }
    await requireNetwork(options.from);
    await makeFolder(options.out);
    session.note(`terms        ${MOVIELENS_TERMS}`);
    const url = new URL(archive.file, options.from.replace(/\/*$/, "/")).href;
    const client = createPoliteClient({
      timeout: STALL,
      signal: session.signal,
      onRetry: ({ error, wait }) =>
        session.note(`waiting      ${duration(wait / 1000)}: ${error.message}`),
    });
    const unpacked = `${folder}.part`;
    let resumedFrom = 0, md5: string | undefined, size = 0, files: string[] = [];
    {
      using file = await openDownload(`${stored}.part`);
      try {
        md5 = archive.md5 ?? await askForMd5(client, url);
        resumedFrom = await downloadChecked(client, url, file, md5, session);
        size = file.size;
        await removeFolder(unpacked);
        files = await unpackArchive(file, folderTarget(unpacked), session);
      } catch (error) {
        await removeFolder(unpacked);
        if (session.signal.aborted) {
          session.note(
            `${file.size} bytes are kept in ${stored}.part; the same command goes on from there`,
          );
        } else if (error instanceof InputError || file.size === 0) {
          await Deno.remove(`${stored}.part`);
        }
        throw error;
      }
    }
    await Deno.rename(unpacked, folder);
    if (options.keepArchive) await Deno.rename(`${stored}.part`, stored);
    else await Deno.remove(`${stored}.part`);
    const summary = { name, folder, files, bytes: size, md5: md5 ?? null, resumedFrom };
    const readme = files.find((path) => /^readme/i.test(path));
    const licence = readme && usageLicence(await Deno.readTextFile(`${folder}/${readme}`));
    if (licence) session.note(`\nUsage licence, from ${folder}/${readme}:\n\n${licence}\n`);
    if (options.json) {
      session.print(JSON.stringify({ command: "download", version: 1, ...summary }));
      return ExitCode.Done;
    }
    session.print(`downloaded   ${url}, ${size.toLocaleString("en-US")} bytes`);
    session.print(
      md5 === undefined
        ? "checksum     none is published; every file agrees with the archive's own CRC-32"
        : `checksum     MD5 ${md5}, as ${
          archive.md5 ? "known of this data set" : "published beside it"
        }`,
    );
    session.print(`written      ${folder}: ${files.join(", ")}`);
    if (files.includes(archive.ratings)) {
      session.print(
        `ratings      ${folder}/${archive.ratings}, titles in ${folder}/${archive.items}`,
      );
    }
    return ExitCode.Done;
  },
};

async function askForMd5(client: PoliteClient, url: string): Promise<string | undefined> {
  try {
    return await client.send(() => ({ url: `${url}.md5` }), async (response) => {
      return publishedMd5(await response.text());
    });
  } catch (error) {
    if (error instanceof RemoteError && error.status === 404) return undefined;
    throw error;
  }
}

/** Where the parts of two attempts do not make the whole, the archive has changed meanwhile: it is taken from the beginning once. */
async function downloadChecked(
  client: PoliteClient,
  url: string,
  file: DownloadedFile,
  md5: string | undefined,
  session: Session,
): Promise<number> {
  for (;;) {
    const { resumedFrom } = await downloadFile(client, url, file, session.onProgress);
    const found = await file.md5();
    if (md5 === undefined || found === md5) return resumedFrom;
    if (resumedFrom === 0) {
      throw new InputError({ file: url }, `its MD5 is ${found}, expected ${md5}`);
    }
    session.note(
      "note         the archive has changed since the last attempt; it is taken from the beginning",
    );
    await file.clear();
  }
}

async function removeFolder(path: string): Promise<void> {
  await Deno.remove(path, { recursive: true }).catch((cause) => {
    if (!(cause instanceof Deno.errors.NotFound)) throw new OutputError(path, cause.message);
  });
}
