import type { BroaderReasons } from "../explain/broader_reasons.ts";
import { table } from "./table.ts";

/** Neurons that a line names at most. */
const MOST_THROUGH = 3;

/**
 * A score by broader categories, for people: the sentence, and a table whose column sums to the score.
 *
 * @param broader What to show.
 * @param score The score.
 * @param limit How many categories.
 * @returns The lines; none where no category has a part in the score.
 */
export function describeBroader(
  { reasons, others, sentence, exact }: BroaderReasons,
  score: number,
  limit: number,
): string[] {
  if (reasons.length === 0) return [];
  const rest = reasons.slice(limit);
  const restSum = rest.reduce((sum, { contribution }) => sum + contribution, others.contribution);
  const named = (through: typeof reasons[number]["through"]) =>
    through.slice(0, MOST_THROUGH).map(({ label, contribution, inferred }) =>
      `${label} (${contribution.toPrecision(2)}${inferred ? ", inferred" : ""})`
    )
      .join("; ");
  const rows = reasons.slice(0, limit).map(({ label, contribution, through, inferred }) => [
    `  ${label}`,
    contribution.toPrecision(3),
    inferred ? "inferred" : named(through),
  ]);
  rows.push(
    [`  ${rest.length + others.count} others`, restSum.toPrecision(3), ""],
    ["  the score, their sum", score.toPrecision(3), ""],
  );
  const width = Math.max(...rows.map((cells) => cells[2].length));
  return [
    ...(sentence === "" ? [] : [`  ${sentence}`]),
    ...table(
      [`  more broadly${exact ? "" : ", in proportion"}`, "part", "through".padEnd(width)],
      rows.map(([label, part, through]) => [label, part, through.padEnd(width)]),
    ),
  ];
}
