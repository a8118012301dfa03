import type { RelationPlan } from "./relation_plan.ts";
import type { StoredTriples } from "./stored_triples.ts";

/** How chains go on: for each chain, the triples of its second relation by their subject. */
export type ChainSteps = readonly ReadonlyMap<number, readonly number[]>[];

/**
 * Finds the second steps of chains.
 *
 * @param triples The triples.
 * @param plans The plans; those of chains come first.
 * @returns The steps of each chain.
 */
export function chainSteps(triples: StoredTriples, plans: readonly RelationPlan[]): ChainSteps {
  const steps = plans.filter(({ derived }) => derived).map(() => new Map<number, number[]>());
  for (let t = 0; t < triples.subject.length; t++) {
    for (const chain of plans[triples.relation[t]].secondOf) {
      const from = triples.subject[t];
      const list = steps[chain].get(from);
      if (list) list.push(t);
      else steps[chain].set(from, [t]);
    }
  }
  return steps;
}

/** The things in the middle of chains: what their first relations lead to. */
export function middlesOfChains(
  { subject, relation, object }: StoredTriples,
  plans: readonly RelationPlan[],
): ReadonlySet<number> {
  const middles = new Set<number>();
  for (let t = 0; t < subject.length; t++) {
    if (plans[relation[t]].firstOf.length > 0) middles.add(object[t]);
  }
  return middles;
}
