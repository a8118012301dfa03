import { UsageError } from "../../errors.ts";
import { type Chain, parseChain } from "./chain.ts";
import { labelRank } from "./entity_labels.ts";
import type { GraphOptions } from "./graph_options.ts";
import { comparableName } from "../prefixes.ts";
import { firstMatch, type RelationPattern, relationPattern } from "./relation_pattern.ts";

/** What is made of the triples of one relation, or of one chain. */
export interface RelationPlan {
  /** The relation as the data first write it, or the chain's name. */
  readonly name: string;
  /** Place among all plans. */
  readonly index: number;
  /** Whether it is a chain. */
  readonly derived: boolean;
  /** Whether its values are attributes. */
  readonly attribute: boolean;
  /** Rank of its values as labels, or -1. */
  readonly labelRank: number;
  /** Whether its literals are values. */
  readonly literals: boolean;
  /** Whether its values are dates to be turned into decades. */
  readonly decades: boolean;
  /** Into how many bins its numbers go. */
  readonly bins?: number;
  /** Chains, by their place, that begin with it. */
  readonly firstOf: readonly number[];
  /** Chains, by their place, that end with it. */
  readonly secondOf: readonly number[];
}

/** Decides for each relation once. */
export interface RelationPlanner {
  /** The plans so far; those of chains come first. */
  readonly plans: readonly RelationPlan[];
  /** The plan of a relation. */
  planOf(relation: string): RelationPlan;
  /** The plan of a relation that triples have, by any form of its name. */
  find(relation: string): RelationPlan | undefined;
  /** @throws {UsageError} Where an option names a relation that no triple has. */
  checkNames(): void;
}

/**
 * Reads the options that are about relations.
 *
 * @param options The options.
 * @returns Decides about relations as they come.
 * @throws {UsageError} Where a chain is none, a relation has decades and bins or two numbers of bins, or one to be merged is excluded.
 */
export function planRelations(options: GraphOptions): RelationPlanner {
  const named: { readonly what: string; readonly pattern: RelationPattern }[] = [];
  const patterns = (what: string, texts: readonly string[] = []) =>
    texts.map((text) => {
      const pattern = relationPattern(text);
      named.push({ what, pattern });
      return pattern;
    });
  const asked = (options.chains ?? []).map((text): [string, Chain] => {
    const chain = parseChain(text);
    return [`${chain.first} ${chain.second}`, chain];
  });
  const chains = [...new Map(asked).values()];
  const included = options.relations && patterns("relations to include", options.relations);
  const excluded = patterns("relations to exclude", options.excludeRelations);
  const literals = patterns("relations with literals", options.literals);
  const decades = patterns("relations to turn into decades", options.decades);
  const bins = (options.bins ?? []).map(({ relation, count }, place, all) => {
    const other = all.slice(0, place).find((of) =>
      comparableName(of.relation) === comparableName(relation)
    );
    if (other !== undefined) {
      throw new UsageError(
        `Cannot cut '${relation}' into ${count} bins: ${other.count} are asked for as well, expected one number`,
      );
    }
    const [pattern] = patterns("relations to cut into bins", [relation]);
    return { ...pattern, count };
  });
  for (const { into, from } of options.merge?.pairs ?? []) {
    const left = [into, from].find((name) => firstMatch(excluded, name) !== undefined);
    if (left !== undefined) {
      throw new UsageError(
        `Cannot merge '${from}' into '${into}': '${left}' is excluded, expected relations that are kept`,
      );
    }
    patterns("relations to merge", [into, from]);
  }
  for (const { first, second } of chains) patterns("relations of chains", [first, second]);

  const plans: RelationPlan[] = [];
  const byName = new Map<string, RelationPlan>();
  const chainsWith = (hop: "first" | "second", name: string) =>
    [...chains.keys()].filter((c) => chains[c][hop] === name);
  const valuesOf = (relation: string) => {
    const isDate = firstMatch(decades, relation) !== undefined;
    const count = firstMatch(bins, relation)?.count;
    if (isDate && count !== undefined) {
      throw new UsageError(
        `Cannot read the values of '${relation}': decades and bins are both asked for, expected one of them`,
      );
    }
    return {
      literals: isDate || count !== undefined || firstMatch(literals, relation) !== undefined,
      decades: isDate,
      ...(count !== undefined && { bins: count }),
    };
  };
  const add = (plan: Omit<RelationPlan, "index">, name: string) => {
    const placed = { ...plan, index: plans.length };
    plans.push(placed);
    byName.set(name, placed);
    return placed;
  };
  for (const { name } of chains) {
    // A chain was asked for by name; only its own name takes its ends back.
    const attribute = !excluded.some(({ text, matches }) => !text.endsWith("*") && matches(name));
    const plan = { name, derived: true, attribute, labelRank: -1, firstOf: [], secondOf: [] };
    add({ ...plan, ...valuesOf(name) }, comparableName(name));
  }
  return {
    plans,
    planOf(relation) {
      // The name as it is written is found at once from its second time on.
      const known = byName.get(relation);
      if (known) return known;
      const name = comparableName(relation);
      const same = byName.get(name);
      if (same) {
        byName.set(relation, same);
        return same;
      }
      const asked = included && firstMatch(included, relation);
      const left = firstMatch(excluded, relation) !== undefined;
      const rank = left ? -1 : labelRank(relation);
      const labels = rank >= 0 && (asked === undefined || asked.text.endsWith("*"));
      const plan = add({
        name: relation,
        derived: false,
        attribute: !left && !labels && (included === undefined || asked !== undefined),
        labelRank: labels ? rank : -1,
        ...valuesOf(relation),
        firstOf: chainsWith("first", name),
        secondOf: chainsWith("second", name),
      }, name);
      byName.set(relation, plan);
      return plan;
    },
    find: (relation) => byName.get(comparableName(relation)),
    checkNames() {
      const unknown = named.find(({ pattern }) => !plans.some(({ name }) => pattern.matches(name)));
      if (unknown === undefined) return;
      const names = plans.filter(({ derived }) => !derived).map(({ name }) => `'${name}'`);
      throw new UsageError(
        `Cannot take '${unknown.pattern.text}' among the ${unknown.what}: no triple has such a relation, expected ` +
          (names.length === 0 ? "triples" : `one of ${names.slice(0, 8).join(", ")}`) +
          (names.length > 8 ? ` or ${names.length - 8} more` : ""),
      );
    },
  };
}
