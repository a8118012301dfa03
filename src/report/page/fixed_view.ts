/// <reference lib="dom" />
import type { ExplorerContent, FixedEntry } from "../explorer_content.ts";
import { alignedText, countOf, numberText } from "../number_text.ts";
import { bar } from "./bar.ts";
import { heldBadge, heldText } from "./list_view.ts";
import { byId, fill, make } from "./make.ts";
import { nameElement, type NeuronName } from "./names.ts";

/**
 * Shows the lists that are in the report as they were computed.
 *
 * @param content What is in the report.
 * @param nameOf Names of neurons.
 * @returns What shows a user's list.
 */
export function fixedView(
  { fixed, items }: ExplorerContent,
  nameOf: (neuron: number) => NeuronName,
): (user: number, held?: ReadonlySet<number>) => void {
  if (!fixed) return () => {};
  const list = byId("fixed-list");
  return (user, held) => {
    const entries = fixed.lists[user];
    fill(
      list,
      entries.map((entry, place) =>
        fixedEntry(entry, place, items, nameOf, held?.has(entry.item) ?? false)
      ),
    );
    if (held) {
      byId("fixed-held").textContent = heldText(held, entries.map(({ item }) => item));
    }
    byId("fixed-none").hidden = entries.length > 0;
  };
}

function fixedEntry(
  { item, score, reasons, weaker, weakerSum }: FixedEntry,
  place: number,
  items: readonly string[],
  nameOf: (neuron: number) => NeuronName,
  isHeld: boolean,
): HTMLElement {
  const values = reasons.map(([, value]) => value);
  const low = Math.min(0, ...values), high = Math.max(0, ...values);
  const text = alignedText(Math.max(high, -low), { sign: true });
  const row = (label: Node | string, value: number, drawing?: Node) =>
    make(
      "tr",
      {},
      make("th", { scope: "row" }, label),
      make("td", { class: "drawing" }, drawing),
      make("td", { class: "number" }, text(value)),
    );
  return make(
    "li",
    {},
    make(
      "details",
      {},
      make(
        "summary",
        {},
        make("span", { class: "rank", "aria-hidden": "true" }, place + 1),
        make(
          "span",
          {},
          make("span", { class: "title name" }, items[item]),
          isHeld && " ",
          isHeld && heldBadge(),
        ),
        make("span", { class: "number" }, numberText(score)),
        make("span", { class: "cue" }, "Why?"),
      ),
      make(
        "div",
        { class: "parts" },
        make(
          "table",
          {},
          make("caption", { class: "visually-hidden" }, `Reasons for ${items[item]}`),
          make(
            "tbody",
            {},
            ...reasons.map(([neuron, value]) =>
              row(nameElement(nameOf(neuron)), value, bar(value, low, high))
            ),
          ),
          make(
            "tfoot",
            {},
            weaker > 0 && row(countOf(weaker, "weaker reasons"), weakerSum),
            row("Score, the sum", score),
          ),
        ),
      ),
    ),
  );
}
