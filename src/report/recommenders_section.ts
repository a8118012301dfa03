import { type Evaluation, findValue } from "../evaluate/protocol.ts";
import type { RelevantFrom } from "../evaluate/relevance.ts";
import { bootstrapInterval, type Interval } from "../evaluate/significance.ts";
import type { SparseMatrix } from "../data/sparse_matrix.ts";
import { type Html, markup } from "./html.ts";
import { countOf, countText } from "./number_text.ts";
import { drawChart } from "./plots.ts";

/** What an evaluation found, for a report. */
export interface ReportEvaluation {
  /** One for each recommender, over the same users, at least one. */
  readonly evaluations: readonly Evaluation[];
  /** The held-out ratings, (users, items). */
  readonly test: SparseMatrix;
  /** Which of them are relevant. */
  readonly relevantFrom: RelevantFrom;
  /** The cutoff that is shown, one of those that were evaluated. */
  readonly cutoff: number;
  /** How ratings were held out, as a clause: `20 % of each user's ratings were held out (seed 42)`. */
  readonly how: string;
}

/** Metrics of the table, with their heads. */
const METRICS: readonly (readonly [name: string, head: string])[] = [
  ["ndcg", "nDCG"],
  ["precision", "Precision"],
  ["recall", "Recall"],
  ["f1", "F1"],
  ["mrr", "MRR"],
  ["hit-rate", "Hit rate"],
  ["item-coverage", "Items"],
  ["gini-evenness", "1 − Gini"],
];

interface Cell {
  readonly value: number;
  readonly interval?: Interval;
}

/**
 * How good the recommendations are: every recommender with 95 % bootstrap intervals over users.
 *
 * @param evaluation What was evaluated.
 * @returns The content of the section.
 */
export async function recommendersSection(evaluation: ReportEvaluation): Promise<Html> {
  const { evaluations, test, relevantFrom, cutoff, how } = evaluation;
  const known = METRICS.filter(([name]) =>
    evaluations[0].values.some((value) => value.metric === name && value.cutoff === cutoff)
  );
  const rows = evaluations.map((of) => ({
    name: of.recommender,
    cells: known.map(([name]): Cell => {
      const { value, ofUsers } = findValue(of, name, cutoff);
      return { value, interval: ofUsers && bootstrapInterval(ofUsers) };
    }),
  }));
  const [first] = evaluations;
  const judged = countOf(first.users.length, "users");
  const relevant = relevantFrom === "all"
    ? "all held-out items are relevant"
    : `held-out items rated ${relevantFrom} or higher are relevant`;
  const heads = known.map(([, head]) => markup`<th scope="col" class="number">${head}</th>`);
  const lines = rows.map(({ name, cells }) => {
    const values = cells.map((cell, k) =>
      markup`<td class="number">${cellHtml(cell, known[k][0])}</td>`
    );
    return markup`<tr><th scope="row">${name}</th>${values}</tr>\n`;
  });
  const caption = `The first ${cutoff} recommendations of ${judged}`;
  return markup`
    <p>${how}. Every item that somebody rated in training and the user did not was ranked; ${relevant} (${
    countText(test.indices.length)
  } held-out ratings). Means are over the ${judged} with a relevant held-out item; in brackets, 95 % bootstrap intervals.</p>
    ${await intervalChart(rows, known, cutoff)}
    <div class="table-box" role="region" aria-label="${caption}" tabindex="0">
      <table class="metrics">
        <caption>${caption}</caption>
        <thead><tr><th scope="col">Recommender</th>${heads}</tr></thead>
        <tbody>${lines}</tbody>
      </table>
    </div>
    <p class="muted">nDCG, precision, recall, F1, MRR and hit rate: higher is better. Items: how many different items were recommended to anybody, of ${
    countText(first.catalogue)
  }. 1 − Gini: how evenly recommendations are spread over items, from 0 to 1.</p>
  `;
}

function cellHtml({ value, interval }: Cell, metric: string): Html {
  if (metric === "item-coverage") return markup`${countText(value)}`;
  return interval
    ? markup`${value.toFixed(3)} <small>[${interval.low.toFixed(3)}, ${
      interval.high.toFixed(3)
    }]</small>`
    : markup`${value.toFixed(3)}`;
}

async function intervalChart(
  rows: readonly { readonly name: string; readonly cells: readonly Cell[] }[],
  known: readonly (readonly [name: string, head: string])[],
  cutoff: number,
): Promise<Html | undefined> {
  const at = known.findIndex(([name]) => name === "ndcg");
  if (at < 0) return undefined;
  const marks = rows.flatMap(({ name, cells }) => {
    const { value, interval } = cells[at];
    return interval ? [{ name, value, low: interval.low, high: interval.high }] : [];
  });
  const longest = Math.max(...marks.map(({ name }) => name.length));
  return markup`
    <figure>
    <figcaption>nDCG@${cutoff} with its 95 % interval</figcaption>
    ${await drawChart({
    label:
      `nDCG at ${cutoff} of each recommender with its interval; the table below has the numbers`,
    height: 64 + 34 * marks.length,
    options: (plot, narrow) => ({
      marginTop: 8,
      marginLeft: 20 + 7.5 * longest,
      marginRight: 20,
      x: { label: `nDCG@${cutoff}`, grid: true, zero: true, ticks: narrow ? 4 : 8 },
      y: { label: null, type: "point", domain: marks.map(({ name }) => name), padding: 0.6 },
      marks: [
        plot.ruleX([0], { stroke: "currentColor" }),
        plot.link(marks, {
          x1: "low",
          x2: "high",
          y1: "name",
          y2: "name",
          stroke: "var(--plus)",
          strokeWidth: 3,
        }),
        plot.dot(marks, { x: "value", y: "name", r: 5, fill: "var(--plus)" }),
      ],
    }),
  })}
    </figure>
  `;
}
