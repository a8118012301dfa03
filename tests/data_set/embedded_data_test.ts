import { deepStrictEqual, ok, strictEqual, throws } from "node:assert/strict";
import { itemId } from "../../data/simulate/catalogue.ts";
import { makeDataSet, SOURCE_FILES } from "../../data/simulate/data_set.ts";
import { readFilms } from "../../data/simulate/films.ts";
import { measureRecovery } from "../../data/simulate/recovery.ts";
import { parseTable } from "../../data/simulate/tables.ts";
import { COUNTRIES, GENRES, SUBJECTS } from "../../data/simulate/vocabularies.ts";

const read = (name: string) =>
  Deno.readTextFileSync(new URL(`../../data/${name}`, import.meta.url));
const sources = SOURCE_FILES.map((file) => ({
  file: `data/source/${file}`,
  text: read(`source/${file}`),
}));
const films = sources.flatMap(({ file, text }) => readFilms(file, text));
const items = parseTable(read("items.tsv"));
const attributes = parseTable(read("attributes.tsv"));
const ratings = parseTable(read("ratings.tsv"));
const tastes = parseTable(read("planted_tastes.tsv"));

Deno.test("data/*.tsv are what data/make.ts makes of the sources, byte for byte", () => {
  for (const [name, text] of makeDataSet(sources)) {
    ok(read(name) === text, `data/${name} is out of date: run 'deno task make-data'`);
  }
});

Deno.test("makeDataSet() does not depend on the order of the sources", () => {
  deepStrictEqual(makeDataSet([...sources].reverse()), makeDataSet(sources));
});

Deno.test("the data set is small enough to carry along and large enough to learn from", () => {
  const bytes = ["items", "attributes", "broader", "ratings", "planted_tastes"]
    .reduce((total, name) => total + new TextEncoder().encode(read(`${name}.tsv`)).length, 0);
  ok(bytes < 1_500_000, `${bytes} bytes`);
  ok(items.rows.length >= 300, `${items.rows.length} films`);
  ok(ratings.rows.length >= 25_000 && ratings.rows.length <= 35_000, `${ratings.rows.length}`);
  const users = (kind: string) =>
    new Set(tastes.rows.filter((row) => row[1] === kind).map(([user]) => user)).size;
  ok(users("taste") >= 500, `${users("taste")} users with tastes`);
  strictEqual(users("control"), 60);
});

Deno.test("the sources use every word of the vocabularies, and no other", () => {
  // readFilms(), above, has refused any other word.
  const used = (words: (film: typeof films[number]) => readonly string[]) =>
    [...new Set(films.flatMap(words))].sort();
  deepStrictEqual(used((film) => film.genres), [...GENRES].sort());
  deepStrictEqual(used((film) => film.countries), [...COUNTRIES].sort());
  deepStrictEqual(used((film) => film.subjects), [...SUBJECTS].sort());
});

Deno.test("no two films of the sources share title and year", () => {
  const names = films.map(({ title, year }) => `${title.toLowerCase()} (${year})`);
  deepStrictEqual(names.filter((name, index) => names.indexOf(name) < index), []);
});

Deno.test("each source file holds the years that its name says", () => {
  const years = sources.map(({ file, text }) => readFilms(file, text).map(({ year }) => year));
  ok(Math.max(...years[0]) <= 1989);
  ok(Math.min(...years[1]) >= 1990);
});

Deno.test("readFilms() says where a word is not in its vocabulary", () => {
  const text = sources[0].text.split("\n").slice(0, 3).join("\n")
    .replace(/\tDrama\|Historical\t/, "\tDrama|Hystorical\t");
  throws(() => readFilms("films.tsv", text), {
    name: "InputError",
    message: /^Cannot read films\.tsv: line 2, column 5: found 'Hystorical', expected one of /,
  });
});

Deno.test("readFilms() says where a line has too few columns", () => {
  const text = sources[0].text.split("\n", 1)[0] + "\nM\t1931\n";
  throws(() => readFilms("films.tsv", text), {
    message: "Cannot read films.tsv: line 2: found 2 columns, expected 7",
  });
});

Deno.test("itemId() makes plain ASCII of any title", () => {
  strictEqual(itemId({ title: "The Godfather", year: 1972 }), "the-godfather-1972");
  strictEqual(itemId({ title: "8½", year: 1963 }), "8-half-1963");
  strictEqual(itemId({ title: "Amélie", year: 2001 }), "amelie-2001");
  strictEqual(itemId({ title: "Singin' in the Rain", year: 1952 }), "singin-in-the-rain-1952");
  throws(() => itemId({ title: "七人の侍", year: 1954 }), /expected only letters/);
});

