import type { CounterfactualFinder } from "../../explain/counterfactual.ts";
import type { Model } from "../../model/model.ts";
import type { Recommender } from "../../recommend/recommender.ts";
import type { AdjustableRecommender } from "../../recommend/what_if.ts";
import type { ExplainedUser } from "./explained_user.ts";
import type { NeuronCounts } from "./neuron_counts.ts";
import type { Finding, QualityTable } from "./quality_table.ts";

/** What the measures of one measurement have in common. */
export interface MeasureContext {
  /** The trained model. */
  readonly model: Model;
  /** What recommends, made of the model. */
  readonly recommender: AdjustableRecommender;
  /** Seed of everything that is drawn. */
  readonly seed: number;
  /** Length of the lists, from 1. */
  readonly listLength: number;
  /** K, how many of the strongest reasons count, from 1. */
  readonly reasons: number;
  /** The place up to which an item counts as recommended in POS, from 1. */
  readonly place: number;
  /** Most users that counterfactuals are searched for. */
  readonly counterfactualUsers: number;
  /** The same recommender of models trained with other seeds. */
  readonly others: OtherModels<AdjustableRecommender>;
  /** How many items and users have each neuron. */
  counts(): NeuronCounts;
  /** Finds counterfactuals for lists of this length. */
  finder(): CounterfactualFinder;
}

/** Recommenders of models that were trained with other seeds. */
export interface OtherModels<R extends Recommender = Recommender> {
  /** What the seed decides in the training: a clause such as `the first weights (xavier)`. */
  readonly decides: string;
  /** One for each seed. */
  readonly trained: readonly {
    /** The seed. */
    readonly seed: number;
    /** The recommender. */
    readonly recommender: R;
  }[];
}

/** A measure that is taken user by user. What it finds of a user is one row, so that parts of the users can be measured apart. */
export interface ExplanationMeasure<Row, Result> {
  /** Name on the command line and in results. */
  readonly name: string;
  /** What it tells, for a line of help. */
  readonly description: string;
  /** Looks at one user; undefined where there is nothing to see. */
  ofUser(
    user: ExplainedUser,
    context: MeasureContext,
  ): Row | undefined | Promise<Row | undefined>;
  /** Sums up rows; undefined where there are none. */
  result(rows: UserRows<Row>, context: MeasureContext): Result | undefined;
  /** The result for people. */
  tables(result: Result): QualityTable[];
  /** What the result says in words. */
  findings(result: Result): Finding[];
}

/** What a measure found of each user, by the user's index. */
export type UserRows<Row> = ReadonlyMap<number, Row>;

/**
 * Joins what was found of different users.
 *
 * @param parts Rows of some users each.
 * @returns Rows of all, by ascending user, so that results do not depend on who was measured when.
 * @throws {RangeError} Where a user is in two parts.
 *
 * @example
 * ```ts
 * import { deepStrictEqual } from "node:assert/strict";
 *
 * deepStrictEqual([...mergeRows(new Map([[7, "a"]]), new Map([[2, "b"]]))], [[2, "b"], [7, "a"]]);
 * ```
 */
export function mergeRows<Row>(...parts: readonly UserRows<Row>[]): UserRows<Row> {
  const all = new Map<number, Row>();
  for (const part of parts) {
    for (const [user, row] of part) {
      if (all.has(user)) {
        throw new RangeError(
          `Cannot merge measurements: user ${user} is in two of them, expected each user once`,
        );
      }
      all.set(user, row);
    }
  }
  return new Map([...all].sort(([a], [b]) => a - b));
}
