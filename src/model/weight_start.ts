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
  const random = createRandom(initialisation.seed, "xavier", userId);
  const bound = Math.sqrt(6 / (items + attributes));
  const draw = (from: Random) => (2 * from.next() - 1) * bound;
  return { next: () => ({ encoder: draw(random), decoder: draw(random) }) };
}
