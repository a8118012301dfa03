import type { Attribution, Contribution } from "../../explain/attribution.ts";
import { createRandom } from "../../random.ts";
import type { MeasureContext } from "./measure.ts";

/** A way to put the reasons of one score in an order; the first k of it are what is taken away or kept. */
export interface ReasonOrder {
  /** Name in results. */
  readonly name: string;
  /** What it is, in a few words. */
  readonly label: string;
  /**
   * Orders the reasons.
   *
   * @param attribution The score taken apart.
   * @param user Index of the user, who names the stream of what is drawn.
   * @param context For counts and the seed.
   * @returns All contributions of the attribution, in the order.
   */
  order(
    attribution: Attribution,
    user: number,
    context: Pick<MeasureContext, "counts" | "seed">,
  ): Contribution[];
}

/**
 * The reasons as they are: E_k are the k greatest contributions. So those that speak for the item come first, the strongest ahead, and
 * only where they run out those that speak against it, the weakest ahead; ties go by ascending neuron.
 */
export const strongestReasons: ReasonOrder = {
  name: "reasons",
  label: "strongest reasons",
  order: ({ contributions }) =>
    contributions.toSorted((a, b) => b.value - a.value || a.neuron - b.neuron),
};

/** Reasons of the same score drawn at random, whether they speak for the item or against it. */
const randomReasons: ReasonOrder = {
  name: "random",
  label: "random reasons",
  order: ({ contributions }, user, { seed }) =>
    createRandom(seed, "random reasons", `${user}`).shuffle(byNeuron(contributions)),
};

/** The same, but of those that speak for the item as long as there are any: only the order is left to chance. */
const randomInFavour: ReasonOrder = {
  name: "random-in-favour",
  label: "random ones in favour",
  order: ({ contributions }, user, { seed }) =>
    inFavourFirst(
      createRandom(seed, "random reasons in favour", `${user}`).shuffle(byNeuron(contributions)),
    ),
};

/** Of the reasons that speak for the item, those that most items have. */
const frequentAmongItems: ReasonOrder = {
  name: "frequent-items",
  label: "those most items have",
  order: ({ contributions }, _user, { counts }) =>
    inFavourFirst(mostFrequent(contributions, counts().items)),
};

/** Of the reasons that speak for the item, those that most users have. */
const frequentAmongUsers: ReasonOrder = {
  name: "frequent-users",
  label: "those most users have",
  order: ({ contributions }, _user, { counts }) =>
    inFavourFirst(mostFrequent(contributions, counts().users)),
};

/** The controls that reasons are held against: as many reasons of the same score, chosen without regard to their strength. */
export const controlOrders: readonly ReasonOrder[] = [
  randomReasons,
  randomInFavour,
  frequentAmongItems,
  frequentAmongUsers,
];

/** An order that has nothing to do with the strength, so that what is drawn shows nothing of it. */
function byNeuron(contributions: readonly Contribution[]): Contribution[] {
  return contributions.toSorted((a, b) => a.neuron - b.neuron);
}

function mostFrequent(contributions: readonly Contribution[], counts: Uint32Array): Contribution[] {
  return contributions.toSorted((a, b) =>
    counts[b.neuron] - counts[a.neuron] || a.neuron - b.neuron
  );
}

/** Keeps the order, but puts what speaks for the item ahead of what speaks against it. */
function inFavourFirst(contributions: readonly Contribution[]): Contribution[] {
  return [
    ...contributions.filter(({ value }) => value > 0),
    ...contributions.filter(({ value }) => value <= 0),
  ];
}
