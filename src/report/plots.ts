import { escapeHtml, type Html, markup, rawHtml } from "./html.ts";

/**
 * The one place that knows the plotting library: Observable Plot (ISC licence), which draws into a document of linkedom. Both are loaded when
 * the first chart is drawn, and nothing of them gets into the report but the drawings.
 */
async function loadPlot() {
  const [plot, { parseHTML }] = await Promise.all([
    import("npm:@observablehq/plot@0.6.17"),
    import("npm:linkedom@0.18.15"),
  ]);
  // The types of a browser's document are not for a library that runs without one; never goes wherever they are asked for.
  const { document } = parseHTML("<html></html>") as unknown as { readonly document: never };
  return { plot, document };
}

/** Observable Plot. */
export type PlotLibrary = Awaited<ReturnType<typeof loadPlot>>["plot"];

/** A chart before it has a size. */
export interface Chart {
  /** What it shows, for readers who do not see it. */
  readonly label: string;
  /** Options of `Plot.plot`, without size. */
  readonly options: (plot: PlotLibrary, narrow: boolean) => object;
  /** Width of the drawing on wide screens (default 640); it is shown at about this size, because text must not shrink. */
  readonly width?: number;
  /** Height (default 240). */
  readonly height?: number;
}

/** Width of drawings on narrow screens. */
const NARROW = 330;

/** Size of all text, which leaves room for axes of this size. */
const FONT = { size: 13, marginTop: 32, marginBottom: 46, marginLeft: 62 };

/** Width of charts that stand two in a row. */
export const HALF_WIDTH = 500;

/**
 * Draws a chart twice, for wide and for narrow screens; the page's style shows one of them. Colours are the page's variables, so that they follow
 * its scheme.
 *
 * @param chart The chart.
 * @returns Two drawings as SVG.
 */
export async function drawChart(chart: Chart): Promise<Html> {
  const { label, options, width = 640, height = 240 } = chart;
  const { plot, document } = await loadPlot();
  const draw = (width: number, narrow: boolean) => {
    const { size: _, ...margins } = FONT;
    const drawing: { readonly outerHTML: string } = plot.plot({
      document,
      width,
      height,
      ...margins,
      ...options(plot, narrow),
    });
    return cleaned(drawing.outerHTML, label);
  };
  return markup`
    <div class="wide">${draw(width, false)}</div>
    <div class="narrow">${draw(NARROW, true)}</div>
  `;
}

/** Without styles, which the page's policy forbids, with text of one size, and with a name. */
function cleaned(svg: string, label: string): Html {
  return rawHtml(
    svg.replace(/<style>[\s\S]*?<\/style>/g, "").replace(/ style="[^"]*"/g, "")
      .replace(/ aria-(?:label|description|hidden)="[^"]*"/g, "")
      .replace(/ font-size="10"/, ` font-size="${FONT.size}"`)
      .replace(/^<svg /, `<svg role="img" aria-label="${escapeHtml(label)}" `),
  );
}
