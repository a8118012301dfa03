import { UsageError } from "../errors.ts";

/**
 * Makes sure that the program may reach a host, before it begins; asks where somebody sits at a terminal and Deno may ask.
 *
 * @param address What is to be reached.
 * @throws {UsageError} Where it may not; the message says which command line may.
 */
export async function requireNetwork(address: string): Promise<void> {
  const { host } = new URL(address);
  const descriptor = { name: "net", host } as const;
  const { state } = await Deno.permissions.query(descriptor);
  if (state === "granted" || (await Deno.permissions.request(descriptor)).state === "granted") {
    return;
  }
  throw new UsageError(
    `Cannot reach ${host}: the program was not given the network there, expected to be started as: ` +
      `deno task semauto-net ${Deno.args.map(shellWord).join(" ")}`,
  );
}

function shellWord(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
