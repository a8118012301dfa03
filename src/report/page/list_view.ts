/// <reference lib="dom" />
import { countOf, numberText } from "../number_text.ts";
import type { Answer, Part } from "./answer.ts";
import { byId, fill, keepFocus, make } from "./make.ts";
import { nameElement } from "./names.ts";
import { type PartsContext, partsTable } from "./parts_table.ts";

/** What is shown of a list. */
export interface ShownList {
  /** The answer to the person as changed. */
  readonly answer: Answer;
  /** Items of the list before any change, best first. */
  readonly before: readonly number[];
  /** Whether anything was changed. */
  readonly changed: boolean;
  /** Items that the user liked in the held-out part; undefined where nothing was held out. */
  readonly held?: ReadonlySet<number>;
  /** What the tables of reasons need. */
  readonly context: Omit<PartsContext, "redraw" | "open" | "whole">;
}

/** The list of recommendations with their reasons. */
export interface ListView {
  /** Shows a list; `anew` where it is another user's, whose reasons are closed but for the first. */
  show(list: ShownList, anew: boolean): void;
}

/**
 * Runs the recommendations.
 *
 * @param fallback Gets the focus where what held it is gone.
 * @returns What shows a list.
 */
export function listView(fallback: () => HTMLElement | undefined): ListView {
  const list = byId("recommendations-list"), gone = byId("recommendations-gone");
  const opened = new Set<number>(), open = new Set<string>(), whole = new Set<number>();
  let current: ShownList | undefined;

  const draw = (shown: ShownList) => {
    const { answer, before, changed, context } = shown;
    const items = [...answer.list.items];
    const full: PartsContext = { ...context, open, whole, redraw };
    fill(
      list,
      items.map((item, place) =>
        entry(full, shown, item, place, opened, changed ? movement(before, item, place) : undefined)
      ),
    );
    byId("recommendations-none").hidden = items.length > 0;
    if (shown.held) byId("recommendations-held").textContent = heldText(shown.held, items);
    const left = before.filter((item) => !items.includes(item));
    gone.hidden = left.length === 0;
    fill(gone, [
      make("span", { class: "muted" }, `Left the top ${before.length}: `),
      ...left.flatMap((item, k) => [
        k > 0 && ", ",
        make("span", { class: "name" }, context.items[item]),
      ]),
    ]);
  };
  const redraw = () => keepFocus(() => draw(current!), fallback);
  return {
    show(shown, anew) {
      current = shown;
      if (anew) {
        for (const set of [opened, open, whole]) set.clear();
        const [first] = shown.answer.list.items;
        if (first !== undefined) opened.add(first);
      }
      redraw();
    },
  };
}

function entry(
  context: PartsContext,
  { answer, held }: ShownList,
  item: number,
  place: number,
  opened: Set<number>,
  moved: HTMLElement | undefined,
): HTMLElement {
  const parts = answer.parts(item), isOpen = opened.has(item);
  const id = `reasons-${item}`;
  return make(
    "li",
    {},
    make(
      "div",
      { class: "recommendation" },
      make("span", { class: "rank", "aria-hidden": "true" }, place + 1),
      make(
        "div",
        { class: "what" },
        make("span", { class: "title name" }, context.items[item]),
        moved && " ",
        moved,
        held?.has(item) && " ",
        held?.has(item) && heldBadge(),
        because(context, parts),
      ),
      make(
        "span",
        { class: "number" },
        make("span", { class: "visually-hidden" }, "score "),
        numberText(answer.scores[item]),
      ),
      make("button", {
        type: "button",
        "aria-expanded": `${isOpen}`,
        "aria-controls": isOpen && id,
        "aria-label": `Why? ${context.items[item]}`,
        "data-key": `why-${item}`,
        click: () => {
          if (!opened.delete(item)) opened.add(item);
          context.redraw();
        },
      }, "Why?"),
    ),
    isOpen && make("div", { id }, partsTable(context, item, parts, answer.scores[item])),
  );
}

/** Marks what the user liked in the held-out part. */
export function heldBadge(): HTMLElement {
  return make("span", { class: "badge held" }, "liked in the held-out part");
}

/** How many of the items that the user liked in the held-out part are in a list. */
export function heldText(held: ReadonlySet<number>, items: readonly number[]): string {
  const found = items.filter((item) => held.has(item)).length;
  return held.size === 0
    ? "The user liked nothing in the held-out part."
    : `Of ${countOf(held.size, "items")} that the user liked in the held-out part, ${found} ${
      found === 1 ? "is" : "are"
    } here.`;
}

/** The two strongest reasons in favour, in one line. */
function because({ nameOf }: PartsContext, parts: readonly Part[]): HTMLElement {
  const best = parts.filter(({ value }) => value > 0).slice(0, 2);
  return make(
    "span",
    { class: "because muted" },
    best.length === 0 ? "no reason in favour is left" : "because of ",
    ...best.flatMap(({ neuron }, k) => [k > 0 && " and ", nameElement(nameOf(neuron))]),
  );
}

function movement(
  before: readonly number[],
  item: number,
  place: number,
): HTMLElement | undefined {
  const was = before.indexOf(item);
  if (was === place) return undefined;
  const [kind, sign, words] = was < 0
    ? ["new", "new", "new in the list"]
    : was > place
    ? ["up", `▲ ${was - place}`, `up ${was - place}`]
    : ["down", `▼ ${place - was}`, `down ${place - was}`];
  return make(
    "span",
    { class: `badge ${kind}` },
    make("span", { "aria-hidden": "true" }, sign),
    make("span", { class: "visually-hidden" }, words),
  );
}
