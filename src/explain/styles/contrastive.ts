import { FACTORS } from "./least_factor.ts";
import { ordinal, thousands } from "../grammar.ts";
import { type Contrast, contrastItem, type Standing } from "./contrast.ts";
import type { NamedDifference } from "./difference.ts";
import type { NamedNeuron, StyleContext, StyleQuestion, StyleResult } from "./style.ts";

/** Neurons that would bring an item into the list if they counted more; verified by making the list anew. */
export interface Remedy {
  /** The neurons; each counts `factor` times as much. */
  readonly neurons: readonly (NamedNeuron & {
    /** The user's own weight of the neuron. */
    readonly weight: number;
    /** What the factor adds to it: (factor - 1) x weight. */
    readonly addedWeight: number;
  })[];
  /** The factor, above 1. */
  readonly factor: number;
  /** Place of the item in the list made anew, from 1. */
  readonly place: number;
}

/** Why an item is not in the list, in words and numbers. */
export interface ContrastiveResult extends StyleResult {
  /** Tells the styles apart. */
  readonly style: "contrastive";
  /** Length of the list. */
  readonly n: number;
  /** Where the item stands. */
  readonly standing: Standing;
  /** Place of the item among all candidates, from 1; where it is one. */
  readonly place?: number;
  /** Its score; where there is one. */
  readonly score?: number;
  /** Last item of the list; where the missed item is behind. */
  readonly last?: { readonly item: string; readonly label: string; readonly score: number };
  /** The neurons that give most more to the last item of the list, largest difference first. */
  readonly lacks: readonly (NamedDifference & {
    /** Whether the neuron leads to the missed item at all. */
    readonly ofItem: boolean;
  })[];
  /** What would bring the item in, least factor first. */
  readonly remedies: readonly Remedy[];
  /** What was tried: the neurons that speak most for the item, one by one and, where none does alone, together. */
  readonly tried: readonly NamedNeuron[];
}

/**
 * Contrastive: why an item is not among the first n: what it lacks beside the last that is, and by what factor its strongest reasons would
 * have to count more to bring it in, each tried by making the list anew.
 *
 * @param context What styles go by.
 * @param question The user and the item.
 * @returns Numbers and a sentence.
 * @throws {RangeError} Where there is no such user or item.
 */
export function explainContrastive(
  context: StyleContext,
  { user, item }: StyleQuestion,
): ContrastiveResult {
  const contrast = contrastItem(context, user, item);
  const { last, lacks, lifts, tried, ...rest } = contrast;
  const weights = lifts.length > 0 ? context.whatIf(user)?.weights : undefined;
  return {
    style: "contrastive",
    ...context.itemOf(item),
    sentence: contrastiveSentence(context, item, contrast),
    n: context.n,
    ...rest,
    ...(last ? { last: { ...context.itemOf(last.item), score: last.score } } : {}),
    lacks: lacks.map(({ neuron, ...difference }) => ({
      ...context.name(neuron),
      ...difference,
      ofItem: context.leadsTo(neuron, item),
    })),
    remedies: lifts.map(({ neurons, factor, place }) => ({
      neurons: neurons.map((neuron) => {
        const weight = weights!.get(neuron)!;
        return { ...context.name(neuron), weight, addedWeight: (factor - 1) * weight };
      }),
      factor,
      place,
    })),
    tried: tried.map(context.name),
  };
}

function contrastiveSentence(context: StyleContext, item: number, contrast: Contrast): string {
  const { sentence, phrases: { rated } } = context;
  const { standing, place = 0 } = contrast;
  const words = {
    title: context.title(item),
    n: String(context.n),
    ordinal: ordinal(place),
    place: thousands(place),
  };
  switch (standing) {
    case "unscored":
      return sentence("no-basis", words);
    case "rated":
      return sentence(rated("already-rated", "already-chosen"), words);
    case "excluded":
      return sentence("not-a-candidate", words);
    case "listed":
      return sentence("already-in", words);
    case "behind":
      return sayBehind(context, item, contrast, words);
  }
}

function sayBehind(
  context: StyleContext,
  item: number,
  { score = 0, last, lacks, lifts, tried }: Contrast,
  words: Readonly<Record<string, string>>,
): string {
  const { phrases, sentence } = context;
  const ahead = { ...words, last: context.title(last!.item) };
  const [own, other] = distinctNumbers(score, last!.score);
  const sentences = [sentence("not-in", { ...ahead, score: own, last_score: other })];
  const missing = lacks.filter(({ neuron }) =>
    !context.leadsTo(neuron, item) && context.leadsTo(neuron, last!.item)
  );
  const weaker = lacks.filter((difference) => !missing.includes(difference));
  if (missing.length > 0) {
    const items = phrases.any(missing.map(({ neuron }) => phrases.kin(neuron)));
    sentences.push(sentence("lacks", { ...ahead, items }));
  }
  if (weaker.length > 0) {
    const items = phrases.all(weaker.map(({ neuron }) => phrases.neuron(neuron)));
    sentences.push(sentence("gets-more", { ...ahead, items }));
  }
  const all = phrases.all(tried.map(phrases.neuron));
  const most = { ...words, neurons: all, factor: String(FACTORS.at(-1)) };
  if (tried.length === 0) sentences.push(sentence("nothing-speaks", words));
  else if (lifts.length === 0) sentences.push(sentence("no-factor-helps", most));
  else {
    const [{ neurons, factor }] = lifts;
    const names = phrases.all(neurons.map(phrases.neuron));
    sentences.push(sentence(neurons.length > 1 ? "would-be-in-together" : "would-be-in", {
      ...words,
      neuron: names,
      neurons: names,
      factor: String(factor),
    }));
  }
  return sentences.join(" ");
}

/** Two numbers with as few figures, three or more, as tell them apart. */
function distinctNumbers(a: number, b: number): [string, string] {
  for (let figures = 3; figures < 17; figures++) {
    const texts: [string, string] = [a.toPrecision(figures), b.toPrecision(figures)];
    if (texts[0] !== texts[1]) return texts;
  }
  return [String(a), String(b)];
}
