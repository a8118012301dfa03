import { UsageError } from "../../errors.ts";
import { relationLabel } from "../labels.ts";
import { DEFAULT_MERGE_OVERLAP, type MergeOptions } from "./graph_options.ts";
import type { RelationPlanner } from "./relation_plan.ts";
import type { StoredTriples } from "./stored_triples.ts";

/** Two relations that were made one. */
export interface RelationMerge {
  /** The relation that stays. */
  readonly into: string;
  /** The relation whose values it got. */
  readonly from: string;
  /** Why: it was asked for, they have the same name in different vocabularies, or their pairs are nearly the same. */
  readonly why: "asked" | "name" | "overlap";
  /** The relation that `from` was compared with; `into`, or one that was itself merged into it. */
  readonly alike: string;
  /** Pairs of item and value that `from` and `alike` both have. */
  readonly shared: number;
  /** Shared pairs over all pairs of both, 0 to 1. */
  readonly overlap: number;
}

/**
 * Finds relations that say the same. The one with more pairs stays.
 *
 * @param triples The triples.
 * @param which The triples to compare by: those that give items attributes.
 * @param planner The relations.
 * @param options What to look for.
 * @returns The merges, and for each plan the plan that it becomes.
 * @throws {UsageError} Where what was asked for is a circle, or names a chain or several relations at once.
 */
export function mergeRelations(
  triples: StoredTriples,
  which: readonly number[],
  planner: RelationPlanner,
  options: MergeOptions,
): { readonly merges: readonly RelationMerge[]; readonly into: Uint32Array } {
  const { plans } = planner;
  const { sizes, sharedBy } = countPairs(triples, which, plans.length);
  const parent = Uint32Array.from(plans, (_, r) => r);
  const rootOf = (r: number): number => parent[r] === r ? r : rootOf(parent[r]);
  const found: { from: number; alike: number; why: RelationMerge["why"] }[] = [];
  const join = (alike: number, from: number, why: RelationMerge["why"]) => {
    if (rootOf(alike) === rootOf(from)) return;
    parent[rootOf(from)] = rootOf(alike);
    found.push({ from, alike, why });
  };
  const shared = (a: number, b: number) =>
    sharedBy.get(Math.min(a, b) * plans.length + Math.max(a, b)) ?? 0;
  const overlap = (a: number, b: number) => {
    const both = shared(a, b), all = sizes[a] + sizes[b] - both;
    return all === 0 ? 0 : both / all;
  };
  for (const pair of options.pairs ?? []) {
    const into = placeOf(pair.into, planner), from = placeOf(pair.from, planner);
    if (rootOf(into) === rootOf(from)) {
      throw new UsageError(
        `Cannot merge '${pair.from}' into '${pair.into}': they are one already, expected each relation to be merged once`,
      );
    }
    join(into, from, "asked");
  }
  if (options.similar) {
    const least = options.overlap ?? DEFAULT_MERGE_OVERLAP;
    // The larger one comes first, so that it is the one to stay.
    const order = [...plans.keys()].filter((r) => sizes[r] > 0)
      .sort((a, b) => sizes[b] - sizes[a] || a - b);
    const labels = plans.map(({ name }) => relationLabel(name));
    order.forEach((from, place) => {
      const larger = order.slice(0, place);
      const named = larger.find((r) => labels[r] === labels[from]);
      const alike = named ?? larger.find((r) => overlap(r, from) >= least);
      if (alike !== undefined) join(alike, from, named === undefined ? "overlap" : "name");
    });
  }
  return {
    into: parent.map((_, r) => rootOf(r)),
    merges: found.map(({ from, alike, why }) => ({
      into: plans[rootOf(from)].name,
      from: plans[from].name,
      why,
      alike: plans[alike].name,
      shared: shared(alike, from),
      overlap: overlap(alike, from),
    })),
  };
}

function placeOf(relation: string, planner: RelationPlanner): number {
  const plan = planner.find(relation);
  if (plan !== undefined && !plan.derived) return plan.index;
  throw new UsageError(
    `Cannot merge '${relation}': it is ${
      plan ? "a chain" : "no relation"
    }, expected a relation that triples have, by its full name`,
  );
}

/** How many distinct pairs of subject and object each relation has, and any two that share some. */
function countPairs(
  { subject, relation, object }: StoredTriples,
  which: readonly number[],
  relations: number,
) {
  const order = Uint32Array.from(which).sort((a, b) =>
    subject[a] - subject[b] || object[a] - object[b] || relation[a] - relation[b]
  );
  const sizes = new Uint32Array(relations);
  const sharedBy = new Map<number, number>();
  const group: number[] = [];
  order.forEach((t, k) => {
    const before = order[k - 1];
    const same = k > 0 && subject[t] === subject[before] && object[t] === object[before];
    if (!same) group.length = 0;
    if (group.at(-1) === relation[t]) return;
    for (const other of group) {
      const key = other * relations + relation[t];
      sharedBy.set(key, (sharedBy.get(key) ?? 0) + 1);
    }
    group.push(relation[t]);
    sizes[relation[t]]++;
  });
  return { sizes, sharedBy };
}
