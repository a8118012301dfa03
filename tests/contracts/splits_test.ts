/** What every way of splitting of the registry keeps to, over ratings drawn at random. */
import { deepStrictEqual, match, notDeepStrictEqual, ok, throws } from "node:assert/strict";
import fc from "npm:fast-check@4.10.2";
import type { Interactions } from "../../src/data/interactions.ts";
import type { Split } from "../../src/data/split.ts";
import {
  type LabelledSplit,
  SPLIT_NAMES,
  type SplitName,
  type SplitOptions,
  splitRatings,
  SPLITS,
} from "../../src/data/split/registry.ts";
import { UsageError } from "../../src/errors.ts";
import { drawnRatings, idsOf, interactionsOf, type Rating } from "../data/split/_interactions.ts";

/** Options under which small data can be split. */
const small: Partial<Record<SplitName, SplitOptions>> = {
  "folds": { folds: 3 },
  "strong": { testUsers: 0.3, validationUsers: 0.3 },
  "cold-users": { coldUsers: 0.5, keep: [1, 2] },
};

/** The splits, or undefined where the ratings are too few for them. */
function splitOf(
  interactions: Interactions,
  name: SplitName,
  options?: SplitOptions,
): LabelledSplit[] | undefined {
  try {
    return splitRatings(interactions, name, { ...small[name], ...options });
  } catch (error) {
    if (error instanceof UsageError) return undefined;
    throw error;
  }
}

const partsOf = (split: Split) =>
  [split.train, split.test, split.validation, split.foldIn].filter((part) => part !== undefined);
const idsOfAll = (interactions: Interactions, splits: readonly LabelledSplit[]) =>
  splits.map(({ split }) => partsOf(split).map((part) => idsOf(interactions, part)));

/** Fifteen users with twelve ratings each. */
const many: Rating[] = Array.from({ length: 15 * 12 }, (_, k) => ({
  user: `user ${k % 15}`,
  item: `item ${(k * 7) % 41}`,
  rating: k % 5 + 1,
  time: Math.floor(k / 60),
}));

for (const name of SPLIT_NAMES) {
  Deno.test(`the parts of ${name} are disjoint and together all ratings`, () => {
    let splitUp = 0;
    fc.assert(fc.property(drawnRatings, (ratings) => {
      const interactions = interactionsOf(ratings);
      const all = idsOf(interactions, interactions.ratings);
      for (const parts of idsOfAll(interactions, splitOf(interactions, name) ?? [])) {
        splitUp++;
        deepStrictEqual(parts.flat().sort(), all);
      }
    }));
    ok(splitUp > 50, `only ${splitUp} could be split`);
  });

  Deno.test(`${name} repeats with its seed and differs with another`, () => {
    const interactions = interactionsOf(many);
    const of = (seed: number) => idsOfAll(interactions, splitOf(interactions, name, { seed })!);
    deepStrictEqual(of(1), of(1));
    if (name !== "timestamp") notDeepStrictEqual(of(1), of(2));
  });

  Deno.test(`${name} does not depend on the order of the users`, () => {
    fc.assert(fc.property(drawnRatings, (ratings) => {
      const there = interactionsOf(ratings);
      const byUser = Object.values(Object.groupBy(ratings, ({ user }) => user)).toReversed();
      // perUserHoldout() keeps its promise over one numbering of the items alone.
      const items = name === "holdout" ? there.items.ids : [];
      const back = interactionsOf(byUser.flatMap((own) => own!), items);
      const splits = splitOf(there, name);
      const others = splitOf(back, name);
      deepStrictEqual(splits && idsOfAll(there, splits), others && idsOfAll(back, others));
    }));
  });

  Deno.test(`${name} has a description, and refuses options that it does not look at`, () => {
    const { description, uses } = SPLITS[name];
    match(description, /[^.]$/);
    const all: SplitOptions = {
      ...{ ratio: 0.3, folds: 2, coldUsers: 0.5, keep: [1] },
      ...{ testUsers: 0.2, validationUsers: 0.1 },
    };
    for (const [option, value] of Object.entries(all)) {
      const split = () => splitRatings(interactionsOf(many), name, { [option]: value });
      if (uses.map(String).includes(option)) split();
      else throws(split, UsageError);
    }
  });
}

Deno.test("splitRatings() names the known ways when the name is unknown", () => {
  throws(
    () => splitRatings(interactionsOf(many), "kfold"),
    /'kfold', expected one of .*folds.*strong/,
  );
});
