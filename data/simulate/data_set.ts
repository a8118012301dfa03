import { createCatalogue } from "./catalogue.ts";
import { readFilms } from "./films.ts";
import { broaderFacts } from "./hierarchy.ts";
import { formatTable } from "./tables.ts";
import { simulateUsers } from "./users.ts";

/** Names of the sources, in `data/source`. */
export const SOURCE_FILES = ["films_to_1989.tsv", "films_from_1990.tsv"];

/** Everything random follows from this number and the ids of users and films. */
const SEED = 20170828;

/**
 * Makes the embedded data set.
 *
 * @param sources Name and text of each source.
 * @returns The text of each file of the data set, by its name; the same for the same sources.
 */
export function makeDataSet(
  sources: readonly { readonly file: string; readonly text: string }[],
): Map<string, string> {
  const catalogue = createCatalogue(sources.flatMap(({ file, text }) => readFilms(file, text)));
  const { items, attributes, graph } = catalogue;
  const users = simulateUsers(catalogue, { seed: SEED, tasteUsers: 540, controlUsers: 60 });
  const attributeCells = (f: number) => [attributes[f].relation, attributes[f].value];
  return new Map([
    [
      "items.tsv",
      formatTable({
        columns: ["item", "title"],
        rows: items.map(({ id, title }) => [id, title]),
      }),
    ],
    [
      "attributes.tsv",
      formatTable({
        columns: ["item", "relation", "value"],
        rows: items.flatMap(({ id }, i) =>
          [...graph.itemAttributes.subarray(graph.itemStart[i], graph.itemStart[i + 1])]
            .map((f) => [id, ...attributeCells(f)])
        ),
      }),
    ],
    [
      "broader.tsv",
      formatTable({
        columns: ["subject", "relation", "object"],
        rows: broaderFacts().map(({ value, relation, category }) => [value, relation, category]),
      }),
    ],
    [
      "ratings.tsv",
      formatTable({
        columns: ["user", "item", "rating"],
        rows: users.flatMap((user) =>
          user.films.map((film, k) => [user.id, items[film].id, `${user.ratings[k]}`])
        ),
      }),
    ],
    [
      "planted_tastes.tsv",
      formatTable({
        columns: ["user", "kind", "relation", "value", "weight"],
        rows: users.flatMap((user) =>
          user.tastes.map(({ attribute, weight }) => [
            user.id,
            user.kind,
            ...attributeCells(attribute),
            weight.toFixed(2),
          ])
        ),
      }),
    ],
  ]);
}
