import type { PlantedTaste } from "../../explain/taste_recovery.ts";
import { createRandom } from "../../random.ts";
import type { AttributeWeights, WeightedAttributes } from "./attribute_weights.ts";
import { compareWithControl, type Comparison, type Estimate, estimateMean } from "./estimate.ts";
import { type TasteMeasure, tasteMeasures } from "./taste_measures.ts";

/** A planted taste, and whose it is. */
export interface UserTaste extends PlantedTaste {
  /** Whether the user is a control whose ratings were shuffled, so that there is nothing to find. */
  readonly isControl: boolean;
}

/** How much of the planted tastes the weights of attributes tell. */
export interface PlantedTruth {
  /** Users with tastes that their weights could tell. */
  readonly users: number;
  /** Users whose ratings were shuffled. */
  readonly controlUsers: number;
  /** Mean number of likes of the users with tastes that their weights could tell. */
  readonly meanLikes: number;
  /** One for each definition of the weights. */
  readonly definitions: readonly {
    /** Name of the definition. */
    readonly weights: string;
    /** What it is. */
    readonly label: string;
    /** One for each measure. */
    readonly measures: readonly TasteValues[];
  }[];
}

/** One measure of recovery. */
export interface TasteValues {
  /** Its name. */
  readonly measure: string;
  /** What it says. */
  readonly description: string;
  /** The value for the planted tastes; absent where no user has one. */
  readonly planted?: Estimate;
  /** The same for labels that are not the user's, and for numbers of rated items in place of the weights. */
  readonly controls: readonly {
    /** Name of the control. */
    readonly control: string;
    /** What it is. */
    readonly label: string;
    /** Its value; absent where no user has one. */
    readonly value?: Estimate;
    /** How it compares with the planted tastes; absent where fewer than two users have both. */
    readonly comparison?: Comparison;
  }[];
  /** The value for users whose ratings were shuffled; absent where there are none. */
  readonly shuffledRatings?: Estimate;
}

/** Planted weights of one user by attribute; of attributes that the user has a weight of. */
type Labels = ReadonlyMap<number, number>;

/** Labels that are not the user's, and weights that need no training. */
const CONTROLS = [
  { name: "shuffled-labels", label: "shuffled labels" },
  { name: "other-user", label: "another user's tastes" },
  { name: "counted-items", label: "counts of rated items" },
];

/**
 * Holds weights of attributes against planted tastes, all users with tastes at once. Tastes of attributes that a user has no weight of, having
 * rated nothing that has them, are left out.
 *
 * @param definitions Definitions of the weights.
 * @param counts How many of a user's rated items have each attribute: what the weights are to be better than.
 * @param tastes The planted tastes.
 * @param seed Seed of the controls.
 * @returns What was found; undefined where there is no user with a taste to tell.
 */
export function recoverTastes(
  definitions: readonly AttributeWeights[],
  counts: AttributeWeights,
  tastes: readonly UserTaste[],
  seed: number,
): PlantedTruth | undefined {
  const people = peopleOf(tastes);
  const donorOf = donorsOf(people.filter(({ isControl }) => !isControl), seed);
  const measured = people.flatMap((person): MeasuredUser[] => {
    const { user, planted, isControl } = person;
    const weights = definitions.map(({ of }) => of(user));
    // All definitions are of the same attributes, or nearly so; what one of them can tell counts.
    const likes = Math.max(
      0,
      ...weights.map((weighted) => countLikes(visible(planted, weighted))),
    );
    const counted = counts.of(user);
    const values = weights.map((weighted) => {
      const own = visible(planted, weighted);
      const measured = (labels: Labels, by = weighted) =>
        tasteMeasures.map((measure) => labels.size === 0 ? NaN : measure.ofUser(by, labels));
      return isControl ? [measured(own)] : [
        measured(own),
        measured(shuffled(own, weighted, seed, user)),
        measured(visible(donorOf.get(user)!.planted, weighted)),
        measured(own, restricted(counted, weighted)),
      ];
    });
    const isTold = values.some(([own]) => own.some((value) => !Number.isNaN(value)));
    return isTold ? [{ isControl, likes, values }] : [];
  });
  const own = measured.filter(({ isControl }) => !isControl);
  if (own.length === 0) return undefined;
  const shuffledRatings = measured.filter(({ isControl }) => isControl);
  const comparisons = definitions.length * tasteMeasures.length * CONTROLS.length;
  return {
    users: own.length,
    controlUsers: shuffledRatings.length,
    meanLikes: own.reduce((sum, { likes }) => sum + likes, 0) / own.length,
    definitions: definitions.map(({ name, label }, d) => ({
      weights: name,
      label,
      measures: tasteMeasures.map((measure, m) => {
        const column = (users: readonly MeasuredUser[], labels: number) =>
          users.map(({ values }) => values[d][labels][m]);
        return valuesOf(measure, {
          own: column(own, 0),
          controls: CONTROLS.map((_, c) => column(own, c + 1)),
          shuffledRatings: column(shuffledRatings, 0),
          comparisons,
          seed,
        });
      }),
    })),
  };
}

