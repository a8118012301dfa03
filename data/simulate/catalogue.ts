import { type BipartiteGraph, bipartiteGraph } from "../../src/data/bipartite_graph.ts";
import type { Attribute } from "../../src/data/attribute.ts";
import { createKnowledgeGraphBuilder } from "../../src/data/knowledge_graph.ts";
import type { Film } from "./films.ts";

/** The films as items with attributes. */
export interface Catalogue {
  /** The films in ascending order of their ids. */
  readonly items: readonly { readonly id: string; readonly title: string }[];
  /** The distinct attributes. */
  readonly attributes: readonly Attribute[];
  /** Which item has which attribute. */
  readonly graph: BipartiteGraph;
}

/** Letters that have no decomposition into an ASCII letter and a mark. */
const PLAIN_LETTERS: Readonly<Record<string, string>> = {
  "æ": "ae",
  "ø": "o",
  "ß": "ss",
  "ł": "l",
  "½": "-half",
};

/**
 * The id of a film, made of its title and year: `Léon: The Professional`, 1994 becomes `leon-the-professional-1994`.
 *
 * @param film The film.
 * @returns The id: lower-case ASCII letters, digits and hyphens.
 * @throws {TypeError} Where the title holds a letter that is not known in ASCII.
 */
export function itemId(film: Pick<Film, "title" | "year">): string {
  const words = film.title.toLowerCase()
    .replace(/[æøßł½]/g, (letter) => PLAIN_LETTERS[letter])
    .normalize("NFD").replace(/\p{Mark}/gu, "")
    .replace(/['’.]/g, "").replaceAll("&", " and ")
    .replace(/[^\p{Letter}\p{Number}]+/gu, "-").replace(/^-|-$/g, "");
  if (!/^[a-z0-9-]+$/.test(words)) {
    throw new TypeError(
      `Cannot name '${film.title}': found '${words}', expected only letters that have a form in ASCII`,
    );
  }
  return `${words}-${film.year}`;
}

/**
 * Ties films to their attributes.
 *
 * @param films The films, in any order.
 * @returns The catalogue, in ascending order of item ids whatever the order of the films was.
 * @throws {TypeError} Where two films get the same id.
 */
export function createCatalogue(films: readonly Film[]): Catalogue {
  const byId = new Map<string, Film>();
  for (const film of films) {
    const id = itemId(film);
    if (byId.has(id)) {
      throw new TypeError(`Cannot name '${film.title}': id '${id}' is taken, expected a new one`);
    }
    byId.set(id, film);
  }
  const ids = [...byId.keys()].sort();
  const builder = createKnowledgeGraphBuilder();
  for (const id of ids) {
    for (const { relation, value } of filmAttributes(byId.get(id)!)) {
      builder.add(id, relation, value);
    }
  }
  const knowledge = builder.build();
  return {
    items: ids.map((id) => ({ id, title: `${byId.get(id)!.title} (${byId.get(id)!.year})` })),
    attributes: knowledge.attributes,
    graph: bipartiteGraph(
      ids.length,
      knowledge.attributes.length,
      knowledge.edgeItem,
      knowledge.edgeAttribute,
    ),
  };
}

/** Indices of the films that have an attribute, ascending. */
export function attributeFilms({ graph }: Catalogue, attribute: number): Uint32Array {
  const { attributeStart, attributeItems } = graph;
  return attributeItems.subarray(attributeStart[attribute], attributeStart[attribute + 1]);
}

function filmAttributes(film: Film): Attribute[] {
  const all = (relation: string, values: readonly string[]) =>
    values.map((value) => ({ relation, value }));
  return [
    ...all("director", film.directors),
    ...all("starring", film.starring),
    ...all("genre", film.genres),
    ...all("country", film.countries),
    ...all("subject", film.subjects),
    ...all("decade", [`${Math.floor(film.year / 10) * 10}s`]),
  ];
}
