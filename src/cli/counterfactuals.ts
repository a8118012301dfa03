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
import { recommenderOptions } from "./recommender_options.ts";
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
  { stored, whole, recommender }: Question,
  { signal }: Session,
): Promise<CommandCounterfactuals> {
  const backend = isShared(whole) ? undefined : await openUserBackend(options);
  const settings = recommenderOptions(options);
  const finder = createCounterfactuals(stored.model, recommender, {
    n: options.number,
    newItems: options.newItems,
    whole,
    itemLabels: itemNames(stored),
    profile: settings.profile,
    retrain: backend && !isShared(whole)
      ? profileRetraining(whole, settings, backend, signal)
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
  return [
    describeSet(neurons, n, "reason", "reasons", ({ label }) => label),
    ...(ratings
      ? [
        describeSet(ratings, n, "rating", "ratings", ({ label, rating }) =>
          `your rating of ${label} (${rating})`),
      ]
      : []),
  ];
}

function describeSet<Member>(
  set: CounterfactualSet<Member>,
  n: number,
  one: string,
  many: string,
  name: (member: Member) => string,
): string {
  const tried = `${set.tries} rankings tried`;
  if (!set.found) {
    if (set.impossible) {
      return `  no ${many} keep it in the top ${n}: it stays whatever is left out`;
    }
    return `  found no ${many} that keep it in the top ${n}, of up to ${set.largest} at once (${tried}${
      ruledOut(set.ruledOut, one, many)
    })`;
  }
  const then = set.rank === null
    ? "there would be nothing to go by"
    : `it would fall to place ${set.rank}, and ${
      enumerate(set.instead.map(({ label }) => label))
    } would come in`;
  const proof = set.minimal
    ? "the fewest possible"
    : `the fewest found, ${tried}${ruledOut(set.ruledOut, one, many)}`;
  const { length } = set.members;
  return `  without ${enumerate(set.members.map(name))} ${then} (${length} ${
    length === 1 ? one : many
  }, ${proof})`;
}

function enumerate(parts: readonly string[]): string {
  return parts.length < 2 ? parts.join("") : `${parts.slice(0, -1).join(", ")} and ${parts.at(-1)}`;
}

function ruledOut(size: number, one: string, many: string): string {
  if (size === 0) return "";
  return size === 1 ? `, no single ${one} does` : `, no ${size} ${many} or fewer do`;
}
