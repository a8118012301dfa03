import { basename } from "node:path";
import type { Interactions } from "../data/interactions.ts";
import type { Split } from "../data/split.ts";
import { externalRun, type ExternalRunFacts } from "../evaluate/external_run.ts";
import type { RankedLists } from "../evaluate/protocol.ts";
import { readRun } from "../formats/run_file.ts";
import { openFile } from "./files.ts";
import type { Session } from "./session.ts";

/** Lists of another tool, ready to be judged. */
export interface LoadedRun {
  /** The file. */
  readonly file: string;
  /** What it is called in the table: its tag and its file. */
  readonly label: string;
  /** The lists, under a name that nothing else in the table has. */
  readonly lists: RankedLists;
  /** What was found out about them. */
  readonly facts: ExternalRunFacts;
}

/**
 * Reads the lists of other tools.
 *
 * @param files Where they are.
 * @param taken Names that the table has already.
 * @param interactions Ids of users and items.
 * @param split The split that they are judged on.
 * @param session Notes on what does not count, and the abort signal.
 * @returns The lists of each file.
 */
export async function loadRuns(
  files: readonly string[],
  taken: readonly string[],
  interactions: Interactions,
  split: Split,
  session: Session,
): Promise<LoadedRun[]> {
  const names = new Set(taken);
  const loaded: LoadedRun[] = [];
  for (const file of files) {
    const run = await readRun(await openFile(file), { signal: session.signal });
    const { lists, facts } = externalRun(run, interactions, split);
    let name = run.tag;
    for (let n = 2; names.has(name); n++) name = `${run.tag}-${n}`;
    names.add(name);
    describeDoubts(facts).forEach((doubt) => session.note(`warning      ${file}: ${doubt}`));
    loaded.push({
      file,
      label: `${run.tag} (${basename(file)})`,
      lists: { ...lists, name },
      facts,
    });
  }
  return loaded;
}

/** What does not count, in words; mostly none. */
function describeDoubts(facts: ExternalRunFacts): string[] {
  const count = (n: number) => n.toLocaleString("en-US");
  return [
    [facts.trainingItems, "invalid places hold items that the user has rated in training"],
    [facts.unratedItems, "places hold items that nobody has rated in training"],
    [facts.unknownItems, "places hold items that are not in the data"],
    [facts.unknownUsers, "lists are of users who are not in the data"],
  ].filter(([n]) => n !== 0).map(([n, what]) => `${count(n as number)} ${what}, and are left out`);
}
