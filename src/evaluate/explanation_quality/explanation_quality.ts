import { UsageError } from "../../errors.ts";
import type { RunOptions } from "../../events.ts";
import { type CounterfactualFinder, createCounterfactuals } from "../../explain/counterfactual.ts";
import type { Model } from "../../model/model.ts";
import type { Recommender } from "../../recommend/recommender.ts";
import { ADJUSTABLE, type AdjustableRecommender, isAdjustable } from "../../recommend/what_if.ts";
import { attributeWeights, countedItems } from "./attribute_weights.ts";
import { drawUsers, userExplainer } from "./explained_user.ts";
import { type MeasureContext, mergeRows, type OtherModels } from "./measure.ts";
import { countNeuronUse, type NeuronCounts } from "./neuron_counts.ts";
import { recoverTastes, type UserTaste } from "./planted_truth.ts";
import type { Finding, QualityTable } from "./quality_table.ts";
import {
  explanationMeasures,
  QUALITY_PARTS,
  qualityFindings,
  type QualityParts,
  qualityTables,
} from "./registry.ts";

/** How good the explanations of one recommender are, as numbers; holds nothing that JSON cannot. */
export interface ExplanationQuality extends QualityParts {
  /** Name of the recommender. */
  readonly recommender: string;
  /** Users in the sample. */
  readonly users: number;
  /** Users drawn for whom there was nothing to recommend or to explain. */
  readonly usersWithoutReasons: number;
  /** Length of the lists. */
  readonly listLength: number;
  /** How many of the strongest reasons count. */
  readonly reasons: number;
  /** Seed of everything that was drawn. */
  readonly seed: number;
  /** What the numbers say in words. */
  readonly findings: readonly Finding[];
}

/** What to measure, and on how many users. */
export interface ExplanationQualityOptions {
  /** What to measure, names of `QUALITY_PARTS` (default: everything that there is something to measure of). */
  readonly parts?: readonly (keyof QualityParts)[];
  /** Users in the sample, from 2 (default 200); all users where there are fewer. */
  readonly users?: number;
  /** Seed of the sample, of the controls and of the bootstrap (default 42). */
  readonly seed?: number;
  /** Length of the lists that are explained, and that counterfactuals must leave (default 10). */
  readonly listLength?: number;
  /** How many of the strongest reasons count, K (default 5). */
  readonly reasons?: number;
  /** The place up to which an item counts as recommended in POS (default 20). */
  readonly place?: number;
  /** Most users that counterfactuals are searched for (default 100). */
  readonly counterfactualUsers?: number;
  /** Most rankings to try for one counterfactual (default 200). */
  readonly counterfactualTries?: number;
  /** Tastes that the data were made with, where they were. */
  readonly tastes?: readonly UserTaste[];
  /** The same recommender of models trained with other seeds, for `stability`. */
  readonly others?: OtherModels;
}

/** How many users are measured unless told otherwise. */
export const DEFAULT_QUALITY_USERS = 200;

/** The event loop gets its turn about this often, in milliseconds. */
const TURN = 50;

/**
 * Measures the explanations of one recommender on a sample of users, each number beside what it is to be held against. Nothing is
 * estimated: scores without some reasons are recomputed, ranking and neighbours included.
 *
 * @param model The trained model.
 * @param recommender One that goes by named neurons, made of this model.
 * @param options What to measure.
 * @param run Progress (stage `explanations`, unit `users`) and abort signal.
 * @returns The results, the same for the same seed.
 * @throws {UsageError} Where the recommender does not go by named neurons, a number is out of range, or fewer than two users have anything to
 * explain.
 * @throws The signal's reason, where the signal aborts.
 */