Deno.test("item ids are distinct slugs", () => {
  const ids = items.rows.map(([id]) => id);
  strictEqual(new Set(ids).size, ids.length);
  for (const id of ids) ok(/^[a-z0-9]+(-[a-z0-9]+)*-\d{4}$/.test(id), id);
});

Deno.test("every film that was rated is in items.tsv and has attributes of every kind", () => {
  const known = new Set(items.rows.map(([id]) => id));
  const relations = Map.groupBy(attributes.rows, ([item]) => item);
  for (const item of new Set(ratings.rows.map((row) => row[1]))) {
    ok(known.has(item), item);
    const found = new Set(relations.get(item)?.map((row) => row[1]));
    deepStrictEqual(
      [...found].sort(),
      ["country", "decade", "director", "genre", "starring", "subject"],
    );
  }
});

Deno.test("every film was rated, and each user rated 20 to 120 films, each once, from 1 to 5", () => {
  strictEqual(new Set(ratings.rows.map((row) => row[1])).size, items.rows.length);
  for (const [user, rows] of Map.groupBy(ratings.rows, ([user]) => user)) {
    ok(rows.length >= 20 && rows.length <= 120, `${user} rated ${rows.length} films`);
    strictEqual(new Set(rows.map((row) => row[1])).size, rows.length);
    for (const [, , rating] of rows) ok(/^[1-5]$/.test(rating), rating);
  }
});

Deno.test("ratings of all users together look like real ones", () => {
  const stars = ratings.rows.map((row) => Number(row[2]));
  const mean = stars.reduce((sum, rating) => sum + rating, 0) / stars.length;
  ok(mean > 3.3 && mean < 3.8, `${mean}`);
  for (const star of [1, 2, 3, 4, 5]) {
    const share = stars.filter((rating) => rating === star).length / stars.length;
    ok(share > 0.02 && share < 0.4, `share of ${star}: ${share}`);
  }
});

Deno.test("every user has likes and dislikes among attributes of five films or more", () => {
  const films = Map.groupBy(attributes.rows, ([, relation, value]) => `${relation}\t${value}`);
  for (const [, , relation, value] of tastes.rows) {
    ok(films.get(`${relation}\t${value}`)!.length >= 5, `${relation}: ${value}`);
  }
  for (const [user, rows] of Map.groupBy(tastes.rows, ([user]) => user)) {
    const weights = rows.map((row) => Number(row[4]));
    const likes = weights.filter((w) => w >= 0.8 && w <= 2).length;
    const dislikes = weights.filter((w) => w <= -0.8 && w >= -2).length;
    strictEqual(likes + dislikes, weights.length, user);
    ok(likes >= 2 && likes <= 4 && dislikes >= 1 && dislikes <= 3, user);
  }
});

Deno.test("planted tastes can be read off the ratings of the users who have them", () => {
  const found = measureRecovery({ attributes, ratings, tastes }, "taste");
  strictEqual(found.unseen, 0);
  ok(found.correlation > 0.8, `correlation over all tastes: ${found.correlation}`);
  ok(found.meanUserCorrelation > 0.8, `mean correlation: ${found.meanUserCorrelation}`);
  ok(found.signAgreement > 0.9, `sign agreement: ${found.signAgreement}`);
  ok(found.filmsPerLike > 2 * found.filmsPerDislike, "people see more of what they like");
});

Deno.test("tastes of the controls leave no trace in their films and ratings", () => {
  const found = measureRecovery({ attributes, ratings, tastes }, "control");
  // Bounds of about four standard errors of a correlation and a share of 200 tastes.
  const margin = 4 / Math.sqrt(found.tastes);
  ok(found.tastes > 150, `${found.tastes} tastes can be judged`);
  ok(Math.abs(found.correlation) < margin, `correlation over all tastes: ${found.correlation}`);
  ok(Math.abs(found.meanUserCorrelation) < 0.35, `mean correlation: ${found.meanUserCorrelation}`);
  ok(Math.abs(found.signAgreement - 0.5) < margin / 2, `sign agreement: ${found.signAgreement}`);
  const ratio = found.filmsPerLike / found.filmsPerDislike;
  ok(ratio > 0.6 && ratio < 1.6, `films of a like per film of a dislike: ${ratio}`);
});
