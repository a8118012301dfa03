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
  return { plot, document: parseHTML("<html></html>").document as unknown as Document };
}

/** Observable Plot. */
export type PlotLibrary = Awaited<ReturnType<typeof loadPlot>>["plot"];

/** A chart before it has a size. */
export interface Chart {
  /** What it shows, for readers who do not see it. */
  readonly label: string;
  /** Options of `Plot.plot`, without size. */
  readonly options: (plot: PlotLibrary, narrow: boolean) => object;
  /** Height over width, of the wide drawing (default 0.4). */
  readonly height?: number;
}

/** Widths of the two drawings: text in a drawing that is scaled down would be too small to read. */
const WIDE = 640, NARROW = 330;

/**
 * Draws a chart twice, for wide and for narrow screens; the page's style shows one of them. Colours are the page's variables, so that they follow
 * its scheme.
 *
 * @param chart The chart.
 * @returns Two drawings as SVG.
 */
export async function drawChart({ label, options, height = 0.4 }: Chart): Promise<Html> {
  const { plot, document } = await loadPlot();
  const draw = (width: number, narrow: boolean) => {
    const drawing = plot.plot({
      document,
      width,
      height: Math.round(narrow ? Math.max(220, height * width) : height * width),
      style: { background: "none" },
      ...options(plot, narrow),
    });
    return cleaned(drawing.outerHTML, label);
  };
  return markup`
    <div class="wide">${draw(WIDE, false)}</div>
    <div class="narrow">${draw(NARROW, true)}</div>
  `;
}

/** Without styles, which the page's policy forbids, and with a name. */
function cleaned(svg: string, label: string): Html {
  return rawHtml(
    svg.replace(/<style>[\s\S]*?<\/style>/g, "").replace(/ style="[^"]*"/g, "")
      .replace(/ aria-(?:label|description|hidden)="[^"]*"/g, "")
      .replace(/^<svg /, `<svg role="img" aria-label="${escapeHtml(label)}" `),
  );
}
