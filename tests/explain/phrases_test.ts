import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { attributePhrase, createPhrases, type PhraseOptions } from "../../src/explain/phrases.ts";
import { readTemplates } from "../../src/explain/template_file.ts";
import { ENGLISH } from "../../src/explain/templates.ts";

const DBR = "http://dbpedia.org/resource/";

/** What each relation's phrase makes of a value, written as real data write it. */
const WORKED: Readonly<Record<string, readonly [relation: string, value: string]>> = {
  "about Whaling": ["about", "Whaling"],
  "by Radiohead": ["dbo:artist", `${DBR}Radiohead`],
  "associated with Blink-182": ["dbo:associatedBand", `${DBR}Blink-182`],
  "associated with AC/DC": ["dbo:associatedMusicalArtist", `${DBR}AC/DC`],
  "written by Joan Didion": ["http://dbpedia.org/ontology/author", "Joan Didion"],
  "with Thom Yorke as a band member": ["dbo:bandMember", `${DBR}Thom_Yorke`],
  "based on The Man Who Would Be King": ["dbo:basedOn", `${DBR}The_Man_Who_Would_Be_King`],
  "born in the United States": ["dbo:birthPlace", `${DBR}United_States`],
  "with cinematography by Andrzej Sekuła": ["dbo:cinematography", `${DBR}Andrzej_Seku%C5%82a`],
  "from the United Kingdom": ["dbo:country", `${DBR}United_Kingdom`],
  "from Italy": ["country", "Italy"],
  "with Tim Kingsbury as a current member": ["dbp:currentMembers", `${DBR}Tim_Kingsbury`],
  "from the 1990s": ["decade", "1990s"],
  "from the decade 1990": ["decade", "1990"],
  "directed by Michael Mann": ["wdt:P57", "Michael Mann"],
  "distributed by MGM/UA Entertainment Co.": ["dbo:distributor", `${DBR}MGM/UA_Entertainment_Co.`],
  "edited by Thelma Schoonmaker": ["dbo:editing", `${DBR}Thelma_Schoonmaker`],
  "edited by Ann Lee": ["editor", "Ann Lee"],
  "with Syd Barrett as a former band member": ["dbo:formerBandMember", `${DBR}Syd_Barrett`],
  "of the genre Film noir": ["dbo:genre", `${DBR}Film_noir`],
  "from Athens, Georgia": ["dbo:hometown", `${DBR}Athens,_Georgia`],
  "from the Netherlands": ["dbp:homeTown", `${DBR}Netherlands`],
  "illustrated by E. H. Shepard": ["dbo:illustrator", "E. H. Shepard"],
  "with the instrument Singing": ["dbo:instrument", `${DBR}Singing`],
  "in English": ["dbo:language", `${DBR}English_language`],
  "in Latin": ["dbo:language", "Latin"],
  "of the genre Science fiction": ["dbo:literaryGenre", `${DBR}Science_fiction`],
  "with music by Nino Rota": ["dbo:musicComposer", `${DBR}Nino_Rota`],
  "narrated by Morgan Freeman": ["dbo:narrator", `${DBR}Morgan_Freeman`],
  "with the occupation Actress": ["dbo:occupation", `${DBR}Actress`],
  "from Los Angeles": ["dbp:origin", `${DBR}Los_Angeles`],
  "with Prologue as a part": ["part", "Prologue"],
  "with Pete Best as a past member": ["dbp:pastMembers", `${DBR}Pete_Best`],
  'produced by Kenneth "Babyface" Edmonds': [
    "dbo:producer",
    `${DBR}Kenneth_%22Babyface%22_Edmonds`,
  ],
  "made by Lucasfilm": ["dbo:productionCompany", `${DBR}Lucasfilm`],
  "published by Penguin": ["dbo:publisher", "Penguin"],
  "on the label A&M/Octone": ["dbo:recordLabel", `${DBR}A&M/Octone`],
  "of the series Discworld": ["dbo:series", `${DBR}Discworld`],
  "starring Al Pacino": ["dbo:starring", `${DBR}Al_Pacino`],
  "filed under 1990s comedy films": ["dct:subject", `${DBR}Category:1990s_comedy_films`],
  "tagged slow burn": ["tag", "slow burn"],
  "from the era Digital film": ["era", "Digital film"],
  "of the family Suspense": ["family", "Suspense"],
  "from East Asia": ["region", "East Asia"],
  "on the theme Cities": ["theme", "Cities"],
  "translated by Lydia Davis": ["dbo:translator", "Lydia Davis"],
  "written by Joel Coen": ["dbo:writer", `${DBR}Joel_Coen`],
  "from 1995": ["year", "1995"],
  "with constructor Ferrari": ["constructor", "Ferrari"],
  "with race track Monza": ["dbo:raceTrack", `${DBR}Autodromo#Monza`],
};

Deno.test("attributePhrase() speaks each relation's own way", () => {
  for (const [phrase, [relation, value]] of Object.entries(WORKED)) {
    strictEqual(attributePhrase({ relation, value }), phrase);
  }
});

