import { UsageError } from "../errors.ts";
import { type Interactions, withRatings } from "../data/interactions.ts";
import { sparseMatrix } from "../data/sparse_matrix.ts";
import { createVocabulary } from "../data/vocabulary.ts";
import type { SharedModel } from "./shared_model.ts";

/** A rating of a user who was not in training. */
export interface FoldInRating {
  /** Id of the item. */
  readonly item: string;
  /** The rating, on the scale of the training data; of no meaning where these are implicit. */
  readonly rating: number;
}

/**
 * Adds a user who was not in training: the network stays as it is, and the user's ratings become one more row of its inputs, so that
 * everything that recommends and explains works for them as for anybody else. No training is needed.
 *
 * @param model The trained model; not changed.
 * @param id Id of the new user; must not be taken.
 * @param ratings Their ratings, at least one; of an item rated twice the last counts.
 * @returns The model with the user, who comes last, and the user's index.
 * @throws {UsageError} Where the id is taken, an item is unknown, a rating is outside the scale, or there are none.
 */
export function foldIn(
  model: SharedModel,
  id: string,
  ratings: readonly FoldInRating[],
): { readonly model: SharedModel; readonly user: number } {
  const { dataset } = model;
  const { interactions } = dataset;
  if (interactions.users.indexOf(id) !== undefined) {
    fail(`the user '${id}' is in the model already, expected a new one`);
  }
  if (ratings.length === 0) fail("there are no ratings, expected at least one");
  const user = interactions.users.ids.length;
  const old = interactions.ratings;
  const row = { item: [] as number[], rating: [] as number[] };
  for (const rating of ratings) {
    row.item.push(knownItem(interactions, rating.item));
    row.rating.push(checkRating(interactions, rating));
  }
  const { matrix } = sparseMatrix(1, old.columns, {
    row: new Uint8Array(row.item.length),
    column: row.item,
    value: row.rating,
  });
  const join = <A extends Uint32Array | Float32Array>(a: A, b: A): A => {
    const both = new (a.constructor as new (length: number) => A)(a.length + b.length);
    both.set(a);
    both.set(b, a.length);
    return both;
  };
  return {
    user,
    model: {
      ...model,
      dataset: {
        ...dataset,
        interactions: {
          ...withRatings(interactions, {
            rows: user + 1,
            columns: old.columns,
            indptr: join(old.indptr, Uint32Array.of(old.indices.length + matrix.indices.length)),
            indices: join(old.indices, matrix.indices),
            values: join(old.values, matrix.values),
          }),
          users: createVocabulary([...interactions.users.ids, id]),
        },
      },
    },
  };
}

function knownItem({ items }: Interactions, id: string): number {
  return items.indexOf(id) ??
    fail(
      `there is no item '${id}', expected one of the ${items.ids.length} items of the model such as '${
        items.ids[0]
      }'`,
    );
}

function checkRating({ scale }: Interactions, { item, rating }: FoldInRating): number {
  if (scale === "implicit") return 1;
  if (rating >= scale.min && rating <= scale.max) return rating;
  return fail(`the rating of '${item}' is ${rating}, expected ${scale.min} to ${scale.max}`);
}

function fail(problem: string): never {
  throw new UsageError(`Cannot add a user: ${problem}`);
}
