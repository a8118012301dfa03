import type { ItemEntity } from "../data/graph/item_entities.ts";

/** What a row of a file of links may say of itself: as `link` writes them, or as a person judged it. */
export const LINK_STATUSES = ["proposed", "ambiguous", "none", "accepted", "rejected"] as const;

/** One of {@link LINK_STATUSES}. */
export type LinkStatus = typeof LINK_STATUSES[number];

/** A row of a file of links. */
export interface LinkRow extends ItemEntity {
  /** What it says of itself; pairs that say nothing are accepted. */
  readonly status: LinkStatus;
  /** Its score, 0 to 1; 0 where it has none. */
  readonly score: number;
}

/** Links of items to entities. */
export interface EntityLinks {
  /** The links taken, in the order of the file, none twice. */
  readonly pairs: readonly ItemEntity[];
  /** Rows without an entity, or that were rejected. */
  readonly empty: number;
  /** Rows whose score is below the least that was asked for. */
  readonly belowScore: number;
  /** Ambiguous rows that are not the single best of their item. */
  readonly undecided: number;
}

/**
 * Takes the links that a person accepted, that were proposed, or, of ambiguous ones, that are the single best of their item.
 *
 * @param rows The rows; ambiguous ones only where a score is to decide.
 * @param minScore The least score of links that nobody has reviewed; without it any will do.
 * @returns The links.
 */
export function takeLinks(rows: readonly LinkRow[], minScore = -Infinity): EntityLinks {
  const best = new Map<string, number>(), ties = new Map<string, number>();
  const isBelow = ({ status, score }: LinkRow) =>
    (status === "ambiguous" || status === "proposed") && score < minScore;
  for (const row of rows) {
    if (row.status !== "ambiguous" || isBelow(row)) continue;
    const known = best.get(row.item) ?? -Infinity;
    if (row.score > known) ties.set(row.item, 1);
    else if (row.score === known) ties.set(row.item, ties.get(row.item)! + 1);
    best.set(row.item, Math.max(known, row.score));
  }
  const pairs: ItemEntity[] = [];
  const entitiesOf = new Map<string, Set<string>>();
  let empty = 0, belowScore = 0, undecided = 0;
  for (const row of rows) {
    const { item, entity, status, score } = row;
    if (status === "none" || status === "rejected") empty++;
    else if (isBelow(row)) belowScore++;
    else if (status === "ambiguous" && (score < best.get(item)! || ties.get(item)! > 1)) {
      undecided++;
    } else {
      let entities = entitiesOf.get(item);
      if (entities === undefined) entitiesOf.set(item, entities = new Set());
      if (!entities.has(entity)) pairs.push({ item, entity });
      entities.add(entity);
    }
  }
  return { pairs, empty, belowScore, undecided };
}
