import { valueLabel } from "../labels.ts";
import { CATEGORY_KIND, explainLink, matchTitles, scoreLink } from "./link_score.ts";
import { type TitleForm, titleForm } from "./title_form.ts";
import { titleIndex } from "./title_index.ts";

/** An item to find an entity for. */
export interface LinkItem {
  /** Its id. */
  readonly id: string;
  /** Its title, with the year in brackets where the catalogue has it. */
  readonly title: string;
}

/** An entity that may stand for an item. */
export interface LinkEntity {
  /** Its IRI or id. */
  readonly id: string;
  /** What it is called; without any, its name is read off the id. */
  readonly labels: readonly string[];
  /** Its year, where the data say it (default: that in the brackets of a label or of the id). */
  readonly year?: number;
}

/** A link for a person to review. */
export interface LinkProposal {
  /** Id of the item. */
  readonly item: string;
  /** Its title. */
  readonly title: string;
  /** The entity; empty where there is none. */
  readonly entity: string;
  /** What the entity is called. */
  readonly label: string;
  /** How well it fits, 0 to 1. */
  readonly score: number;
  /** `proposed` where one entity fits well, `ambiguous` where several do or several items claim it, `none` where nothing fits. */
  readonly status: "proposed" | "ambiguous" | "none";
  /** What speaks for and against it. */
  readonly reason: string;
}

/** How to propose links. */
export interface LinkOptions {
  /** Least score of a proposal, 0 to 1 (default 0.8). */
  readonly minScore?: number;
  /** Entities whose score is within this of the best one's are alternatives (default 0.05). */
  readonly margin?: number;
  /** What the items are, as brackets after names say it: `film`, `band`. It tells things of one name apart (default: not known). */
  readonly kind?: string;
}

/** The values that are used where options say nothing. */
export const DEFAULT_LINK_OPTIONS: Required<Omit<LinkOptions, "kind">> = {
  minScore: 0.8,
  margin: 0.05,
};

/** Most alternatives that are shown of an item. */
const MOST_ALTERNATIVES = 5;

/**
 * Proposes which entity stands for which item, by titles and years. It proposes for review and decides nothing: what is ambiguous is
 * marked, with its first five alternatives and how many there are.
 *
 * @param items The items.
 * @param entities The entities, in any number; labels are indexed by words, so that tens of thousands of items against hundreds
 * of thousands of entities take seconds, and less than a minute where most titles are of common words.
 * @param options When to propose.
 * @returns One row an item, and one for each alternative of an ambiguous one, in the order of the items, the best first.
 *
 * @example
 * ```ts
 * import { deepStrictEqual } from "node:assert/strict";
 *
 * const rows = linkItems([{ id: "6", title: "Heat (1995)" }, { id: "7", title: "Unknown Thing (1990)" }], [
 *   { id: "dbr:Heat_(1995_film)", labels: [] },
 *   { id: "dbr:Heat_(1986_film)", labels: [] },
 * ]);
 * deepStrictEqual(rows.map(({ item, entity, score, status }) => [item, entity, score, status]), [
 *   ["6", "dbr:Heat_(1995_film)", 1, "proposed"],
 *   ["7", "", 0, "none"],
 * ]);
 * ```
 */
