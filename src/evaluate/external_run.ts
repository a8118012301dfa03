import type { Interactions } from "../data/interactions.ts";
import type { Split } from "../data/split.ts";
import { UsageError } from "../errors.ts";
import type { Run, RunEntry } from "../formats/run_file.ts";
import { createCandidateMask, type RankedList } from "../recommend/ranking.ts";
import type { RankedLists } from "./protocol.ts";

/** What was found out about the lists of another tool; entries are places of lists. */
export interface ExternalRunFacts {
  /** Users of the data who have a list. */
  readonly users: number;
  /** Entries that count. */
  readonly entries: number;
  /** Users whom the data do not have; their lists are left out. */
  readonly unknownUsers: number;
  /** Entries of items that the data do not have. */
  readonly unknownItems: number;
  /** Entries of items that the user has rated in training or validation: such lists were not made for this split, or by another protocol. */
  readonly trainingItems: number;
  /** Entries of items that nobody has rated in training. */
  readonly unratedItems: number;
}

/**
 * Lists that another tool made, ready to be judged by the same code as all others. What is no candidate, because the user or nobody has rated it in
 * training or the data do not have it, is counted and left out, and what follows moves up.
 *
 * @param run The lists; within a user they are put in the order of rank, then of score, higher first.
 * @param interactions Ids of users and items.
 * @param split The split that they are judged on.
 * @returns The lists, under the tag of the run, and what was found out.
 * @throws {UsageError} Where no user or no item of the run is known: the ids are others.
 *
 * @example
 * ```ts
 * import { deepStrictEqual } from "node:assert/strict";
 * import { createInteractionsBuilder } from "../data/interactions.ts";
 * import { perUserHoldout } from "../data/split.ts";
 *
 * const builder = createInteractionsBuilder();
 * for (const film of ["Heat", "Ali", "Thief"]) builder.add("ann", film, 5);
 * builder.add("bob", "Heat", 5);
 * const { interactions } = builder.build();
 * const split = { train: interactions.ratings, test: perUserHoldout(interactions.ratings, interactions.users).test };
 * const entries = ["Ali", "Heat"].map((item, k) => ({ user: "bob", item, rank: k + 1, score: -k }));
 * const { lists, facts } = externalRun({ tag: "other", entries }, interactions, split);
 * deepStrictEqual([...lists.list(1)!.items], [1]);
 * deepStrictEqual(facts.trainingItems, 1);
 * ```
 */
export function externalRun(
  run: Run,
  { users, items }: Pick<Interactions, "users" | "items">,
  { train, foldIn = train, validation }: Split,
): { readonly lists: RankedLists; readonly facts: ExternalRunFacts } {
  const byUser = Map.groupBy(run.entries, ({ user }) => user);
  const candidates = createCandidateMask(train, foldIn, validation);
  const rated = new Uint8Array(train.columns);
  for (const item of train.indices) rated[item] = 1;
  const lists = new Map<number, RankedList>();
  let entries = 0, unknownUsers = 0, unknownItems = 0, trainingItems = 0, unratedItems = 0;
  for (const [id, places] of byUser) {
    const user = users.indexOf(id);
    if (user === undefined) {
      unknownUsers++;
      continue;
    }
    const mask = candidates(user);
    const kept: { item: number; score: number }[] = [];
    for (const { item: name, score } of places.toSorted(byRank)) {
      const item = items.indexOf(name);
      if (item === undefined) unknownItems++;
      else if (mask[item] === 1) kept.push({ item, score });
      else if (rated[item] === 1) trainingItems++;
      else unratedItems++;
    }
    entries += kept.length;
    lists.set(user, {
      items: Uint32Array.from(kept, ({ item }) => item),
      scores: Float64Array.from(kept, ({ score }) => score),
    });
  }
  const [first] = run.entries;
  for (
    const [what, none, example] of [
      ["users", lists.size === 0, first?.user],
      ["items", unknownItems > 0 && entries + trainingItems + unratedItems === 0, first?.item],
    ] as const
  ) {
    if (!none) continue;
    throw new UsageError(
      `Cannot judge the run '${run.tag}': none of its ${what}, such as '${example}', is in the data, expected the ids of the ratings`,
    );
  }
  return {
    lists: { name: run.tag, list: (user) => lists.get(user) },
    facts: { users: lists.size, entries, unknownUsers, unknownItems, trainingItems, unratedItems },
  };
}

function byRank(a: RunEntry, b: RunEntry): number {
  return a.rank - b.rank || b.score - a.score;
}
