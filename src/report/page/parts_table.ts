/// <reference lib="dom" />
import type { EvidenceFinder } from "../../explain/evidence_finder.ts";
import type { NeuronEvidence } from "../../explain/network_evidence.ts";
import { alignedText, countOf, shareText } from "../number_text.ts";
import type { Part } from "./answer.ts";
import { bar } from "./bar.ts";
import { make } from "./make.ts";
import { nameElement, nameText, type NeuronName } from "./names.ts";

/** Reasons shown at first. */
const SHOWN = 8;
/** Ratings shown behind a neuron. */
const RATINGS = 5;

/** What a table of reasons needs to know. */
export interface PartsContext {
  /** Title of each item, by index. */
  readonly items: readonly string[];
  /** Names of neurons. */
  readonly nameOf: (neuron: number) => NeuronName;
  /** The user's rating of each rated item; undefined where ratings are implicit. */
  readonly ratingOf: (item: number) => number | undefined;
  /** The ratings behind each neuron. */
  readonly evidence: () => EvidenceFinder;
  /** Which evidence is open, by key; changed by the table. */
  readonly open: Set<string>;
  /** Whether all reasons of an item are shown, by item; changed by the table. */
  readonly whole: Set<number>;
  /** Factor on a neuron. */
  readonly factorOf: (neuron: number) => number;
  /** Called with a neuron to mute or to take back. */
  readonly mute: (neuron: number) => void;
  /** Draws the list again. */
  readonly redraw: () => void;
}

/**
 * The reasons of a score as a table with diverging bars: each bar stands beside its number, and all numbers sum to the score.
 *
 * @param context What it needs to know.
 * @param item Index of the item.
 * @param parts All reasons, strongest first.
 * @param score Their sum.
 * @returns The table.
 */
export function partsTable(
  context: PartsContext,
  item: number,
  parts: readonly Part[],
  score: number,
): HTMLElement {
  const shown = context.whole.has(item) ? parts : parts.slice(0, SHOWN);
  const rest = parts.slice(shown.length);
  const values = parts.flatMap(({ value, before }) => [value, before]);
  const low = values.reduce((a, b) => Math.min(a, b), 0);
  const high = values.reduce((a, b) => Math.max(a, b), 0);
  const sum = rest.reduce((total, { value }) => total + value, 0);
  const text = alignedText(Math.max(high, -low), { sign: true });
  const total = (label: string, value: number, drawing?: Node) =>
    make(
      "tr",
      {},
      make("th", { scope: "row" }, label),
      make("td", { class: "drawing" }, drawing),
      make("td", { class: "number" }, text(value)),
    );
  return make(
    "div",
    { class: "parts" },
    make(
      "table",
      {},
      make(
        "caption",
        { class: "visually-hidden" },
        `Reasons for ${context.items[item]}, strongest first; the parts sum to its score`,
      ),
      make(
        "thead",
        {},
        make(
          "tr",
          {},
          make("th", { scope: "col" }, "Because of"),
          make("td", {}),
          make("th", { scope: "col", class: "number" }, "Part"),
        ),
      ),
      make(
        "tbody",
        {},
        ...shown.flatMap((part) => partRows(context, item, part, low, high, text)),
      ),
      make(
        "tfoot",
        {},
        rest.length > 0 && total(countOf(rest.length, "weaker reasons"), sum),
        total("Score, the sum", score),
      ),
    ),
    parts.length > SHOWN && make("button", {
      type: "button",
      class: "plain",
      "data-key": `whole-${item}`,
      click: () => {
        if (!context.whole.delete(item)) context.whole.add(item);
        context.redraw();
      },
    }, rest.length > 0 ? `Show all ${countOf(parts.length, "reasons")}` : "Show fewer reasons"),
  );
}

/** The row of a reason and, where it is open, one of the ratings behind it. */
function partRows(
  context: PartsContext,
  item: number,
  { neuron, value, before }: Part,
  low: number,
  high: number,
  text: (value: number) => string,
): HTMLElement[] {
  const name = context.nameOf(neuron), words = nameText(name);
  const key = `${item}-${neuron}`, isOpen = context.open.has(key);
  const muted = context.factorOf(neuron) === 0;
  const behind = context.evidence()(neuron);
  const evidenceId = `evidence-${key}`;
  const row = make(
    "tr",
    { class: muted && "off" },
    make(
      "th",
      { scope: "row" },
      nameElement(name),
      make(
        "span",
        { class: "actions" },
        behind && make("button", {
          type: "button",
          class: "plain",
          "aria-expanded": `${isOpen}`,
          "aria-controls": isOpen && evidenceId,
          "aria-label": `Evidence for ${words}`,
          "data-key": `evidence-button-${key}`,
          click: () => {
            if (!context.open.delete(key)) context.open.add(key);
            context.redraw();
          },
        }, "Evidence"),
        make("button", {
          type: "button",
          class: "plain",
          "aria-label": `${muted ? "Unmute" : "Mute"} ${words}`,
          "data-key": `mute-${key}`,
          click: () => context.mute(neuron),
        }, muted ? "Unmute" : "Mute"),
      ),
    ),
    make("td", { class: "drawing" }, bar(value, low, high, before)),
    make("td", { class: "number" }, muted ? "muted" : text(value)),
  );
  if (!isOpen || !behind) return [row];
  const evidence = make("td", { colspan: 3 }, evidenceList(context, evidenceId, behind));
  return [row, make("tr", { class: "behind" }, evidence)];
}

function evidenceList(
  { items, ratingOf }: PartsContext,
  id: string,
  { shares, biasShare }: NeuronEvidence,
): HTMLElement {
  const rest = shares.slice(RATINGS);
  const line = (title: Node | string, share: number) =>
    make("li", {}, make("span", {}, title), make("span", { class: "number" }, shareText(share)));
  return make(
    "ul",
    { id, class: "evidence" },
    ...shares.slice(0, RATINGS).map(({ item, share }) => {
      const rating = ratingOf(item);
      const title = make("span", { class: "name" }, items[item]);
      return line(
        rating === undefined ? title : make("span", {}, title, ` (rated ${rating})`),
        share,
      );
    }),
    rest.length > 0 && line(
      `${countOf(rest.length, "more ratings")}`,
      rest.reduce((sum, { share }) => sum + share, 0),
    ),
    biasShare !== 0 && line("what everyone gets", biasShare),
  );
}
