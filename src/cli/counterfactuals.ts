import {
  type Counterfactual,
  type CounterfactualFinder,
  type CounterfactualSet,
  createCounterfactuals,
} from "../explain/counterfactual.ts";
import { profileRetraining } from "../explain/profile_retraining.ts";
import { isShared } from "../model/model.ts";
import { openUserBackend } from "./adjustment_options.ts";
import { itemNames, type ModelOptions } from "./model_options.ts";
import type { Question } from "./question.ts";
import type { Session } from "./session.ts";

/** What finds counterfactuals for a command; dispose of it. */
export type CommandCounterfactuals = CounterfactualFinder & Disposable;

/**
 * Prepares the counterfactuals of a question.
 *
 * @param options The command line.
 * @param question What was asked.
 * @param session For its signal.
 * @returns The finder.
 */
export async function openCounterfactuals(
  options: ModelOptions,
  { stored, whole, recommender, recommending }: Question,
  { signal }: Session,
): Promise<CommandCounterfactuals> {
  const backend = isShared(whole) ? undefined : await openUserBackend(options);
  const finder = createCounterfactuals(stored.model, recommender, {
    n: options.number,
    newItems: options.newItems,
    whole,
    itemLabels: itemNames(stored),
    profile: recommending.profile,
    retrain: backend && !isShared(whole)
      ? profileRetraining(whole, recommending, backend, signal)
      : undefined,
    signal,
  });
  return { ...finder, [Symbol.dispose]: () => backend?.[Symbol.dispose]() };
}

/**
 * A counterfactual for people.
 *
 * @param counterfactual What was found; null where the item is not in the list.
 * @param n Length of the list.
 * @returns The lines.
 */
export function describeCounterfactual(counterfactual: Counterfactual | null, n: number): string[] {
  if (!counterfactual) return [`  it is not in the top ${n}, so nothing keeps it there`];
  const { neurons, ratings } = counterfactual;
  const lines = [
    describeSet(
      neurons,
      n,
      "reason",
      (members) =>
        enumerate(
          members.map(({ label, inferred }) =>
            inferred ? `${label} (inferred from people with similar tastes)` : label
          ),
        ),
    ),
  ];
  if (ratings) {
    lines.push(describeSet(ratings, n, "rating", (members) => {
      const names = members.map(({ label, rating }) => `${label} (rated ${rating})`);
      return `your ${members.length === 1 ? "rating" : "ratings"} of ${enumerate(names)}`;
    }));
  }
  return lines;
}

/** Most items that come in to name. */
const ITEMS_NAMED = 2;

function describeSet<Member>(
  set: CounterfactualSet<Member>,
  n: number,
  noun: string,
  describe: (members: readonly Member[]) => string,
): string {
  const tried = `${set.tries} rankings tried${ruledOut(set.ruledOut, noun)}`;
  if (!set.found) {
    return set.impossible
      ? `  no ${noun}s keep it in the top ${n}: it stays whatever is left out`
      : `  found no ${noun}s that keep it in the top ${n}, of up to ${set.largest} at once (${tried})`;
  }
  const { length } = set.members;
  const entering = set.instead.map(({ label }) => label);
  const more = entering.length - ITEMS_NAMED;
  const named = more > 1 ? [...entering.slice(0, ITEMS_NAMED), `${more} more`] : entering;
  const then = set.rank === null
    ? "there would be nothing to go by"
    : `it would fall to place ${set.rank}, and ${enumerate(named)} would come in`;
  const proof = set.minimal ? "the fewest possible" : `the fewest found, ${tried}`;
  return `  without ${describe(set.members)} ${then} (${length} ${noun}${
    length === 1 ? "" : "s"
  }, ${proof})`;
}

function enumerate(parts: readonly string[]): string {
  return parts.length < 2 ? parts.join("") : `${parts.slice(0, -1).join(", ")} and ${parts.at(-1)}`;
}

function ruledOut(size: number, noun: string): string {
  if (size === 0) return "";
  return size === 1 ? `, no single ${noun} does` : `, no ${size} ${noun}s or fewer do`;
}
