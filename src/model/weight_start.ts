import { createRandom, type Random } from "../random.ts";
import type { Initialisation } from "./personal_settings.ts";

/** Draws the first weights of one user's network; draw in ascending order of attributes, items within. */
export interface WeightStart {
  /** W1 and W2 of the next edge. */
  next(): { readonly encoder: number; readonly decoder: number };
}

/**
 * The first weights of one user's network. Every part of the program that needs them draws them anew from here, so that
 * W1 is never stored.
 *
 * @param initialisation Constant or Xavier.
 * @param userId The user's id, which together with the seed names the random stream.
 * @param items Items of the network.
 * @param attributes Attributes of the network.
 * @returns The stream of weights.
 */
export function weightStart(
  initialisation: Initialisation,
  userId: string,
  items: number,
  attributes: number,
): WeightStart {
  if (initialisation.kind === "constant") {
    const pair = { encoder: initialisation.value, decoder: initialisation.value };
    return { next: () => pair };
  }
  return xavier(createRandom(initialisation.seed, "xavier", userId), items + attributes);
}

/**
 * The first weights between the attributes and the broader categories of one user's network, from a stream of their own, so that those of the
 * outer edges are what they are without a second layer. Draw in ascending order of attributes, categories within; `encoder` leads into a
 * category, `decoder` back to the attribute.
 *
 * @param initialisation Constant or Xavier.
 * @param userId The user's id.
 * @param attributes Attributes of the network.
 * @param categories Categories of the network.
 * @returns The stream of weights.
 */
export function innerWeightStart(
  initialisation: Initialisation,
  userId: string,
  attributes: number,
  categories: number,
): WeightStart {
  if (initialisation.kind === "constant") {
    return weightStart(initialisation, userId, attributes, categories);
  }
  return xavier(
    createRandom(initialisation.seed, "xavier", userId, "broader"),
    attributes + categories,
  );
}

function xavier(random: Random, units: number): WeightStart {
  const bound = Math.sqrt(6 / units);
  const draw = () => (2 * random.next() - 1) * bound;
  return { next: () => ({ encoder: draw(), decoder: draw() }) };
}
