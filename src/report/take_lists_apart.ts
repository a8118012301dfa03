import type { RunOptions } from "../events.ts";
import type { Attribution } from "../explain/attribution.ts";
import { createAttributor } from "../explain/registry.ts";
import type { Model } from "../model/model.ts";
import { createCandidateMask, topItems } from "../recommend/ranking.ts";
import type { Recommender } from "../recommend/recommender.ts";
import type { FixedEntry, FixedLists } from "./explorer_content.ts";
import { importanceTally, type NeuronImportance } from "./neuron_importance.ts";

/** The event loop gets its turn about this often, in milliseconds. */
const TURN = 50;

/** Reasons of an entry that are kept; the weaker ones are one sum. */
const REASONS = 10;

/**
 * Makes the lists of some users and takes every score in them apart, once for all that a report tells of them: through neighbours a score has
 * thousands of reasons, too many to keep.
 *
 * @param recommender What recommends; its scores can be taken apart.
 * @param model The model that it was made of.
 * @param users Index of each user.
 * @param length Length of the lists.
 * @param run Progress (stage `report`, unit `users`) and abort signal.
 * @returns The lists with their strongest reasons, and which neurons mattered.
 * @throws The signal's reason, where the signal aborts.
 */
export async function takeListsApart(
  recommender: Recommender,
  { dataset: { graph, interactions: { ratings } } }: Model,
  users: Uint32Array,
  length: number,
  run: RunOptions = {},
): Promise<{ readonly lists: FixedLists; readonly importance: NeuronImportance[] }> {
  const candidates = createCandidateMask(ratings);
  const scores = new Float64Array(ratings.columns);
  const tally = importanceTally();
  const attribute = createAttributor(recommender, graph);
  const lists: FixedEntry[][] = [];
  let turn = performance.now();
  run.signal?.throwIfAborted();
  for (const user of users) {
    const n = recommender.score(user, scores) ? length : 0;
    lists.push(Array.from(topItems(scores, n, candidates(user)).items, (item) => {
      const attribution = attribute(user, item)!;
      tally.add(attribution);
      return entryOf(attribution);
    }));
    if (performance.now() - turn < TURN && lists.length < users.length) continue;
    run.onProgress?.({ stage: "report", done: lists.length, total: users.length, unit: "users" });
    await new Promise((resolve) => setTimeout(resolve, 0));
    run.signal?.throwIfAborted();
    turn = performance.now();
  }
  return { lists: { recommender: recommender.name, lists }, importance: tally.result() };
}

function entryOf({ item, score, contributions }: Attribution): FixedEntry {
  const weaker = contributions.slice(REASONS);
  return {
    item,
    score,
    reasons: contributions.slice(0, REASONS).map(({ neuron, value }) => [neuron, value]),
    weaker: weaker.length,
    weakerSum: weaker.reduce((sum, { value }) => sum + value, 0),
  };
}
