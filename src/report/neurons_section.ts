import { barGeometry } from "./bar_geometry.ts";
import { type Html, markup } from "./html.ts";
import type { NeuronImportance } from "./neuron_importance.ts";
import { alignedText, countOf, countText, shareText } from "./number_text.ts";

/** Neurons shown. */
const SHOWN = 25;

/** What the section is made from. */
export interface NeuronsContent {
  /** Every neuron with a part in a recommendation, most important first. */
  readonly importance: readonly NeuronImportance[];
  /** Relation and value of a neuron in words. */
  readonly nameOf: (neuron: number) => readonly [relation: string, value: string];
  /** Name of the recommender. */
  readonly recommender: string;
  /** Number of users whose lists were taken apart. */
  readonly users: number;
  /** Length of the lists. */
  readonly listLength: number;
}

/**
 * The neurons that matter most across users, as a table with diverging bars.
 *
 * @param content What was found.
 * @returns The content of the section.
 */
export function neuronsSection(
  { importance, nameOf, recommender, users, listLength }: NeuronsContent,
): Html {
  if (importance.length === 0) return markup`<p>No user has a recommendation to take apart.</p>`;
  const shown = importance.slice(0, SHOWN), more = importance.length - SHOWN;
  const low = Math.min(...shown.map(({ against }) => against));
  const high = Math.max(...shown.map(({ inFavour }) => inFavour));
  const text = alignedText(Math.max(high, -low), { sign: true });
  const over = `the first ${listLength} recommendations of ${countOf(users, "users")}`;
  const had = `${countOf(importance.length, "neurons")} had a part`;
  const rest = more > 0 ? `${countText(more)} more had smaller parts. ` : "";
  const lines = shown.map(({ neuron, inFavour, against, share }) =>
    markup`
      <tr>
        <th scope="row">${nameHtml(nameOf(neuron))}</th>
        <td class="drawing">${barHtml(against, inFavour, low, high)}</td>
        <td class="number">${bothSides(text, inFavour, against)}</td>
        <td class="number">${shareText(share)}</td>
      </tr>`
  );
  return markup`
    <p>The scores of ${recommender} come apart into contributions of named neurons. Over ${over}, ${had}; these had the largest, by the mean size of their contribution.</p>
      <table class="bars">
        <caption>Neurons by their mean contribution to a recommendation</caption>
        <thead>
          <tr>
            <th scope="col">Neuron</th>
            <td></td>
            <th scope="col" class="number">For, against</th>
            <th scope="col" class="number">Part in</th>
          </tr>
        </thead>
        <tbody>${lines}</tbody>
      </table>
    <p class="muted">${rest}Means are over all these recommendations; one that a neuron has no part in counts as 0. Part in: the share of recommendations whose score it has a part in.</p>
  `;
}

function nameHtml([relation, value]: readonly [relation: string, value: string]): Html {
  const before = relation !== "" && markup`<span class="relation">${relation}</span> `;
  return markup`<span class="name">${before}<span class="value">${value}</span></span>`;
}

/** What speaks for and what against, one below the other; what is too small to be seen is left out. */
function bothSides(text: (value: number) => string, inFavour: number, against: number): Html {
  const sides = [inFavour, against].map(text).filter((side) => side !== "0");
  return markup`${sides.map((side, k) => [k > 0 && markup`<br>`, side])}`;
}

/** Two bars from the axis, beside numbers that say the same. */
function barHtml(against: number, inFavour: number, low: number, high: number): Html {
  const minus = barGeometry(against, low, high), plus = barGeometry(inFavour, low, high);
  const rect = (kind: string, { x, width }: { readonly x: number; readonly width: number }) =>
    width > 0 && markup`<rect class="${kind}" x="${x}" y="1" width="${width}" height="8"/>`;
  const axis = markup`<line x1="${plus.zero}" x2="${plus.zero}" y1="0" y2="10"/>`;
  return markup`<svg class="bar" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">${[
    rect("minus", minus),
    rect("plus", plus),
    axis,
  ]}</svg>`;
}
