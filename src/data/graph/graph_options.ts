import type { ItemEntities } from "./item_entities.ts";

/**
 * What to make of the triples of a knowledge graph. Relations are named as {@link relationPattern} reads them; a name that
 * no triple has is an error, so that a slip of the pen does not go unnoticed.
 */
export interface GraphOptions {
  /** Relations whose values are attributes (default: all). A relation of labels is among them only where it is named in full. */
  readonly relations?: readonly string[];
  /** Relations to leave out, whatever `relations` says. */
  readonly excludeRelations?: readonly string[];
  /** Relations whose literals are attributes too (default: none). Plain text, which may be either, always is one. */
  readonly literals?: readonly string[];
  /** Relations of dates and years, each of which counts as its decade. */
  readonly decades?: readonly string[];
  /** Relations of numbers, to be cut into so many bins of about equal size. */
  readonly bins?: readonly RelationBins[];
  /**
   * Chains of two relations, such as `dct:subject/skos:broader`, whose far ends are attributes as well. Where a chain's own name is among
   * `excludeRelations` items do not get its ends, and only the edges from attributes to broader ones stay.
   */
  readonly chains?: readonly string[];
  /** Relations that say the same, to be made one (default: none). */
  readonly merge?: MergeOptions;
  /**
   * Languages of labels and literals, the best first, such as `["en", "de"]`; texts in others are left out. Default: any; labels without a
   * language or in English are preferred.
   */
  readonly languages?: readonly string[];
  /** Which entities stand for which items (default: triples are about items themselves). */
  readonly itemEntities?: ItemEntities;
  /**
   * Whether an id is one of an item that attributes are for. Default: all that triples are about, but for what only the middle of a chain
   * leads to.
   */
  readonly isItem?: (id: string) => boolean;
}

/** Bins of one relation. */
export interface RelationBins {
  /** The relation. */
  readonly relation: string;
  /** How many bins. */
  readonly count: number;
}

/** Which relations are made one. */
export interface MergeOptions {
  /**
   * Whether relations are merged that have the same name in different vocabularies (`dbo:genre`, `dbp:genre`), or nearly the same pairs of
   * item and value (default false).
   */
  readonly similar?: boolean;
  /** From which overlap on pairs are nearly the same: shared pairs over all pairs of both, 0 to 1 (default 0.9). */
  readonly overlap?: number;
  /** Relations to merge in any case. */
  readonly pairs?: readonly { readonly into: string; readonly from: string }[];
}

/** Overlap from which relations count as the same. */
export const DEFAULT_MERGE_OVERLAP = 0.9;
