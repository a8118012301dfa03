import type { PlantedTruth } from "./planted_truth.ts";
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
      } likes that the weights could tell, which bounds precision. How common an attribute is moves its weight whatever the taste; another user's tastes are as common, so that this control shows what is left of chance. Counts are of the user's rated items with the attribute: what can be told without any training.`,
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
    const exceptions = measures[0].controls.flatMap(({ label }, c) => {
      const those = (outcome: "wins" | "unclear") =>
        measures.filter(({ controls }) =>
          (controls[c].comparison?.control ?? "unclear") === outcome
        ).map(({ measure }) => measure);
      const wins = those("wins"), unclear = those("unclear");
      return [
        ...(wins.length > 0 ? [`${label} do clearly better in ${enumerate(wins)}`] : []),
        ...(unclear.length > 0 ? [`${label} do not lose clearly in ${enumerate(unclear)}`] : []),
      ];
    });
    return {
      measure: "planted truth",
      asHoped: exceptions.length === 0,
      text: exceptions.length === 0
        ? `Planted tastes are told by the ${weights} weights: all controls lose clearly in ${
          enumerate(measures.map(({ measure }) => measure))
        }.`
        : `Planted tastes by the ${weights} weights: ${enumerate(exceptions)}.`,
    };
  });
}
