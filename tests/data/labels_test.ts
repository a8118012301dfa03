import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { attributeLabel, relationLabel, valueLabel } from "../../src/data/labels.ts";
import { titleLabel } from "../../src/data/titles.ts";
import { readItemLabels } from "../../src/formats/item_labels.ts";
import { readTriples } from "../../src/formats/triples.ts";
import { realDataTest } from "../_real_data.ts";

const DBR = "http://dbpedia.org/resource/";

Deno.test("valueLabel() makes names of the odd IRIs that real data hold", () => {
  const labels: Record<string, string> = {
    [`${DBR}Michael_Mann`]: "Michael Mann",
    [`${DBR}Category:1990s_comedy_films`]: "1990s comedy films",
    [`${DBR}Category:%22Crocodile%22_Dundee_films`]: '"Crocodile" Dundee films',
    [`${DBR}Category:Canada%E2%80%93United_States_relations_in_popular_culture`]:
      "Canada–United States relations in popular culture",
    [`${DBR}Category:HIV/AIDS_in_film`]: "HIV/AIDS in film",
    [`${DBR}Christopher_Neame_(writer/producer)`]: "Christopher Neame (writer/producer)",
    [`${DBR}Parkway_/_Quadrant_Films`]: "Parkway / Quadrant Films",
    [`${DBR}+44_(band)`]: "+44 (band)",
    [`${DBR}100%25_(band)`]: "100% (band)",
    [`${DBR}100%_(band)`]: "100% (band)",
    [`${DBR}Am%E9lie`]: "Amélie",
    [`${DBR}Am%E9lie_100%_%C3%A9_%ZZ`]: "Amélie 100% é %ZZ",
    [`${DBR}Royce_Da_5'9%22`]: `Royce Da 5'9"`,
    [`${DBR}Belinda_Peregr%25C3%25ADn`]: "Belinda Peregrín",
    [`${DBR}50_Cent__1`]: "50 Cent",
    [`${DBR}Corn\u00a0_de_Llobregat`]: "Corn de Llobregat",
    [`${DBR}Orlando_%22Cachaíto%22_López`]: 'Orlando "Cachaíto" López',
    [`${DBR}Heat/`]: "Heat",
    [`<${DBR}Al_Pacino>`]: "Al Pacino",
    "http://fr.dbpedia.org/resource/Catherine_Deneuve": "Catherine Deneuve",
    "http://dbpedia.org/page/AC/DC": "AC/DC",
    "http://dbpedia.org/ontology/TelevisionShow": "Television Show",
    "http://dbpedia.org/class/yago/FilmDirector110088390": "Film Director",
    "http://wikidata.dbpedia.org/resource/Q9005": "Q9005",
    "http://www.wikidata.org/entity/Q42": "Q42",
    "https://en.wikipedia.org/wiki/The_Who": "The Who",
    "http://www.imdb.com/name/nm0700641/": "nm0700641",
    "http://www.africanfilmlibrary.com/": "www.africanfilmlibrary.com",
    "http://robertmemmler.de": "robertmemmler.de",
    "http://example.org/films#Film_Noir": "Film Noir",
    "http://example.org/people/Ann_Lee#me": "Ann Lee",
    "http://example.org/people/Ann_Lee#": "Ann Lee",
    "http://example.org/people/Ann_Lee/": "Ann Lee",
    "http://example.org/genre/rock%20music": "rock music",
    "dbr:Al_Pacino": "Al Pacino",
    "dbc:1990s_films": "1990s films",
    "wd:Q42": "Q42",
  };
  for (const [value, label] of Object.entries(labels)) strictEqual(valueLabel(value), label);
});

Deno.test("valueLabel() leaves plain text as it is, but for the marks of a literal", () => {
  for (
    const text of ["Crime", "50% film 3", "Mission:Impossible", "snake_case", "a # b", 'The "Who"']
  ) {
    strictEqual(valueLabel(text), text);
  }
  strictEqual(valueLabel('"Film noir"@en'), "Film noir");
  strictEqual(valueLabel('"Am\\u00e9lie\\n \\U0001F600 \\"A\\" \\\\n"@fr'), 'Amélie 😀 "A" \\n');
  strictEqual(valueLabel('"odd \\UFFFFFFFF"@en'), "odd \\UFFFFFFFF");
  strictEqual(valueLabel('"1995"^^<http://www.w3.org/2001/XMLSchema#gYear>'), "1995");
});

