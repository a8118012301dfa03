import type { GraphValue } from "./graph_question.ts";

/** One relation of a subject and its value. */
export interface GraphFact {
  /** IRI of the relation. */
  readonly relation: string;
  /** The value. */
  readonly value: GraphValue;
}

/** All that an endpoint says of a subject, as far as the question goes. */
export interface SubjectAnswer {
  /** The facts, by relation and value in the order of code units; none where it knows nothing of the kind. */
  readonly facts: readonly GraphFact[];
  /** Whether there are more that the endpoint would not give. */
  readonly cutShort: boolean;
}

/** Endpoints give rows in any order; files that are made of them should not differ from run to run. */
export function inOrder(facts: Iterable<GraphFact>): GraphFact[] {
  const keyed = [...facts].map((fact) =>
    [`${fact.relation}\n${fact.value.value}\n${JSON.stringify(fact.value)}`, fact] as const
  );
  return keyed.sort(([a], [b]) => a < b ? -1 : a > b ? 1 : 0).map(([, fact]) => fact);
}

/** The answer that was kept as text; one that is damaged is as good as none. */
export function keptAnswer(text: string | undefined): SubjectAnswer | undefined {
  if (text === undefined) return undefined;
  try {
    const answer = JSON.parse(text);
    return Array.isArray(answer?.facts) ? answer : undefined;
  } catch {
    return undefined;
  }
}