export async function measureExplanations(
  model: Model,
  recommender: Recommender,
  options: ExplanationQualityOptions = {},
  run: RunOptions = {},
): Promise<ExplanationQuality> {
  const { dataset: { graph, interactions: { ratings } } } = model;
  const of = adjustable(recommender);
  const { context, users } = contextOf(model, of, options, run.signal);
  const { seed, listLength, reasons } = context;
  const wanted = options.parts ?? QUALITY_PARTS;
  const measures = Object.entries(explanationMeasures)
    .filter(([part]) => wanted.includes(part as keyof QualityParts))
    .map(([part, measure]) => ({ part, measure, rows: new Map<number, unknown>() }));
  const explain = userExplainer(of, graph, ratings, listLength);
  const total = Math.min(users, ratings.rows);
  let done = 0, usersWithoutReasons = 0, turn = performance.now();
  for (const user of drawUsers(ratings.rows, seed)) {
    if (done === total) break;
    const explained = explain(user, done);
    if (!explained) {
      usersWithoutReasons++;
      continue;
    }
    for (const { measure, rows } of measures) {
      const row = await measure.ofUser(explained, context);
      if (row !== undefined) rows.set(user, row);
    }
    done++;
    if (performance.now() - turn < TURN) continue;
    run.onProgress?.({ stage: "explanations", done, total, unit: "users" });
    await new Promise((resolve) => setTimeout(resolve, 0));
    run.signal?.throwIfAborted();
    turn = performance.now();
  }
  if (done < 2) {
    fail(`the number of users with a list to explain is ${done}, expected at least 2`);
  }
  const tastes = wanted.includes("plantedTruth") ? options.tastes ?? [] : [];
  const parts: QualityParts = {
    ...Object.fromEntries(
      measures.map(({ part, measure, rows }) => [part, measure.result(mergeRows(rows), context)]),
    ),
    plantedTruth: recoverTastes(
      attributeWeights(of, graph),
      countedItems(graph, ratings),
      tastes,
      seed,
    ),
  };
  return {
    recommender: recommender.name,
    users: done,
    usersWithoutReasons,
    listLength,
    reasons,
    seed,
    ...parts,
    findings: qualityFindings(parts),
  };
}

/**
 * The results as the tables of a report: what they say in words, findings that are not as hoped first, then one table for each thing.
 *
 * @param quality What was measured.
 * @returns The tables, each with the recommender's name in its caption.
 */
export function explanationQualityTables(quality: ExplanationQuality): QualityTable[] {
  const { recommender, findings, users, listLength, seed } = quality;
  const inWords = [false, true].flatMap((wanted) =>
    findings.filter(({ asHoped }) => asHoped === wanted)
      .map(({ text }) => [wanted ? "as hoped" : "finding", text])
  );
  return [
    {
      caption: "in words",
      columns: ["", ""],
      rows: inWords,
      notes: [`${users} users (seed ${seed}), the first ${listLength} items of each.`],
    },
    ...qualityTables(quality),
  ].map((table) => ({ ...table, caption: `${recommender}: ${table.caption}` }));
}

function contextOf(
  model: Model,
  recommender: AdjustableRecommender,
  options: ExplanationQualityOptions,
  signal?: AbortSignal,
): { readonly context: MeasureContext; readonly users: number } {
  const { users = DEFAULT_QUALITY_USERS, listLength = 10, reasons = 5, place = 20 } = options;
  const { counterfactualUsers = 100, counterfactualTries: tries = 200 } = options;
  const least = { users: 2, listLength: 1, reasons: 1, place: 1, counterfactualUsers: 0 };
  const given = { users, listLength, reasons, place, counterfactualUsers };
  for (const [name, value] of Object.entries(given)) {
    const from = least[name as keyof typeof least];
    if (!(Number.isInteger(value) && value >= from)) {
      fail(`${name} is ${value}, expected a whole number from ${from}`);
    }
  }
  const { decides, trained } = options.others ?? { decides: "", trained: [] };
  const others = {
    decides,
    trained: trained.map(({ seed, recommender }) => ({
      seed,
      recommender: adjustable(recommender),
    })),
  };
  let counts: NeuronCounts | undefined, finder: CounterfactualFinder | undefined;
  return {
    users,
    context: {
      model,
      recommender,
      seed: options.seed ?? 42,
      listLength,
      reasons,
      place,
      counterfactualUsers,
      others,
      counts: () => counts ??= countNeuronUse(recommender, model.dataset.graph),
      finder: () =>
        finder ??= createCounterfactuals(model, recommender, { n: listLength, tries, signal }),
    },
  };
}

function adjustable(recommender: Recommender): AdjustableRecommender {
  if (isAdjustable(recommender)) return recommender;
  return fail(
    `the recommender is '${recommender.name}', expected one of ${ADJUSTABLE.join(", ")}`,
  );
}

function fail(problem: string): never {
  throw new UsageError(`Cannot measure explanations: ${problem}`);
}