/** What was found of one user. */
interface MeasuredUser {
  readonly isControl: boolean;
  /** Likes that the weights could tell. */
  readonly likes: number;
  /** Of each measure, with the user's own labels and, but for users whose ratings were shuffled, each control's, (definitions, labels, measures). */
  readonly values: readonly (readonly (readonly number[])[])[];
}

function valuesOf(
  { name, description }: TasteMeasure,
  { own, controls, shuffledRatings, comparisons, seed }: {
    readonly own: readonly number[];
    readonly controls: readonly (readonly number[])[];
    readonly shuffledRatings: readonly number[];
    readonly comparisons: number;
    readonly seed: number;
  },
): TasteValues {
  return {
    measure: name,
    description,
    planted: estimateMean(own, seed),
    controls: CONTROLS.map(({ name, label }, c) => ({
      control: name,
      label,
      value: estimateMean(controls[c], seed),
      comparison: compareWithControl(own, controls[c], "higher", comparisons),
    })),
    shuffledRatings: estimateMean(shuffledRatings, seed),
  };
}

/** A user and what was planted. */
interface Person {
  readonly user: number;
  readonly isControl: boolean;
  readonly planted: Labels;
}

/** Users with tastes, by ascending index. */
function peopleOf(tastes: readonly UserTaste[]): Person[] {
  const byUser = Map.groupBy(tastes.toSorted((a, b) => a.user - b.user), ({ user }) => user);
  return [...byUser].map(([user, own]) => ({
    user,
    isControl: own.some(({ isControl }) => isControl),
    planted: new Map(own.map(({ attribute, weight }) => [attribute, weight])),
  }));
}

function countLikes(labels: Labels): number {
  return [...labels.values()].filter((weight) => weight > 0).length;
}

/** Tastes of attributes that the user has a weight of. */
function visible(planted: Labels, { attributes }: WeightedAttributes): Labels {
  return new Map([...planted].filter(([attribute]) => attributes.includes(attribute)));
}

/** Other weights of the same attributes. */
function restricted(
  { attributes, weights }: WeightedAttributes,
  { attributes: wanted }: WeightedAttributes,
): WeightedAttributes {
  const weight = new Map(attributes.map((f, k) => [f, weights[k]]));
  return { attributes: wanted, weights: wanted.map((f) => weight.get(f) ?? 0) };
}

/** The same weights on attributes that were drawn from those of the user. */
function shuffled(
  labels: Labels,
  { attributes }: WeightedAttributes,
  seed: number,
  user: number,
): Labels {
  const drawn = createRandom(seed, "shuffled labels", `${user}`).shuffle([...attributes]);
  return new Map([...labels.values()].map((weight, k) => [drawn[k], weight]));
}

/** For each user another one whose tastes stand in: the next in a random circle. */
function donorsOf(users: readonly Person[], seed: number): Map<number, Person> {
  const circle = createRandom(seed, "tastes of others").shuffle([...users]);
  return new Map(circle.map(({ user }, k) => [user, circle[(k + 1) % circle.length]]));
}
