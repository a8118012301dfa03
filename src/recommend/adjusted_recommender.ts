import { UsageError } from "../errors.ts";
import { hiddenValues } from "../model/shared_network.ts";
import { adjustHidden } from "./adjusted_network.ts";
import { type Adjusted, type Adjustment, adjustProfile, combineAdjustments } from "./adjustment.ts";
import { type AttributeSum, sumAttributes } from "./attribute_sum.ts";
import { type Neighbourhood, scoreByNeighbours } from "./neighbour_scores.ts";
import type { ProfileKnn } from "./profile_knn.ts";
import type { Reconstruction } from "./reconstruction.ts";
import type { Recommender } from "./recommender.ts";
import { ADJUSTABLE, type AdjustableRecommender, isAdjustable } from "./what_if.ts";

/** A recommender that sees one user differently, and can be ranked by and explained as any other. */
export type AdjustedRecommender<R extends AdjustableRecommender = AdjustableRecommender> = R & {
  readonly adjusted: Adjusted<AdjustableRecommender>;
};

/**
 * Gives the user control: a recommender whose scores of one user, and whose reasons, are those of the user as adjusted. Other users,
 * and what the user is as a neighbour of others, stay as they were.
 *
 * @param recommender Who is adjusted; it is not changed. One that is adjusted already is adjusted further.
 * @param user Index of the user.
 * @param adjustment What is different about the user.
 * @returns The adjusted recommender, of the same kind; its scores of the user are those of `whatIf` to the bit.
 * @throws {RangeError} Where there is no such user.
 *
 * @example
 * ```ts
 * import { deepStrictEqual } from "node:assert/strict";
 * import { bipartiteGraph } from "../data/bipartite_graph.ts";
 * import { sparseMatrix } from "../data/sparse_matrix.ts";
 * import { attributeSum } from "./attribute_sum.ts";
 *
 * const graph = bipartiteGraph(2, 2, [0, 1], [0, 1]);
 * const { matrix } = sparseMatrix(1, 2, { row: [0, 0], column: [0, 1], value: [3, 2] });
 * const louder = adjustRecommender(attributeSum(matrix, graph), 0, { factors: new Map([[0, 0], [1, 5]]) });
 * const scores = new Float64Array(2);
 * louder.score(0, scores);
 * deepStrictEqual([...scores], [0, 10]);
 * ```
 */
export function adjustRecommender<R extends AdjustableRecommender>(
  recommender: R,
  user: number,
  adjustment: Adjustment,
): AdjustedRecommender<R>;

/**
 * The same for a recommender of which it is not known whether it can be adjusted.
 *
 * @param recommender Who is adjusted; it is not changed.
 * @param user Index of the user.
 * @param adjustment What is different about the user.
 * @returns The adjusted recommender.
 * @throws {UsageError} Where the recommender goes by no weights of the user.
 * @throws {RangeError} Where there is no such user.
 */
export function adjustRecommender(
  recommender: Recommender,
  user: number,
  adjustment: Adjustment,
): AdjustedRecommender;

/** Both of the above. */
export function adjustRecommender(
  recommender: Recommender,
  user: number,
  adjustment: Adjustment,
): AdjustedRecommender {
  if (!isAdjustable(recommender)) {
    throw new UsageError(
      `Cannot adjust a user: the recommender is '${recommender.name}', expected one of ${
        ADJUSTABLE.join(", ")
      }`,
    );
  }
  // The kind stays the same, which the compiler cannot follow.
  return wrap(recommender, user, adjustment) as AdjustedRecommender;
}

/** Each user is adjusted at most once among the recommenders below one another. */
function wrap(
  recommender: AdjustableRecommender,
  user: number,
  adjustment: Adjustment,
): AdjustableRecommender {
  const before = recommender.adjusted;
  if (before?.user === user) {
    return wrap(before.base, user, combineAdjustments(before.adjustment, adjustment));
  }
  if (before && isAdjustedFor(before.base, user)) {
    const base = wrap(before.base, user, adjustment);
    return {
      ...adjust(base, before.user, before.adjustment),
      adjusted: { ...before, base },
    } as AdjustableRecommender;
  }
  const adjusted = { base: recommender, user, adjustment };
  return { ...adjust(recommender, user, adjustment), adjusted } as AdjustableRecommender;
}

function isAdjustedFor({ adjusted }: AdjustableRecommender, user: number): boolean {
  return adjusted !== undefined && (adjusted.user === user || isAdjustedFor(adjusted.base, user));
}

/**
 * What is different about a user.
 *
 * @param recommender An adjusted recommender, or any other.
 * @param user Index of the user.
 * @returns The adjustment; an empty one where the user is as trained.
 */
export function adjustmentOf({ adjusted }: AdjustableRecommender, user: number): Adjustment {
  if (!adjusted) return {};
  return adjusted.user === user ? adjusted.adjustment : adjustmentOf(adjusted.base, user);
}

function adjust(
  recommender: AdjustableRecommender,
  user: number,
  adjustment: Adjustment,
): AdjustableRecommender {
  switch (recommender.name) {
    case "attribute-sum":
      return adjustSum(recommender, user, adjustment);
    case "profile-knn":
      return adjustNeighbours(recommender, user, adjustment);
    case "reconstruction":
      return adjustNetwork(recommender, user, adjustment);
  }
}

function adjustSum(base: AttributeSum, user: number, adjustment: Adjustment): AttributeSum {
  const row = adjustProfile(base.profile(user), adjustment);
  return {
    ...base,
    profile: (other) => other === user ? row : base.profile(other),
    score: (other, scores) =>
      other === user ? sumAttributes(base.graph, row, scores) : base.score(other, scores),
  };
}

function adjustNeighbours(base: ProfileKnn, user: number, adjustment: Adjustment): ProfileKnn {
  const row = adjustProfile(base.profile(user), adjustment);
  let found: Neighbourhood | undefined;
  const find = () => found ??= base.neighbours(user, row);
  return {
    ...base,
    profile: (other) => other === user ? row : base.profile(other),
    neighbours(other, standIn) {
      if (other !== user || standIn) return base.neighbours(other, standIn);
      const { users, similarities } = find();
      return { users: users.slice(), similarities: similarities.slice() };
    },
    score: (other, scores) =>
      other === user ? scoreByNeighbours(find(), base.ratings, scores) : base.score(other, scores),
  };
}

function adjustNetwork(
  base: Reconstruction,
  user: number,
  adjustment: Adjustment,
): Reconstruction {
  const hidden = hiddenValues(base.network);
  // Refuses an unknown user now and not at the first score.
  base.encode(user, hidden);
  const encode = (other: number, into: Float64Array) =>
    other === user ? adjustHidden(base, user, adjustment, into) : base.encode(other, into);
  return {
    ...base,
    encode,
    score(other, scores) {
      if (other !== user) return base.score(other, scores);
      const biasFactor = encode(user, hidden);
      if (biasFactor !== undefined) return base.decode(hidden, scores, biasFactor);
      scores.fill(0);
      return false;
    },
  };
}
