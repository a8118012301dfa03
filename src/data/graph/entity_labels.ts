import { comparableName } from "../prefixes.ts";
import type { LanguageRank } from "./languages.ts";

/** Relations that say what people call something, the best first. */
const LABEL_RELATIONS: readonly string[] = [
  "rdfs:label",
  "skos:prefLabel",
  "schema:name",
  "foaf:name",
].map(comparableName);

/**
 * How good the labels of a relation are.
 *
 * @param relation The relation, in any form.
 * @returns Its rank from 0, the best; -1 where its values are no labels.
 */
export function labelRank(relation: string): number {
  return LABEL_RELATIONS.indexOf(comparableName(relation));
}

/** Collects labels, and keeps the best one of each thing. */
export interface LabelCollector {
  /** Offers a label; false where its language is not wanted or nothing is left of it. */
  offer(subject: string, label: string, language: string | undefined, rank: number): boolean;
  /** The best label of each thing. */
  readonly labels: ReadonlyMap<string, string>;
}

/**
 * Starts collecting labels. The language decides first, then the relation; of equally good labels the first stays.
 *
 * @param rankOf Which languages are wanted.
 * @returns The collector.
 *
 * @example
 * ```ts
 * import { strictEqual } from "node:assert/strict";
 * import { rankLanguages } from "./languages.ts";
 *
 * const collector = collectLabels(rankLanguages(["en"]));
 * collector.offer("wd:Q90", "Paris, France", "en", labelRank("foaf:name"));
 * collector.offer("wd:Q90", "Paris", "en", labelRank("rdfs:label"));
 * strictEqual(collector.labels.get("wd:Q90"), "Paris");
 * ```
 */
export function collectLabels(rankOf: LanguageRank): LabelCollector {
  const labels = new Map<string, string>();
  const places = new Map<string, number>();
  return {
    labels,
    offer(subject, label, language, rank) {
      const text = label.replace(/\s+/g, " ").trim();
      const byLanguage = rankOf(language);
      if (byLanguage === undefined || text === "") return false;
      const place = byLanguage * LABEL_RELATIONS.length + rank;
      if (place < (places.get(subject) ?? Infinity)) {
        places.set(subject, place);
        labels.set(subject, text);
      }
      return true;
    },
  };
}
