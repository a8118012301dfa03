import { UsageError } from "../errors.ts";
import { textChunks } from "../formats/text.ts";
import { openFile } from "./files.ts";
import type { LoadedModel } from "./model_directory.ts";
import { findUser } from "./model_options.ts";
import { names } from "./values.ts";

/**
 * The users that `--users` names: `all`; ids separated by commas, where the model knows each of them; otherwise the ids in a file,
 * one a line, as they are in the ratings. Named twice, a user counts once.
 *
 * @param stored The model.
 * @param text The option's value.
 * @returns Indices of the users, in the order in which they were named; all in the model's order.
 * @throws {UsageError} Where there is neither such a user nor such a file, a user of the file is unknown, or one was not trained yet.
 */
export async function chosenUsers(stored: LoadedModel, text: string): Promise<number[]> {
  const { users } = stored.model.dataset.interactions;
  if (text === "all") return users.ids.map((_, user) => user);
  const ids = names(text);
  const unknown = ids.find((id) => users.indexOf(id) === undefined);
  if (ids.length > 0 && unknown === undefined) return indicesOf(stored, ids);
  if (await isFile(text)) return indicesOf(stored, await linesOf(text));
  throw new UsageError(
    `Cannot take '${text}' as --users: '${
      unknown ?? text
    }' is no user of the model and there is no such file, expected all, ids separated by commas, or a file with one id a line`,
  );
}

function indicesOf(stored: LoadedModel, ids: readonly string[]): number[] {
  return [...new Set(ids.map((id) => findUser(stored, id)))];
}

async function isFile(path: string): Promise<boolean> {
  return (await Deno.stat(path).catch(() => undefined))?.isFile ?? false;
}

async function linesOf(path: string): Promise<string[]> {
  let text = "";
  for await (const chunk of textChunks(await openFile(path))) text += chunk;
  return text.split(/\r\n|\r|\n/).filter((line) => line.trim() !== "");
}