Deno.test("valueLabel() and relationLabel() are never empty", () => {
  for (
    const odd of [`${DBR}_`, `${DBR}%20`, DBR, "http://a/#", "_", '""', "dbr:_", "http://%20/"]
  ) {
    ok(valueLabel(odd).trim().length > 0, odd);
    ok(relationLabel(odd).trim().length > 0, odd);
  }
});

Deno.test("relationLabel() splits words and knows the forms of DBpedia and Wikidata", () => {
  const labels: Record<string, string> = {
    "dbo:musicComposer": "music composer",
    "http://dbpedia.org/ontology/musicComposer": "music composer",
    "<http://dbpedia.org/ontology/musicComposer>": "music composer",
    "musicComposer": "music composer",
    "music_composer": "music composer",
    "http://purl.org/dc/terms/subject": "subject",
    "dct:subject": "subject",
    "dbp:occupation(s)_": "occupation(s)",
    "dbp:session/touringMembers": "session/touring members",
    "wdt:P57": "director",
    "http://www.wikidata.org/prop/direct/P161": "starring",
    "http://www.wikidata.org/entity/P136": "genre",
    "wdt:P99999": "p99999",
    "Director": "director",
  };
  for (const [relation, label] of Object.entries(labels)) {
    strictEqual(relationLabel(relation), label);
  }
});

Deno.test("titleLabel() puts the article back in front", () => {
  const titles: Record<string, string> = {
    "Usual Suspects, The (1995)": "The Usual Suspects (1995)",
    "Star Maker, The (Uomo delle stelle, L') (1995)": "The Star Maker (L'Uomo delle stelle) (1995)",
    "Double vie de Véronique, La (Double Life of Veronique, The) (1991)":
      "La Double vie de Véronique (The Double Life of Veronique) (1991)",
    "Hate (Haine, La) (1995)": "Hate (La Haine) (1995)",
    "Fish Called Wanda, A (1988)": "A Fish Called Wanda (1988)",
    "Mrs. Brown (Her Majesty, Mrs. Brown) (1997)": "Mrs. Brown (Her Majesty, Mrs. Brown) (1997)",
    "Good, the Bad and the Ugly, The": "The Good, the Bad and the Ugly",
    "Paris, Texas (1984)": "Paris, Texas (1984)",
    "Heat (1995)": "Heat (1995)",
    [`${DBR}Prince_(musician)`]: "Prince (musician)",
  };
  for (const [title, label] of Object.entries(titles)) strictEqual(titleLabel(title), label);
});

const READABLE = /^(?!.*(:\/\/|%[\da-f]{2}|_|\s\s|^\s|\s$|Category:|dbpedia|[<>^])).+$/i;

realDataTest("labels of all attributes and titles are readable", async (folder) => {
  for (const set of ["movielens-100k-dbpedia", "movielens-1m-dbpedia", "lastfm-hetrec-dbpedia"]) {
    const file = await Deno.open(`${folder}/${set}/attributes.tsv.gz`);
    const { attributes, items } = await readTriples({ name: set, stream: file.readable });
    const labels = [
      ...attributes.map((attribute) => attributeLabel(attribute)),
      ...attributes.map(({ value }) => valueLabel(value)),
      ...items.ids.map(titleLabel),
    ];
    deepStrictEqual(labels.filter((label) => !READABLE.test(label)), []);
    ok(labels.length > 10000);
  }
  const ratings = await Deno.open(`${folder}/lastfm-hetrec-dbpedia/train.tsv.gz`);
  const lines = await new Response(ratings.readable.pipeThrough(new DecompressionStream("gzip")))
    .text();
  const rated = new Set(lines.trimEnd().split("\n").map((line) => line.split("\t")[1]));
  deepStrictEqual([...rated].map(titleLabel).filter((label) => !READABLE.test(label)), []);
  for (const path of ["movielens-100k-dbpedia/u.item", "movielens-1m-dbpedia/movies.dat"]) {
    const file = await Deno.open(`${folder}/${path}`);
    const titles = [...(await readItemLabels({ name: path, stream: file.readable })).values()];
    const odd = titles.map(titleLabel).filter((title) => /, (The|An?|La|Les?)\b/.test(title));
    // These end in a place or a name, not in an article.
    ok(odd.length <= 4, odd.join("; "));
    ok(titles.length > 1600);
  }
});

Deno.test("valueLabel() reads a literal with quotes in it", () => {
  strictEqual(valueLabel('"The \\"Weird\\" One"@en'), 'The "Weird" One');
  strictEqual(valueLabel('"AC\\\\DC"'), "AC\\DC");
});
