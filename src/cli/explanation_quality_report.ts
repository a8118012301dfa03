import type { ExplanationQuality } from "../evaluate/explanation_quality/explanation_quality.ts";
import { qualityTables } from "../evaluate/explanation_quality/registry.ts";
import { table } from "./table.ts";

/**
 * The quality of one recommender's explanations, for people: what it says in words, the findings that are not as hoped first, then a
 * table for each measure.
 *
 * @param quality What was measured.
 * @returns The lines.
 */
export function describeQuality(quality: ExplanationQuality): string[] {
  const { recommender, users, usersWithoutReasons, listLength, seed, findings } = quality;
  const title = `Explanations of ${recommender}: ${users} users${
    usersWithoutReasons > 0 ? ` (${usersWithoutReasons} more had nothing to explain)` : ""
  }, their first ${listLength} items, seed ${seed}`;
  return [
    "",
    title,
    "=".repeat(title.length),
    ...findings.filter(({ asHoped }) => !asHoped).flatMap(({ text }) =>
      wrap(`FINDING  ${text}`, 9)
    ),
    ...findings.filter(({ asHoped }) => asHoped).flatMap(({ text }) => wrap(`as hoped ${text}`, 9)),
    ...qualityTables(quality).flatMap(({ caption, columns, rows, notes = [] }) => [
      "",
      caption,
      ...table(columns, rows.map((row) => row.map(String))),
      ...notes.flatMap((note) => wrap(note, 0)),
    ]),
  ];
}

/** Characters of a line of prose. */
const WIDTH = 100;

/** Breaks prose into lines at spaces; all but the first are indented. */
function wrap(text: string, indent: number): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    if (line !== "" && line.length + 1 + word.length > WIDTH) {
      lines.push(line);
      line = " ".repeat(indent) + word;
    } else line = line === "" ? word : `${line} ${word}`;
  }
  return [...lines, line];
}
