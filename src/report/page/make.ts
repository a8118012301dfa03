/// <reference lib="dom" />

/** What can stand in an element. */
export type Child = Node | string | number | undefined | false;

/** Attributes by name; `true` is an attribute without a value, `false` and undefined none, functions listen to the event of that name. */
export type Attributes = Readonly<
  Record<string, string | number | boolean | undefined | ((event: Event) => void)>
>;

/**
 * Makes an element. Texts become text nodes, so nothing in them is ever markup.
 *
 * @param tag Its name.
 * @param attributes Its attributes and listeners.
 * @param children What is in it.
 * @returns The element.
 */
export function make<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") element.addEventListener(name, value);
    else if (value === true) element.setAttribute(name, "");
    else if (value !== false && value !== undefined) element.setAttribute(name, `${value}`);
  }
  fill(element, children);
  return element;
}

/** Puts other children in an element. */
export function fill(element: Element, children: readonly Child[]): void {
  element.replaceChildren(
    ...children.filter((child) => child !== undefined && child !== false).map((child) =>
      child instanceof Node ? child : `${child}`
    ),
  );
}

/** The element of an id, which the page has. */
export function byId<T extends HTMLElement = HTMLElement>(id: string): T {
  const found = document.getElementById(id);
  if (!found) throw new Error(`Cannot show the explorer: the page has no #${id}`);
  return found as T;
}

/**
 * Draws something anew and puts the focus back on what stands for the element that had it: the one with the same `data-key`.
 *
 * @param draw What replaces elements.
 * @param otherwise Gets the focus where there is no such element any more.
 */
export function keepFocus(draw: () => void, otherwise?: () => HTMLElement | undefined): void {
  const active = document.activeElement as HTMLElement | null;
  const key = active?.dataset?.key;
  draw();
  if (key === undefined || document.activeElement === active) return;
  const same = document.querySelector<HTMLElement>(`[data-key="${CSS.escape(key)}"]`);
  (same ?? otherwise?.())?.focus();
}
