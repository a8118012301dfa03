/// <reference lib="dom" />
import { alignedText } from "../number_text.ts";
import { strongestNeurons } from "./answer.ts";
import { bar } from "./bar.ts";
import { filteredList } from "./filtered_list.ts";
import { LEARNED, levelOf, LEVELS } from "./levels.ts";
import { make } from "./make.ts";
import { nameElement, nameText, type NeuronName } from "./names.ts";
import type { Person } from "./person.ts";

/** The list of a user's strongest neurons, each of which can be muted, lowered and raised. */
export interface ProfileView {
  /** Shows another person; `anew` where it is another user. */
  show(person: Person, factors: ReadonlyMap<number, number>, anew: boolean): void;
  /** Shows other factors, without touching the control that is being moved. */
  update(factors: ReadonlyMap<number, number>): void;
}

interface Strength {
  readonly neuron: number;
  readonly strength: number;
}

/**
 * Runs the profile.
 *
 * @param nameOf Names of neurons.
 * @param change Called with a neuron and its new factor.
 * @returns What shows a person.
 */
export function profileView(
  nameOf: (neuron: number) => NeuronName,
  change: (neuron: number, factor: number) => void,
): ProfileView {
  let factors: ReadonlyMap<number, number> = new Map();
  let low = 0, high = 0, text = alignedText(1);
  const setters = new Map<number, (factor: number) => void>();

  const row = ({ neuron, strength }: Strength): HTMLElement => {
    const name = nameOf(neuron), words = nameText(name);
    const level = make("span", { class: "level", "aria-hidden": "true" });
    const slider = make("input", {
      type: "range",
      min: 0,
      max: LEVELS.length - 1,
      step: 1,
      "aria-label": `Weight of ${words}`,
      input: () => change(neuron, LEVELS[Number(slider.value)][0]),
    });
    const mute = make("button", {
      type: "button",
      class: "small",
      "aria-label": `Mute ${words}`,
      click: () => change(neuron, mute.getAttribute("aria-pressed") === "true" ? 1 : 0),
    }, "Mute");
    const item = make(
      "li",
      {},
      make(
        "span",
        { class: "line" },
        nameElement(name),
        make("span", { class: "number" }, text(strength)),
      ),
      make(
        "span",
        { class: "line" },
        bar(strength, low, high),
        make("span", { class: "control" }, slider, level, mute),
      ),
    );
    const set = (factor: number) => {
      const place = levelOf(factor);
      slider.value = `${place}`;
      slider.setAttribute("aria-valuetext", LEVELS[place][2]);
      level.textContent = LEVELS[place][1];
      mute.setAttribute("aria-pressed", `${factor === 0}`);
      item.classList.toggle("changed", place !== LEARNED);
      item.classList.toggle("off", factor === 0);
    };
    set(factors.get(neuron) ?? 1);
    setters.set(neuron, set);
    return item;
  };
  const list = filteredList<Strength>(
    "profile",
    ({ neuron }) => nameText(nameOf(neuron)),
    (entries) => {
      setters.clear();
      return entries.map(row);
    },
  );
  return {
    show(person, changed, anew) {
      const strengths = strongestNeurons(person);
      factors = changed;
      low = strengths.reduce((least, { strength }) => Math.min(least, strength), 0);
      high = strengths.reduce((most, { strength }) => Math.max(most, strength), 0);
      text = alignedText(Math.max(high, -low));
      list.show(strengths, anew);
    },
    update(changed) {
      factors = changed;
      for (const [neuron, set] of setters) set(changed.get(neuron) ?? 1);
    },
  };
}
