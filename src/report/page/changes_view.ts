/// <reference lib="dom" />
import { LEVELS } from "./levels.ts";
import { byId, fill, keepFocus, make } from "./make.ts";
import { nameElement, nameText, type NeuronName } from "./names.ts";

/** What a person changed. */
export interface Changes {
  /** Factor on each neuron that was muted, lowered or raised. */
  readonly factors: ReadonlyMap<number, number>;
  /** Items whose ratings are left out. */
  readonly without: ReadonlySet<number>;
}

/**
 * Runs the list of changes, each of which can be undone.
 *
 * @param items Title of each item, by index.
 * @param nameOf Names of neurons.
 * @param undo Called with what is to be taken back, or nothing for everything.
 * @returns What shows changes.
 */
export function changesView(
  items: readonly string[],
  nameOf: (neuron: number) => NeuronName,
  undo: (change?: { readonly neuron?: number; readonly item?: number }) => void,
): (changes: Changes) => void {
  const list = byId("changes-list"), none = byId("changes-none");
  const reset = byId<HTMLButtonElement>("changes-reset");
  reset.addEventListener("click", () => undo());
  const chip = (key: string, label: Node, text: string, what: string, action: () => void) =>
    make(
      "li",
      {},
      label,
      make("span", { class: "muted" }, ` ${what}`),
      make("button", {
        type: "button",
        class: "undo",
        "aria-label": `Undo: ${text} ${what}`,
        "data-key": `undo-${key}`,
        click: action,
      }, "×"),
    );
  return ({ factors, without }) => {
    const chips = [
      ...[...factors].map(([neuron, factor]) => {
        const name = nameOf(neuron);
        const [, short] = LEVELS.find(([value]) => value === factor)!;
        return chip(`n${neuron}`, nameElement(name), nameText(name), short, () => undo({ neuron }));
      }),
      ...[...without].map((item) => {
        const title = make("span", { class: "name" }, items[item]);
        return chip(`i${item}`, title, items[item], "left out", () => undo({ item }));
      }),
    ];
    keepFocus(() => {
      fill(list, chips);
      none.hidden = chips.length > 0;
      list.hidden = chips.length === 0;
      reset.disabled = chips.length === 0;
    }, () => chips.length > 0 ? reset : byId("profile-filter"));
  };
}
