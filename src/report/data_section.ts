import type { Dataset } from "../data/dataset.ts";
import { figure } from "./figure.ts";
import { histogram } from "./histogram.ts";
import { type Html, markup } from "./html.ts";
import { HALF_WIDTH } from "./plots.ts";
import { countText, numberText, shareText } from "./number_text.ts";

/** Above so many different ratings they are counted in bars. */
const MANY_VALUES = 11;

/**
 * What was learned from: counts, and how ratings are distributed.
 *
 * @param dataset The training data.
 * @returns The content of the section.
 */
export async function dataSection({ statistics: s, interactions }: Dataset): Promise<Html> {
  const { indptr, values, rows } = interactions.ratings;
  const perUser = Uint32Array.from({ length: rows }, (_, u) => indptr[u + 1] - indptr[u])
    .filter((count) => count > 0);
  const fact = (name: string, value: number, more?: string) =>
    markup`
      <div>
        <dt>${name}</dt>
        <dd>${countText(value)}${more && markup` <small>${more}</small>`}</dd>
      </div>`;
  const bare = `${countText(s.itemsWithoutAttributes)} without any attribute; these carry ${
    shareText(s.ratingsWithoutAttributes)
  } of the ratings`;
  // Models of earlier versions do not say how many attributes were on too many items.
  const { rareAttributes, commonAttributes = 0 } = s;
  const left = [
    ...(rareAttributes > 0 ? [`${countText(rareAttributes)} more are on too few rated items`] : []),
    ...(commonAttributes > 0 ? [`${countText(commonAttributes)} on too many`] : []),
  ].join(", ");
  return markup`
    <dl class="facts">${[
    fact("Users", s.users),
    fact("Items", s.items, s.itemsWithoutAttributes > 0 ? bare : "each with an attribute"),
    fact(
      "Ratings",
      s.ratings,
      s.scale === "implicit" ? "implicit" : `from ${s.scale.min} to ${s.scale.max}`,
    ),
    fact("Attributes", s.attributes, left || undefined),
    fact("Edges", s.edges, `${numberText(s.edges / Math.max(1, s.items))} per item`),
  ]}</dl>
    <div class="figures">${[
    s.scale !== "implicit" && values.length > 0 && await ratingsFigure(values),
    perUser.length > 0 && await activityFigure(perUser),
  ]}</div>
  `;
}

async function ratingsFigure(values: Float32Array): Promise<Html> {
  const counts = new Map<number, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  const bars = counts.size <= MANY_VALUES
    ? [...counts].sort(([a], [b]) => a - b).map(([value, count]) => ({ value: `${value}`, count }))
    : histogram(values, 10).map(({ from, to, count }) => ({
      value: `${numberText(from)}–${numberText(to)}`,
      count,
    }));
  return await figure("Ratings by value", {
    label: "Number of ratings of each value",
    width: HALF_WIDTH,
    options: (plot) => ({
      x: { label: "Rating", type: "band", domain: bars.map(({ value }) => value) },
      y: { label: "Ratings", grid: true, ticks: 4 },
      marks: [
        plot.barY(bars, { x: "value", y: "count", fill: "var(--plus)" }),
        plot.ruleY([0], { stroke: "currentColor" }),
      ],
    }),
  }, {
    caption: "Ratings by value",
    columns: ["rating", "ratings"],
    rows: bars.map(({ value, count }) => [value, countText(count)]),
  });
}

async function activityFigure(perUser: Uint32Array): Promise<Html> {
  const bins = histogram(perUser, 20);
  return await figure("Users by their number of ratings", {
    label: "Number of users by how many items they rated",
    width: HALF_WIDTH,
    options: (plot, narrow) => ({
      x: { label: "Ratings of a user", ticks: narrow ? 4 : 8 },
      y: { label: "Users", grid: true, ticks: 4 },
      marks: [
        plot.rectY(bins, { x1: "from", x2: "to", y: "count", fill: "var(--plus)", inset: 0.5 }),
        plot.ruleY([0], { stroke: "currentColor" }),
      ],
    }),
  }, {
    caption: "Users by their number of ratings",
    columns: ["ratings", "users"],
    rows: bins.map(({ from, to, count }) => [
      `${countText(Math.ceil(from))} to ${countText(Math.ceil(to))}`,
      countText(count),
    ]),
  });
}
