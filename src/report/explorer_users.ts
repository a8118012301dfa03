import { isShared, type Model } from "../model/model.ts";
import { UserState } from "../model/personal_model.ts";
import { createRandom } from "../random.ts";

/** Which users a report shows. */
export interface UserChoice {
  /** How many at most (default 500). */
  readonly count?: number;
  /** Users who are shown in any case, by index, beyond the count if need be. */
  readonly always?: readonly number[];
  /** Seed of the draw (default 42). */
  readonly seed?: number;
}

/** Users in a report unless told otherwise. */
export const DEFAULT_REPORT_USERS = 500;

/**
 * Chooses users for a report: all who can be shown, or as many as fit, drawn at random. Users without ratings or whose training was
 * interrupted cannot be shown.
 *
 * @param model The model.
 * @param choice How many.
 * @returns Their indices, ascending, and how many could be shown.
 */
export function chooseUsers(
  model: Model,
  choice: UserChoice = {},
): { readonly users: Uint32Array; readonly from: number } {
  const { count = DEFAULT_REPORT_USERS, always = [], seed = 42 } = choice;
  const { indptr, rows } = model.dataset.interactions.ratings;
  const known: number[] = [];
  for (let user = 0; user < rows; user++) {
    if (indptr[user] === indptr[user + 1]) continue;
    if (!isShared(model) && model.userState[user] === UserState.Untrained) continue;
    known.push(user);
  }
  const chosen = new Set(always.filter((user) => known.includes(user)));
  const rest = Uint32Array.from(known.filter((user) => !chosen.has(user)));
  if (known.length > count) createRandom(seed, "report users").shuffle(rest);
  for (let k = 0; k < rest.length && chosen.size < count; k++) chosen.add(rest[k]);
  return { users: Uint32Array.from(chosen).sort(), from: known.length };
}
