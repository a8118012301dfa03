import { fileURLToPath } from "node:url";
import { readTrialLog } from "../../src/formats/trial_log.ts";

export const embedded = (name: string) =>
  fileURLToPath(new URL(`../../data/${name}`, import.meta.url));
export const EMBEDDED = [
  ...["--ratings", embedded("ratings.tsv"), "--attributes", embedded("attributes.tsv")],
  ...["--backend", "cpu", "--threads", "1"],
];

export const read = (path: string) => readTrialLog(path, Deno.readTextFileSync(path));
/** What of a log must not differ between runs. */
export const results = (path: string) =>
  read(path).results.map(({ seconds: _, ...result }) => result);
export const search = (...dimensions: readonly string[]) =>
  dimensions.flatMap((dimension) => ["--search", dimension]);
