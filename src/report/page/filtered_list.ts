/// <reference lib="dom" />
import { countText } from "../number_text.ts";
import { byId, fill } from "./make.ts";

/** Rows shown at first, and more at each request. */
const STEP = 10;

/** A list that shows its first rows, more on request, and only those that hold some words where these are asked for. */
export interface FilteredList<T> {
  /** Shows other entries; `anew` forgets what was searched and how many were shown. */
  show(entries: readonly T[], anew: boolean): void;
}

/**
 * Runs a list.
 *
 * @param name The list is `#<name>-list`, its search box `#<name>-filter`, its button `#<name>-more`, its count `#<name>-count`.
 * @param textOf What the search looks at.
 * @param draw Makes rows of the entries to show.
 * @returns What shows entries.
 */
export function filteredList<T>(
  name: string,
  textOf: (entry: T) => string,
  draw: (entries: readonly T[]) => readonly HTMLElement[],
): FilteredList<T> {
  const list = byId(`${name}-list`), count = byId(`${name}-count`);
  const more = byId<HTMLButtonElement>(`${name}-more`);
  const filter = byId<HTMLInputElement>(`${name}-filter`);
  let all: readonly T[] = [], shown = STEP;

  const refresh = () => {
    const words = filter.value.trim().toLowerCase();
    const found = words === ""
      ? all
      : all.filter((entry) => textOf(entry).toLowerCase().includes(words));
    fill(list, draw(found.slice(0, shown)));
    const next = Math.min(STEP, found.length - shown);
    more.hidden = next <= 0;
    more.textContent = `Show ${countText(Math.max(0, next))} more`;
    count.textContent = words === ""
      ? `${countText(Math.min(shown, all.length))} of ${countText(all.length)}`
      : `${countText(found.length)} of ${countText(all.length)} match`;
  };
  more.addEventListener("click", () => {
    const first = shown;
    shown += STEP;
    refresh();
    // The button may be gone; the first of the new rows is where a reader goes on.
    list.children[first]?.querySelector<HTMLElement>("input, button")?.focus();
  });
  filter.addEventListener("input", () => {
    shown = STEP;
    refresh();
  });
  return {
    show(entries, anew) {
      all = entries;
      if (anew) {
        shown = STEP;
        filter.value = "";
      }
      refresh();
    },
  };
}
