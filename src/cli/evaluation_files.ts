import type { Interactions } from "../data/interactions.ts";
import type { LabelledSplit } from "../data/split/registry.ts";
import type { Evaluation } from "../evaluate/protocol.ts";
import { writeRatings } from "../formats/rating_rows.ts";
import { type RunEntry, writeRun } from "../formats/run_file.ts";
import { makeFolder, writeFile } from "./files.ts";

/** The file of each part of a split. */
const PARTS = {
  train: "train.tsv",
  foldIn: "fold-in.tsv",
  validation: "validation.tsv",
  test: "test.tsv",
} as const;

/**
 * Writes splits as `train.tsv`, `test.tsv` and what else they have; several in a folder each, named by their label.
 *
 * @param folder Where; made if need be.
 * @param interactions Ids of users and items.
 * @param splits The splits.
 */
export async function writeSplits(
  folder: string,
  { users, items }: Interactions,
  splits: readonly LabelledSplit[],
): Promise<void> {
  for (const { label, split } of splits) {
    const own = label === undefined ? folder : `${folder}/${label}`;
    await makeFolder(own);
    for (const [part, file] of Object.entries(PARTS)) {
      const ratings = split[part as keyof typeof PARTS];
      if (ratings) await writeFile(`${own}/${file}`, writeRatings({ users, items, ratings }));
    }
  }
}

/**
 * Writes ranked lists: one file for one recommender; for several, the name goes before the extension.
 *
 * @param path Where.
 * @param evaluations The lists of each recommender.
 * @param interactions Ids of users and items.
 */
export async function writeRuns(
  path: string,
  evaluations: readonly Evaluation[],
  interactions: Interactions,
): Promise<void> {
  for (const evaluation of evaluations) {
    const dot = path.lastIndexOf(".") > path.lastIndexOf("/") ? path.lastIndexOf(".") : path.length;
    const file = evaluations.length === 1
      ? path
      : `${path.slice(0, dot)}.${evaluation.recommender}${path.slice(dot)}`;
    const entries = runEntries(evaluation, interactions);
    await writeFile(file, writeRun({ tag: evaluation.recommender, entries }));
  }
}

/**
 * Writes every user's own values as lines of recommender, user, metric and value, separated by tabs, below a header; metrics are named with their
 * cutoff, such as `ndcg@10`, and those that are no means over users are left out.
 *
 * @param path Where.
 * @param evaluations The values of each recommender.
 * @param interactions Ids of users.
 */
export async function writeUserValues(
  path: string,
  evaluations: readonly Evaluation[],
  { users }: Interactions,
): Promise<void> {
  await writeFile(path, userValueLines(evaluations, users.ids));
}

function* userValueLines(
  evaluations: readonly Evaluation[],
  ids: readonly string[],
): Generator<string, void> {
  yield "recommender\tuser\tmetric\tvalue\n";
  for (const { recommender, users, values } of evaluations) {
    for (const { metric, cutoff, ofUsers } of values) {
      if (!ofUsers) continue;
      for (let k = 0; k < users.length; k++) {
        yield `${recommender}\t${tsvField(ids[users[k]])}\t${metric}@${cutoff}\t${ofUsers[k]}\n`;
      }
    }
  }
}

/** An id with what would end its field escaped, as PostgreSQL's COPY and pandas write it. */
function tsvField(id: string): string {
  return id.replace(/[\\\t\n\r]/g, (c) => ({ "\t": "\\t", "\n": "\\n", "\r": "\\r" })[c] ?? "\\\\");
}

function* runEntries(
  { users, lists }: Evaluation,
  interactions: Interactions,
): Generator<RunEntry, void> {
  for (let row = 0; row < users.length; row++) {
    const user = interactions.users.ids[users[row]];
    const { items, scores } = lists[row];
    for (let k = 0; k < items.length; k++) {
      yield { user, item: interactions.items.ids[items[k]], rank: k + 1, score: scores[k] };
    }
  }
}
