import { UsageError } from "../errors.ts";
import type { Dataset } from "../data/dataset.ts";
import type { PersonalModel } from "../model/personal_model.ts";
import type { PersonalSettings } from "../model/personal_settings.ts";

/**
 * Refuses to go on with a training on other data or with other settings: users are told apart by their index, so a model of
 * other data would hand profiles to the wrong people.
 *
 * @param interrupted The model whose training was interrupted.
 * @param dataset The data to go on with.
 * @param settings The settings to go on with.
 * @param keepWeights Whether W2 is to be kept.
 * @throws {UsageError} Where anything differs.
 */
export function checkResumable(
  interrupted: PersonalModel,
  dataset: Dataset,
  settings: PersonalSettings,
  keepWeights: boolean,
): void {
  const found = describeSettings(interrupted.settings), expected = describeSettings(settings);
  if (found !== expected) fail(`it was started with ${found}, expected ${expected}`);
  if (keepWeights && !interrupted.decoderWeights) {
    fail("it kept no decoder weights, expected them to be kept from the start");
  }
  checkSameData(interrupted.dataset, dataset);
}

/**
 * Refuses to go on with a training on other data.
 *
 * @param before The data that it was started with.
 * @param now The data to go on with.
 * @throws {UsageError} Where anything differs that a training depends on.
 */
export function checkSameData(before: Dataset, now: Dataset): void {
  const parts = partsOf(now);
  for (const [what, part] of Object.entries(partsOf(before))) {
    if (!sameElements(part, parts[what])) fail(`its ${what} are others, expected the same data`);
  }
}

function fail(problem: string): never {
  throw new UsageError(`Cannot resume the training: ${problem}`);
}

function describeSettings(
  { epochs, learningRate, initialisation, layers = 1 }: PersonalSettings,
): string {
  const start = initialisation.kind === "constant"
    ? `constant start ${initialisation.value}`
    : `xavier start of seed ${initialisation.seed}`;
  const deep = layers === 1 ? "" : `, ${layers} hidden layers`;
  return `${epochs} epochs, learning rate ${learningRate}, ${start}${deep}`;
}

/** Everything that training depends on, as lists. */
function partsOf(
  { interactions, attributes, graph, broader }: Dataset,
): Record<string, ArrayLike<unknown>> {
  const { users, items, ratings, scale } = interactions;
  return {
    "users": users.ids,
    "items": items.ids,
    "numbers of ratings per user": ratings.indptr,
    "rated items": ratings.indices,
    "ratings": ratings.values,
    "bounds of the ratings": scale === "implicit" ? [scale] : [scale.min, scale.max],
    "attributes": attributes.flatMap(({ relation, value }) => [relation, value]),
    "numbers of attributes per item": graph.itemStart,
    "attributes of the items": graph.itemAttributes,
    "broader categories": broader?.categories.flatMap(({ relation, value }) => [relation, value]) ??
      [],
    "numbers of categories per attribute": broader?.graph.itemStart ?? [],
    "categories of the attributes": broader?.graph.itemAttributes ?? [],
  };
}

function sameElements(a: ArrayLike<unknown>, b: ArrayLike<unknown>): boolean {
  if (a.length !== b.length) return false;
  for (let k = 0; k < a.length; k++) if (a[k] !== b[k]) return false;
  return true;
}
