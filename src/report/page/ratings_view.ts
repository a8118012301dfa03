/// <reference lib="dom" />
import type { ExplorerContent } from "../explorer_content.ts";
import { filteredList } from "./filtered_list.ts";
import { make } from "./make.ts";

/** The list of a user's ratings, each of which can be left out. */
export interface RatingsView {
  /** Shows another user. */
  show(user: number, without: ReadonlySet<number>): void;
  /** Shows which ratings are left out. */
  update(without: ReadonlySet<number>): void;
}

interface Rating {
  readonly item: number;
  readonly rating: number;
}

/**
 * Runs the ratings.
 *
 * @param content What is in the report.
 * @param toggle Called with an item whose rating is to be left out or taken back.
 * @returns What shows a user.
 */
export function ratingsView(
  { ratings, items, scale }: ExplorerContent,
  toggle: (item: number) => void,
): RatingsView {
  let without: ReadonlySet<number> = new Set();
  const setters = new Map<number, (isLeft: boolean) => void>();

  const row = ({ item, rating }: Rating): HTMLElement => {
    const button = make("button", {
      type: "button",
      class: "small",
      "aria-label": `Leave out ${items[item]}`,
      click: () => toggle(item),
    }, "Leave out");
    const line = make(
      "li",
      {},
      make("span", { class: "name" }, items[item]),
      scale !== "implicit" && make(
        "span",
        { class: "number" },
        make("span", { class: "visually-hidden" }, "rated "),
        rating,
      ),
      button,
    );
    const set = (isLeft: boolean) => {
      button.setAttribute("aria-pressed", `${isLeft}`);
      line.classList.toggle("off", isLeft);
    };
    set(without.has(item));
    setters.set(item, set);
    return line;
  };
  const list = filteredList<Rating>("ratings", ({ item }) => items[item], (entries) => {
    setters.clear();
    return entries.map(row);
  });
  return {
    show(user, left) {
      const start = ratings.indptr[user], end = ratings.indptr[user + 1];
      const own = Array.from({ length: end - start }, (_, k) => ({
        item: ratings.indices[start + k],
        rating: ratings.values[start + k],
      }));
      without = left;
      list.show(own.sort((a, b) => b.rating - a.rating || a.item - b.item), true);
    },
    update(left) {
      without = left;
      for (const [item, set] of setters) set(left.has(item));
    },
  };
}