Deno.test("every built-in phrase has a worked example", () => {
  const said = Object.keys(WORKED);
  for (const [relation, phrase] of Object.entries(ENGLISH.phrases)) {
    const [before, after] = phrase.split(/\{\w*value\}/).map((part) =>
      part.replace("{relation} ", "")
    );
    ok(said.some((text) => text.startsWith(before) && text.endsWith(after)), relation);
  }
});

const NAMES = [
  { relation: "director", value: "Michael Mann" },
  { relation: "genre", value: "Crime" },
  { relation: "genre", value: "Sport" },
  { relation: "fans of", value: "Insider, The (1999)" },
  { relation: "overall popularity", value: "" },
  { relation: "dct:subject", value: `${DBR}Category:Films_shot_in_Arizona` },
  { relation: "dct:subject", value: `${DBR}Category:1993_films` },
  { relation: "dct:subject", value: `${DBR}Category:Films_directed_by_Michael_Mann` },
  { relation: "dct:subject", value: `${DBR}Category:Star_Wars_films` },
];

const phrasesWith = (options: PhraseOptions = {}) =>
  createPhrases((neuron) => NAMES[neuron], { noun: "films", ...options });

/** Reasons of the given neurons; a negative number stands for a dislike. */
const reasons = (...neurons: readonly number[]) =>
  neurons.map((n) => ({
    neuron: Math.abs(n),
    value: 1,
    weight: Object.is(n, -0) || n < 0 ? -1 : 1,
    ofItem: true,
  }));

Deno.test("lists have commas and a conjunction, and name each thing once", () => {
  const { all, any } = phrasesWith();
  deepStrictEqual([[], ["a"], ["a", "b"], ["a", "b", "c"], ["a", "b", "c", "d"]].map(all), [
    ...["", "a", "a and b", "a, b and c", "a, b, c and d"],
  ]);
  strictEqual(any(["a", "b", "c"]), "a, b or c");
  strictEqual(all(["a", "b", "a"]), "a and b");
});

Deno.test("neuron() names attributes, fans and popularity; categories by themselves where they name the items", () => {
  const { neuron } = phrasesWith();
  deepStrictEqual(NAMES.map((_, index) => neuron(index)), [
    "films directed by Michael Mann",
    "films of the genre Crime",
    "films of the genre Sport",
    "fans of The Insider (1999)",
    "overall popularity",
    "films shot in Arizona",
    "1993 films",
    "films filed under Films directed by Michael Mann",
    "films filed under Star Wars films",
  ]);
  strictEqual(
    phrasesWith({ noun: "items" }).neuron(5),
    "items filed under Films shot in Arizona",
  );
  strictEqual(phrasesWith().kin(3), "films tied to fans of The Insider (1999)");
});

Deno.test("reasons() claims a liking or dislike where weights are tastes, and ratings where a network scores", () => {
  const { reasons: say } = phrasesWith();
  strictEqual(
    say(reasons(0, 1), "attributes", "it"),
    "your liking for films directed by Michael Mann and films of the genre Crime",
  );
  strictEqual(
    say(reasons(0, -2), "neighbours", "it"),
    "your liking for films directed by Michael Mann and your dislike of films of the genre Sport",
  );
  strictEqual(
    say(reasons(0, 1, -2), "attributes", "it"),
    "your liking for films directed by Michael Mann and films of the genre Crime, and your dislike of films of the genre Sport",
  );
  strictEqual(
    say(reasons(0, -2), "network", "it"),
    "your ratings of films directed by Michael Mann and films of the genre Sport",
  );
  strictEqual(say(reasons(3), "network", "it"), "your rating of The Insider (1999)");
  strictEqual(
    say(reasons(3, 4), "network", "Ali (2001)"),
    "your rating of The Insider (1999) and the overall popularity of Ali (2001)",
  );
  strictEqual(say(reasons(4), "network", "this film"), "the overall popularity of this film");
  strictEqual(
    phrasesWith({ fansKind: "neighbourhood" }).reasons(reasons(3), "network", "it"),
    "your ratings of films related to The Insider (1999)",
  );
  strictEqual(
    phrasesWith({ implicit: true }).reasons(reasons(3), "network", "it"),
    "your choice of The Insider (1999)",
  );
  strictEqual(say([], "network", "it"), "");
});

Deno.test("templates of one's own change phrases and lists", () => {
  const templates = readTemplates(
    JSON.stringify({
      phrases: { "dbo:director": "von {value}", "*": "mit {relation} {value}" },
      sentences: {
        and: "{first} und {last}",
        liking: "deine Vorliebe für {items}",
        category: "{many} unter {value}",
      },
    }),
    "de.json",
  );
  const { reasons: say, neuron } = phrasesWith({ templates, noun: "Filme" });
  strictEqual(
    say(reasons(0, 1), "attributes", "it"),
    "deine Vorliebe für Filme von Michael Mann und Filme of the genre Crime",
  );
  strictEqual(neuron(6), "Filme filed under 1993 films");
  strictEqual(phrasesWith({ templates }).neuron(6), "films unter 1993 films");
  strictEqual(attributePhrase({ relation: "x", value: "y" }, templates), "mit x y");
});
