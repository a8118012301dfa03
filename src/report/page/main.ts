/// <reference lib="dom" />
import { decodeExplorer } from "../explorer_coding.ts";
import { textToBytes } from "../text_pack.ts";
import { openExplorer } from "./explorer.ts";
import { byId } from "./make.ts";

async function start(): Promise<void> {
  const wait = byId("explorer-wait");
  try {
    const content = decodeExplorer(await textToBytes(byId("explorer-data").textContent!.trim()));
    // For whoever opens the console: semauto.answer() holds the scores behind the page.
    Object.assign(globalThis, { semauto: openExplorer(content) });
    wait.hidden = true;
    byId("explorer-app").hidden = false;
  } catch (cause) {
    wait.textContent = `The explorer cannot be shown in this browser: ${(cause as Error).message}`;
    throw cause;
  }
}

void start();
