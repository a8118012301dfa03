import { type Html, markup } from "./html.ts";
import { type Chart, drawChart } from "./plots.ts";
import { type ReportTable, tableHtml } from "./report_table.ts";

/**
 * A chart with what it says in numbers, folded away.
 *
 * @param title What it shows.
 * @param chart The chart.
 * @param table The same as a table.
 * @param note A line below it.
 * @returns The markup.
 */
export async function figure(
  title: string,
  chart: Chart,
  table: ReportTable,
  note?: string,
): Promise<Html> {
  return markup`
    <figure>
      <figcaption>${title}</figcaption>
      ${await drawChart(chart)}
      ${note && markup`<p class="muted">${note}</p>`}
      <details>
        <summary>The numbers<span class="visually-hidden"> of: ${title}</span></summary>
        ${tableHtml(table)}
      </details>
    </figure>
  `;
}
