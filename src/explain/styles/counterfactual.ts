import { UsageError } from "../../errors.ts";
import { sayRatings } from "./own_ratings.ts";
import type { NamedNeuron, StyleContext, StyleQuestion, StyleResult } from "./style.ts";

/** What was found to take an item out of a list; how it was found is not the business of its wording. */
export interface CounterfactualFinding {
  /** Neurons that count for nothing, by index; with `ratings` empty where nothing was found. */
  readonly neurons?: readonly number[];
  /** Items whose ratings by the user are left out, by index. */
  readonly ratings?: readonly number[];
  /** Length of the list that the item then is not in. */
  readonly n: number;
  /** Whether the list was made anew without these and the item was not in it. */
  readonly verified: boolean;
}

/** What takes an item out of the list, in words and numbers. */
export interface CounterfactualResult extends StyleResult {
  /** Tells the styles apart. */
  readonly style: "counterfactual";
  /** The neurons that would have to count for nothing. */
  readonly neurons: readonly NamedNeuron[];
  /** The ratings that would have to be missing. */
  readonly ratings: readonly {
    readonly item: string;
    readonly label: string;
    readonly rating: number;
  }[];
  /** Length of the list. */
  readonly n: number;
  /** Whether this was tried and held; if not, the sentence calls it an estimate. */
  readonly verified: boolean;
}

/**
 * Counterfactual: without which of the user's ratings, or which neurons, the item would not be in the list. Searching is up to the caller;
 * this puts the finding into words.
 *
 * @param context What styles go by.
 * @param question The user and the item, and the finding.
 * @returns Numbers and a sentence.
 * @throws {UsageError} Where the question holds no finding, or one of a rating that the user did not give.
 */
export function explainCounterfactual(
  context: StyleContext,
  question: StyleQuestion,
): CounterfactualResult {
  const { user, item, counterfactual: finding } = question;
  if (!finding) {
    throw new UsageError(
      "Cannot explain in the style counterfactual: there is no finding, expected one to put into words",
    );
  }
  const ratings = (finding.ratings ?? []).map((rated) => ({
    ...context.itemOf(rated),
    rating: ratingOf(context, user, rated),
  }));
  return {
    style: "counterfactual",
    ...context.itemOf(item),
    sentence: counterfactualSentence(context, item, finding, ratings),
    neurons: (finding.neurons ?? []).map(context.name),
    ratings,
    n: finding.n,
    verified: finding.verified,
  };
}

function counterfactualSentence(
  context: StyleContext,
  item: number,
  { neurons = [], n, verified }: CounterfactualFinding,
  ratings: CounterfactualResult["ratings"],
): string {
  const { phrases, sentence, title, model: { dataset: { interactions } } } = context;
  const result = { title: title(item), n: String(n) };
  if (neurons.length + ratings.length === 0) return sentence("nothing-takes-it-out", result);
  const words = {
    ...result,
    neurons: phrases.all(neurons.map(phrases.neuron)),
    ratings: sayRatings(context, ratings, interactions.scale !== "implicit"),
  };
  const told = sentence(
    neurons.length === 0
      ? "without"
      : ratings.length === 0
      ? "counted-for-nothing"
      : "without-both",
    words,
  );
  return verified ? told : sentence("by-estimate", { sentence: told });
}

function ratingOf({ model, itemOf }: StyleContext, user: number, item: number): number {
  const { ratings: { indptr, indices, values }, users } = model.dataset.interactions;
  const at = indices.subarray(indptr[user], indptr[user + 1]).indexOf(item);
  if (at >= 0) return values[indptr[user] + at];
  throw new UsageError(
    `Cannot explain in the style counterfactual: user '${users.ids[user]}' has not rated '${
      itemOf(item).item
    }', expected a rated item`,
  );
}