export function linkItems(
  items: readonly LinkItem[],
  entities: readonly LinkEntity[],
  options: LinkOptions = {},
): LinkProposal[] {
  const { minScore, margin } = { ...DEFAULT_LINK_OPTIONS, ...options };
  const forms = entities.map(entityForm);
  const titles: string[] = [], owner: number[] = [];
  /** Places of an entity's titles, from the first to behind the last. */
  const start = [0];
  forms.forEach((form, entity) => {
    for (const title of form.titles) {
      titles.push(title);
      owner.push(entity);
    }
    start.push(titles.length);
  });
  const index = titleIndex(titles);
  const lastItem = new Int32Array(entities.length).fill(-1);
  const found = items.map(({ title }, item): Found => {
    const form = titleForm(title);
    const likeness = form.titles.map(index.likeness);
    const scored: { entity: number; score: number }[] = [];
    let most = 0;
    const match = (entity: number) => matchTitles(likeness, start[entity], start[entity + 1]);
    for (const one of form.titles) {
      for (const place of index.candidates(one)) {
        const entity = owner[place];
        if (lastItem[entity] === item) continue;
        lastItem[entity] = item;
        const score = scoreLink(match(entity), form, forms[entity], options.kind);
        most = Math.max(most, score);
        if (score >= most - margin) scored.push({ entity, score });
      }
    }
    const close = scored.filter(({ score }) => score >= most - margin)
      .sort((a, b) => b.score - a.score || a.entity - b.entity);
    return {
      close: close.filter(({ score }) => score >= minScore).length,
      best: close.slice(0, MOST_ALTERNATIVES).map((one) => ({
        ...one,
        reason: explainLink(match(one.entity), form, forms[one.entity], options.kind),
      })),
    };
  });
  const claims = countClaims(found, minScore);
  return items.flatMap((item, k): LinkProposal[] => {
    const { close, best: [best, ...rest] } = found[k];
    const row = (candidate: Candidate, status: LinkProposal["status"], more = "") => ({
      ...{ item: item.id, title: item.title, entity: entities[candidate.entity].id },
      label: labelOf(entities[candidate.entity]),
      ...{ score: candidate.score, status, reason: candidate.reason + more },
    });
    if (best === undefined || best.score < minScore) {
      const reason = best === undefined
        ? "no entity shares a word with the title"
        : `the closest is ${entities[best.entity].id}: ${best.reason}`;
      const none = { entity: "", label: "", score: best?.score ?? 0, status: "none" as const };
      return [{ item: item.id, title: item.title, ...none, reason }];
    }
    const alternatives = rest.filter(({ score }) => score >= minScore);
    const claimants = claims.get(best.entity)!;
    // With a margin of 0, too, equal claims are rivals.
    const isNear = (score: number) => score > best.score - margin || score >= best.score;
    const rivals = countWhile(claimants, (other) => isNear(found[other].best[0].score)) - 1;
    const contested = rivals > 0
      ? `; also the best for item ${items[claimants[claimants[0] === k ? 1 : 0]].id}` +
        (rivals > 1 ? ` and ${rivals - 1} more` : "")
      : "";
    if (alternatives.length === 0) {
      return [row(best, contested === "" ? "proposed" : "ambiguous", contested)];
    }
    const several = `; ${close} entities fit about as well` +
      (close > alternatives.length + 1 ? `, the first ${alternatives.length + 1} are here` : "");
    return [
      row(best, "ambiguous", several + contested),
      ...alternatives.map((other) => row(other, "ambiguous", several)),
    ];
  });
}

interface Candidate {
  readonly entity: number;
  readonly score: number;
  readonly reason: string;
}

/** What fits an item. */
interface Found {
  /** Number of entities that are worth a proposal and fit about as well as the best. */
  readonly close: number;
  /** The first of those that fit about as well as the best, the best first; where none is worth a proposal, these all the same. */
  readonly best: readonly Candidate[];
}

/** How many elements come before the first that does not hold, where none holds behind it. */
function countWhile<T>(list: readonly T[], holds: (element: T) => boolean): number {
  let from = 0, end = list.length;
  while (from < end) {
    const middle = (from + end) >> 1;
    if (holds(list[middle])) from = middle + 1;
    else end = middle;
  }
  return from;
}

/** Which items, by their place, have an entity as their best; those that it fits best come first. */
function countClaims(
  found: readonly Found[],
  minScore: number,
): ReadonlyMap<number, readonly number[]> {
  const claims = new Map<number, number[]>();
  found.forEach(({ best: [best] }, item) => {
    if (best === undefined || best.score < minScore) return;
    const others = claims.get(best.entity);
    if (others) others.push(item);
    else claims.set(best.entity, [item]);
  });
  for (const list of claims.values()) {
    list.sort((a, b) => found[b].best[0].score - found[a].best[0].score || a - b);
  }
  return claims;
}

function labelOf({ id, labels }: LinkEntity): string {
  return labels[0] ?? valueLabel(id);
}

/** All titles of an entity, with the year and kind that a label or, failing that, the id tells. */
function entityForm({ id, labels, year }: LinkEntity): TitleForm {
  const own = titleForm(id), forms = labels.map(titleForm);
  if (/^dbc:|\/Category:/.test(id)) return { ...own, kind: CATEGORY_KIND };
  const said = forms.length > 0 ? forms : [own];
  // The name of a thing in DBpedia tells it from others of that name, which labels need not.
  const first = <K extends "year" | "kind">(key: K) =>
    [...said, own].find((form) => form[key] !== undefined)?.[key];
  const when = year ?? first("year"), kind = first("kind");
  return {
    titles: [...new Set(said.flatMap(({ titles }) => titles))],
    ...(when !== undefined && { year: when }),
    ...(kind !== undefined && { kind }),
  };
}
