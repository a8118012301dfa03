import type { PlantedTruth, TasteValues } from "./planted_truth.ts";
import {
  enumerate,
  estimateText,
  type Finding,
  INTERVAL_NOTE,
  type QualityTable,
  TEST_NOTE,
} from "./quality_table.ts";

/**
 * What was recovered, for people.
 *
 * @param truth What was found.
 * @returns A table for each definition of the weights.
 */
export function plantedTruthTables(
  { definitions, users, controlUsers, meanLikes }: PlantedTruth,
): QualityTable[] {
  return definitions.map(({ label, measures }, d) => ({
    caption: `Planted truth: ${label}`,
    columns: [
      "",
      "planted tastes",
      ...measures[0].controls.map(({ label }) => label),
      ...(controlUsers > 0 ? ["users with shuffled ratings"] : []),
    ],
    rows: measures.map(({ description, planted, controls, shuffledRatings }) => [
      description,
      estimateText(planted),
      ...controls.map(({ value, comparison }) => estimateText(value, comparison)),
      ...(controlUsers > 0 ? [estimateText(shuffledRatings)] : []),
    ]),
    notes: d < definitions.length - 1 ? [] : [
      `${users} users with tastes, ${controlUsers} with shuffled ratings. ${INTERVAL_NOTE} ${TEST_NOTE}`,
      `A user has ${
        meanLikes.toFixed(1)
      } likes that the weights could tell, which bounds precision. How common an attribute is moves its weight whatever the taste; another user's tastes are as common, so that this control shows what is left of chance.`,
    ],
  }));
}

/**
 * What the recovery says in words.
 *
 * @param truth What was found.
 * @returns One finding for each definition of the weights.
 */
export function plantedTruthFindings({ definitions }: PlantedTruth): Finding[] {
  return definitions.map(({ weights, measures }) => {
    const short = measures.filter(({ controls }) =>
      controls.some(({ comparison }) => comparison?.control !== "loses")
    );
    const told = measures.filter((values) => !short.includes(values));
    const names = (values: readonly TasteValues[]) =>
      enumerate(values.map(({ measure }) => measure));
    return {
      measure: "planted truth",
      asHoped: short.length === 0,
      text: short.length === 0
        ? `Planted tastes are told by the ${weights} weights: both controls lose clearly in ${
          names(told)
        }.`
        : `Planted tastes are not told in every way by the ${weights} weights: a control does not lose clearly in ${
          names(short)
        }${told.length > 0 ? `, both do in ${names(told)}` : ""}.`,
    };
  });
}
