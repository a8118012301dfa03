import { valueLabel } from "../labels.ts";
import { CATEGORY_KIND, explainLink, scoreLink } from "./link_score.ts";
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
 * marked, with all alternatives.
 *
 * @param items The items.
 * @param entities The entities, in any number; labels are indexed by words, so that tens of thousands of items against hundreds
 * of thousands of entities are a matter of seconds.
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
  forms.forEach((form, entity) => {
    for (const title of form.titles) {
      titles.push(title);
      owner.push(entity);
    }
  });
  const index = titleIndex(titles);
  const found = items.map(({ title }): Candidate[] => {
    const form = titleForm(title);
    const candidates = new Set(
      form.titles.flatMap((one) => Array.from(index.candidates(one), (place) => owner[place])),
    );
    const scored = Array.from(candidates, (entity) => ({
      entity,
      score: scoreLink(form, forms[entity], index, options.kind),
    }));
    return scored.sort((a, b) => b.score - a.score || a.entity - b.entity)
      .slice(0, MOST_ALTERNATIVES)
      .map((one) => ({
        ...one,
        reason: explainLink(form, forms[one.entity], index, options.kind),
      }));
  });
  const claims = countClaims(found, minScore);
  return items.flatMap((item, k): LinkProposal[] => {
    const [best, ...rest] = found[k];
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
    const alternatives = rest.filter(({ score }) =>
      score >= minScore && score >= best.score - margin
    );
    const rivals = claims.get(best.entity)!.filter((other) =>
      other !== k && found[other][0].score > best.score - margin
    );
    const contested = rivals.length > 0
      ? `; also the best for item ${items[rivals[0]].id}` +
        (rivals.length > 1 ? ` and ${rivals.length - 1} more` : "")
      : "";
    if (alternatives.length === 0) {
      return [row(best, contested === "" ? "proposed" : "ambiguous", contested)];
    }
    const several = `; ${alternatives.length + 1} entities fit about as well`;
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

/** Which items, by their place, have an entity as their best. */
function countClaims(
  found: readonly (readonly Candidate[])[],
  minScore: number,
): ReadonlyMap<number, readonly number[]> {
  const claims = new Map<number, number[]>();
  found.forEach(([best], item) => {
    if (best === undefined || best.score < minScore) return;
    const others = claims.get(best.entity);
    if (others) others.push(item);
    else claims.set(best.entity, [item]);
  });
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
