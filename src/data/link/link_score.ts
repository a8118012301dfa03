import type { TitleForm } from "./title_form.ts";

/** An unknown year is a small doubt; a year's difference is common between catalogues; a larger one means another work. */
const YEAR_UNKNOWN = 0.97, YEAR_APART = 0.95, YEARS_DIFFER = 0.5;

/** Where a kind is asked for, an entity without one is likely something else of that name, and one of another kind surely is. */
const KIND_UNKNOWN = 0.9, KIND_DIFFERS = 0.5;

/** What categories are; no item is one. */
export const CATEGORY_KIND = "category";

/** The titles of an item and of an entity that are most alike. */
export interface TitleMatch {
  /** How alike they are, 0 to 1. */
  readonly alike: number;
  /** Whether one of them is another title than the first of its owner. */
  readonly other: boolean;
}

/**
 * Finds the titles that are most alike.
 *
 * @param likeness For each title of the item, how alike the titles of an index are.
 * @param from Place of the entity's first title in the index.
 * @param end Place behind its last one.
 * @returns The best match, the first of equally good ones.
 */
export function matchTitles(
  likeness: readonly ((place: number) => number)[],
  from: number,
  end: number,
): TitleMatch {
  let alike = 0, other = false;
  for (let one = 0; one < likeness.length; one++) {
    for (let place = from; place < end; place++) {
      const found = likeness[one](place);
      if (found <= alike) continue;
      alike = found;
      other = one > 0 || place > from;
    }
  }
  return { alike, other };
}

/**
 * Scores a link: likeness of titles, times factors for the years and for the kind.
 *
 * @param match The titles that are most alike.
 * @param item The item's title.
 * @param entity The entity's labels.
 * @param kind What items are, such as `film`, where it is known.
 * @returns From 0 to 1, to three decimals.
 */
export function scoreLink(
  { alike }: TitleMatch,
  item: TitleForm,
  entity: TitleForm,
  kind?: string,
): number {
  const score = alike * yearFactor(item.year, entity.year) * kindFactor(entity.kind, kind);
  return Math.round(1000 * score) / 1000;
}

/**
 * What speaks for and against a link, for the person who reviews it.
 *
 * @param match The titles that are most alike.
 * @param item The item's title.
 * @param entity The entity's labels.
 * @param kind What items are, such as `film`, where it is known.
 * @returns A clause without a full stop.
 */
export function explainLink(
  { alike, other }: TitleMatch,
  item: TitleForm,
  entity: TitleForm,
  kind?: string,
): string {
  const title = alike === 1 ? `same ${other ? "other title" : "title"}` : "some words the same";
  const year = item.year === undefined || entity.year === undefined
    ? "no year to compare"
    : item.year === entity.year
    ? "same year"
    : `years ${item.year} and ${entity.year}`;
  const factor = kindFactor(entity.kind, kind);
  const what = entity.kind === undefined
    ? (kind === undefined ? "" : `does not say ${kind}`)
    : `a ${entity.kind}${factor < 1 && kind !== undefined ? `, not a ${kind}` : ""}`;
  return [title, year, what].filter((clause) => clause !== "").join(", ");
}

function yearFactor(one: number | undefined, other: number | undefined): number {
  if (one === undefined || other === undefined) return YEAR_UNKNOWN;
  if (one === other) return 1;
  return Math.abs(one - other) === 1 ? YEAR_APART : YEARS_DIFFER;
}

function kindFactor(found: string | undefined, kind: string | undefined): number {
  if (found === CATEGORY_KIND) return KIND_DIFFERS;
  if (kind === undefined) return 1;
  if (found === undefined) return KIND_UNKNOWN;
  // `tv film` and `short film` are films; `film series` and `film director` are not.
  return found === kind || /[ -]/.test(found.at(-kind.length - 1) ?? "") && found.endsWith(kind)
    ? 1
    : KIND_DIFFERS;
}
