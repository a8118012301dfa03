/// <reference lib="dom" />
import { barGeometry } from "../bar_geometry.ts";

/**
 * A bar beside a number that says the same; readers of the page who do not see it miss nothing.
 *
 * @param value The value.
 * @param low Least value of the drawing.
 * @param high Greatest value of the drawing.
 * @param before What the value was, drawn as a mark.
 * @returns The drawing.
 */
export function bar(value: number, low: number, high: number, before?: number): SVGSVGElement {
  const drawing = shape("svg", {
    class: "bar",
    viewBox: "0 0 100 10",
    preserveAspectRatio: "none",
    "aria-hidden": "true",
  });
  const { x, width, zero } = barGeometry(value, low, high);
  drawing.append(
    shape("rect", { class: value < 0 ? "minus" : "plus", x, y: 1, width, height: 8 }),
    shape("line", { x1: zero, x2: zero, y1: 0, y2: 10 }),
  );
  if (before !== undefined && before !== value) {
    const was = barGeometry(before, low, high), end = before < 0 ? was.x : was.x + was.width;
    drawing.append(shape("line", { class: "before", x1: end, x2: end, y1: 0, y2: 10 }));
  }
  return drawing as SVGSVGElement;
}

function shape(name: string, attributes: Readonly<Record<string, string | number>>): SVGElement {
  const element = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, `${value}`);
  return element;
}
