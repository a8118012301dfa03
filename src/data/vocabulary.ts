/** Ids as the user writes them, numbered from 0 in the order of their first appearance. */
export interface Vocabulary {
  /** The id of each index. */
  readonly ids: readonly string[];
  /** The index of `id`, or undefined where it is unknown. */
  indexOf(id: string): number | undefined;
}

/** A vocabulary that still grows while a file is being read. */
export interface VocabularyBuilder extends Vocabulary {
  /** The index of `id`, which is added where it is new. */
  add(id: string): number;
}

/**
 * Numbers ids from 0.
 *
 * @param ids The first ids, in order; a repeated id keeps its first number.
 * @returns A vocabulary that more ids can be added to.
 *
 * @example
 * ```ts
 * import { strictEqual } from "node:assert/strict";
 *
 * const items = createVocabulary(["Heat", "Ran"]);
 * strictEqual(items.indexOf("Ran"), 1);
 * strictEqual(items.add("Alien"), 2);
 * ```
 */
export function createVocabulary(ids: Iterable<string> = []): VocabularyBuilder {
  const list: string[] = [];
  const index = new Map<string, number>();
  const vocabulary: VocabularyBuilder = {
    ids: list,
    indexOf: (id) => index.get(id),
    add: (id) => {
      const known = index.get(id);
      if (known !== undefined) return known;
      index.set(id, list.length);
      list.push(id);
      return list.length - 1;
    },
  };
  for (const id of ids) vocabulary.add(id);
  return vocabulary;
}
