import { createKnowledgeGraphBuilder, type KnowledgeGraph } from "../knowledge_graph.ts";
import { collectBroaderEdges } from "./broader_collector.ts";
import { type ChainSteps, chainSteps, middlesOfChains } from "./chain_steps.ts";
import type { FateRecorder, Fates } from "./fates.ts";
import type { GraphOptions } from "./graph_options.ts";
import { itemsOfEntity } from "./item_entities.ts";
import { mergeRelations, type RelationMerge } from "./relation_merging.ts";
import type { RelationPlan, RelationPlanner } from "./relation_plan.ts";
import type { StoredTriples } from "./stored_triples.ts";
import { type ShapedValue, shapeValues, type ValueShaper } from "./value_shaping.ts";

/** The items that the subject of a triple stands for. */
type ItemFinder = (triple: number) => readonly string[];

/**
 * Makes a graph of the triples that may be of use, in their order.
 *
 * @param triples The triples.
 * @param planner What is planned for their relations.
 * @param options The options.
 * @param fates Where to count what becomes of them.
 * @returns The graph, without labels, and what became of the triples.
 */
export function assembleGraph(
  triples: StoredTriples,
  planner: RelationPlanner,
  options: GraphOptions,
  fates: FateRecorder,
): { knowledge: KnowledgeGraph; merges: readonly RelationMerge[]; fates: Fates } {
  const { plans } = planner, { ids, subject, object, literal } = triples;
  const planOf = (t: number) => plans[triples.relation[t]];
  const itemsOf = findItems(triples, plans, options);
  const all = Array.from({ length: subject.length }, (_, t) => t);
  const { merges, into } = options.merge
    ? mergeRelations(
      triples,
      all.filter((t) => planOf(t).attribute && itemsOf(t).length > 0),
      planner,
      options.merge,
    )
    : { merges: [], into: plans.map((_, r) => r) };
  const next = chainSteps(triples, plans);
  const shapers = prepareShapers({ triples, plans, into, itemsOf, next }, options);
  const shape = (plan: RelationPlan, t: number): ShapedValue =>
    shapers[plan.index](ids[object[t]], literal[t]);
  const builder = createKnowledgeGraphBuilder(), broader = collectBroaderEdges();
  const isLink = new Uint8Array(all.length);
  /** The triples that gave no attribute, and why; a step of a chain is no loss. */
  const without: [triple: number, shaped: ShapedValue | undefined][] = [];
  for (const t of all) {
    const plan = planOf(t), target = plans[into[plan.index]];
    const items = itemsOf(t);
    const shaped = plan.attribute && items.length > 0 ? shape(target, t) : undefined;
    const own = shaped !== undefined && "value" in shaped
      ? { relation: target.name, value: shaped.value }
      : undefined;
    if (own === undefined) without.push([t, shaped]);
    else {
      for (const item of items) builder.add(item, own.relation, own.value);
      fates.source(plan, items.length, t);
    }
    for (const c of items.length > 0 ? plan.firstOf : []) {
      for (const step of next[c].get(object[t]) ?? []) {
        isLink[t] = isLink[step] = 1;
        fates.meet(plans[c]);
        const end = shape(plans[c], step);
        if ("reason" in end) {
          fates.drop(plans[c], end.reason, ids[subject[t]], ids[object[step]]);
          continue;
        }
        const category = { relation: plans[c].name, value: end.value };
        if (own !== undefined) broader.add(own, category);
        if (!plans[c].attribute) {
          fates.drop(plans[c], "relation", ids[subject[t]], ids[object[step]]);
          continue;
        }
        for (const item of items) builder.add(item, category.relation, category.value);
        fates.source(plans[c], items.length, -1);
      }
    }
  }
  for (const [t, shaped] of without) {
    const plan = planOf(t);
    const reason = shaped !== undefined && "reason" in shaped
      ? shaped.reason
      : plan.attribute
      ? "unlinked"
      : "chain";
    if (isLink[t]) fates.link(plan);
    else fates.drop(plan, reason, ids[subject[t]], ids[object[t]]);
  }
  return {
    knowledge: { ...builder.build(), ...(next.length > 0 && { broader: broader.build() }) },
    merges,
    fates: fates.finish(plans, isLink),
  };
}

function findItems(
  triples: StoredTriples,
  plans: readonly RelationPlan[],
  { itemEntities, isItem }: GraphOptions,
): ItemFinder {
  const { ids, subject, ofItem } = triples;
  const idOf = (t: number) => ids[subject[t]];
  if (itemEntities) {
    const known: (readonly string[] | undefined)[] = new Array(ids.length);
    return (t) =>
      ofItem[t]
        ? [idOf(t)]
        : known[subject[t]] ??= itemsOfEntity(itemEntities.itemsOf, idOf(t)) ?? [];
  }
  const middles = middlesOfChains(triples, plans);
  return (t) => middles.has(subject[t]) && !ofItem[t] && !isItem?.(idOf(t)) ? [] : [idOf(t)];
}

/** One shaper for each plan. Bins are bounded by the values of items, those that attributes are for where they are known. */
function prepareShapers(
  { triples, plans, into, itemsOf, next }: {
    readonly triples: StoredTriples;
    readonly plans: readonly RelationPlan[];
    readonly into: ArrayLike<number>;
    readonly itemsOf: ItemFinder;
    readonly next: ChainSteps;
  },
  { isItem = () => true }: GraphOptions,
): ValueShaper[] {
  const { ids, subject, relation, object } = triples;
  const counts = (t: number) => itemsOf(t).some(isItem);
  function* values(plan: RelationPlan) {
    for (let t = 0; t < subject.length; t++) {
      const own = plans[relation[t]];
      if (plan.derived ? !own.firstOf.includes(plan.index) : into[own.index] !== plan.index) {
        continue;
      }
      if (!own.attribute && !plan.derived || !counts(t)) continue;
      if (!plan.derived) yield ids[object[t]];
      else for (const step of next[plan.index].get(object[t]) ?? []) yield ids[object[step]];
    }
  }
  return plans.map((plan) => shapeValues(plan, () => values(plan)));
}
