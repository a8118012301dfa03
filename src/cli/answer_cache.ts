import type { AnswerCache } from "../remote/subject_answers.ts";
import { makeFolder, writeFile } from "./files.ts";

/**
 * A cache of answers in a folder: one file for each, named by the SHA-256 of its key, so that an interruption at any moment leaves whole
 * answers only.
 *
 * @param folder Where; made when the first answer comes.
 * @returns The cache.
 */
export function folderCache(folder: string): AnswerCache {
  const made = new Set<string>();
  return {
    async get(key) {
      const { path } = await placeOf(folder, key);
      return await Deno.readTextFile(path).catch(() => undefined);
    },
    async set(key, text) {
      const place = await placeOf(folder, key);
      if (!made.has(place.folder)) await makeFolder(place.folder);
      made.add(place.folder);
      await writeFile(place.path, text);
    },
  };
}

async function placeOf(folder: string, key: string) {
  const digest = new Uint8Array(
    await crypto.subtle.digest("SHA-256", new TextEncoder().encode(key)),
  ).toHex();
  // Some file systems are slow with many files in one folder.
  const below = `${folder}/${digest.slice(0, 2)}`;
  return { folder: below, path: `${below}/${digest}.json` };
}
