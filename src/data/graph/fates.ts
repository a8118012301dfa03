import type { RelationPlan } from "./relation_plan.ts";

/** Why a triple gave no item an attribute. */
export type DropReason =
  | "relation"
  | "literal"
  | "language"
  | "unreadable"
  | "unlinked"
  | "chain"
  | "unrated"
  | "repeated"
  | "rare"
  | "common";

/** What each reason means, after a number of triples. */
export const DROP_REASONS: Readonly<Record<DropReason, string>> = {
  relation: "of relations that were not chosen",
  literal: "with literals",
  language: "in other languages",
  unreadable: "with values that are no date or number",
  unlinked: "about nothing that stands for an item",
  chain: "in chains that lead from no item to a value",
  unrated: "about items that nobody rated",
  repeated: "that say the same again",
  rare: "with attributes of too few items",
  common: "with attributes of too many items",
};

/** What became of the triples of one relation before they were joined with ratings. */
export interface RelationFates {
  /** What was planned for them. */
  readonly plan: RelationPlan;
  /** How many there are; of a chain, how many ways there are along it. */
  readonly triples: number;
  /** How many say only what a value is called. */
  readonly labels: number;
  /** How many are only steps of chains. */
  readonly links: number;
  /** How many were dropped, by reason. */
  readonly dropped: DropCounts;
}

/** A triple that was dropped. */
export interface DroppedExample {
  /** Why. */
  readonly reason: DropReason;
  /** What it is about. */
  readonly subject: string;
  /** Its relation. */
  readonly relation: string;
  /** Its value. */
  readonly object: string;
}

/** What became of all triples, as far as can be said without ratings. */
export interface Fates {
  /** By relation. */
  readonly relations: readonly RelationFates[];
  /** A few examples of each reason. */
  readonly examples: readonly DroppedExample[];
  /** For each edge of the graph, which of the triples that make edges it came from, ascending, (edges). */
  readonly edgeSource: Uint32Array;
  /** Relation of each of these triples, by its place in `relations`. */
  readonly sourceRelation: Uint32Array;
  /** Whether each of these triples is a step of a chain as well. */
  readonly sourceIsLink: Uint8Array;
}

/** Most examples of a reason. */
const EXAMPLES_PER_REASON = 3;

/** DropCounts triples by what becomes of them. */
export interface FateRecorder {
  /** DropCounts a triple of a relation. */
  meet(plan: RelationPlan): void;
  /** It says what a value is called. */
  label(plan: RelationPlan): void;
  /** It is a step of a chain and nothing more. */
  link(plan: RelationPlan): void;
  /** It is dropped. */
  drop(plan: RelationPlan, reason: DropReason, subject: string, object: string): void;
  /** It makes so many edges; `step` is its place among the triples that may turn out to be steps of chains, or -1. */
  source(plan: RelationPlan, edges: number, step: number): void;
  /** All counts. */
  finish(plans: readonly RelationPlan[], isLink: ArrayLike<number>): Fates;
}

/** Starts counting. */
export function recordFates(): FateRecorder {
  const rows: { triples: number; labels: number; links: number; dropped: DropCounts }[] = [];
  const examples = createExamples();
  const edgeSource: number[] = [], sourceRelation: number[] = [], sourceStep: number[] = [];
  const row = ({ index }: RelationPlan) => {
    while (rows.length <= index) rows.push({ triples: 0, labels: 0, links: 0, dropped: {} });
    return rows[index];
  };
  return {
    meet: (plan) => void row(plan).triples++,
    label: (plan) => void row(plan).labels++,
    link: (plan) => void row(plan).links++,
    drop(plan, reason, subject, object) {
      countOne(row(plan).dropped, reason);
      examples.offer({ reason, subject, relation: plan.name, object });
    },
    source(plan, edges, step) {
      for (let edge = 0; edge < edges; edge++) edgeSource.push(sourceRelation.length);
      sourceRelation.push(plan.index);
      sourceStep.push(step);
    },
    finish: (plans, isLink) => ({
      relations: plans.map((plan) => ({ plan, ...row(plan), dropped: { ...row(plan).dropped } })),
      examples: examples.list,
      edgeSource: Uint32Array.from(edgeSource),
      sourceRelation: Uint32Array.from(sourceRelation),
      sourceIsLink: Uint8Array.from(sourceStep, (step) => step < 0 ? 0 : isLink[step]),
    }),
  };
}

/** Numbers of triples by reason. */
export type DropCounts = Partial<Record<DropReason, number>>;

/** Adds to a number. */
export function countOne(counts: DropCounts, reason: DropReason, by = 1): void {
  counts[reason] = (counts[reason] ?? 0) + by;
}

/** Keeps the first few examples of each reason. */
export function createExamples(first: readonly DroppedExample[] = []) {
  const list = [...first];
  return {
    list,
    offer(example: DroppedExample) {
      const known = list.filter(({ reason }) => reason === example.reason);
      if (known.length < EXAMPLES_PER_REASON) list.push(example);
    },
  };
}
