import { deepStrictEqual, strictEqual } from "node:assert/strict";
import {
  fill,
  ordinal,
  placeName,
  singular,
  thousands,
  tidySentence,
  withArticle,
} from "../../src/explain/grammar.ts";

Deno.test("fill() leaves braces that came in with a value alone", () => {
  strictEqual(fill("{a} and {b}", { a: "{b}", b: "x" }), "{b} and x");
  strictEqual(fill("{a}", { b: "x" }), "{a}");
  strictEqual(fill("{toString}", {}), "{toString}");
});

Deno.test("tidySentence() ends a sentence once", () => {
  strictEqual(tidySentence("Made by Harry Connick, Jr.."), "Made by Harry Connick, Jr.");
  strictEqual(tidySentence("Like What Is This?."), "Like What Is This?");
  strictEqual(
    tidySentence("Like When Harry Met Sally.... It is."),
    "Like When Harry Met Sally... It is.",
  );
  strictEqual(
    tidySentence("Like When Harry Met Sally... (1989)."),
    "Like When Harry Met Sally... (1989).",
  );
  strictEqual(tidySentence("Set in Washington, D.C.. What"), "Set in Washington, D.C. What");
});

Deno.test("ordinal() and thousands() write numbers as English does", () => {
  const places = [0, 1, 2, 3, 4, 10, 11, 12, 13, 21, 101, 111, 112, 122, 1003];
  deepStrictEqual(places.map(ordinal), [
    ...["0th", "1st", "2nd", "3rd", "4th", "10th", "11th", "12th", "13th", "21st"],
    ...["101st", "111th", "112th", "122nd", "1,003rd"],
  ]);
  deepStrictEqual([0, 999, 1000, 1234567].map(thousands), ["0", "999", "1,000", "1,234,567"]);
});

Deno.test("withArticle() goes by the sound", () => {
  const words: Record<string, string> = {
    ...{ "5": "a 5", "8": "an 8", "8.5": "an 8.5", "80": "an 80", "11": "an 11", "18": "an 18" },
    ...{ "1": "a 1", "1.8": "a 1.8", "110": "a 110", "4.5": "a 4.5", "-1": "a -1" },
    ...{
      artist: "an artist",
      film: "a film",
      user: "a user",
      unit: "a unit",
      umbrella: "an umbrella",
    },
  };
  for (const [word, said] of Object.entries(words)) strictEqual(withArticle(word), said);
});

Deno.test("singular() undoes a regular plural", () => {
  const nouns: Record<string, string> = {
    ...{ films: "film", movies: "movie", items: "item", books: "book", artists: "artist" },
    ...{ "TV series": "TV series", "comic books": "comic book", stories: "story", dishes: "dish" },
    ...{ boxes: "box", watches: "watch", glasses: "glass", courses: "course", games: "game" },
    ...{ people: "person", music: "music", virus: "virus", class: "class" },
  };
  for (const [many, one] of Object.entries(nouns)) strictEqual(singular(many), one);
});

Deno.test("placeName() gives an article to the places that have one", () => {
  const places: Record<string, string> = {
    ...{ "United States": "the United States", "United Kingdom": "the United Kingdom" },
    ...{ "Netherlands": "the Netherlands", "Republic of Ireland": "the Republic of Ireland" },
    ...{ "Italy": "Italy", "Los Angeles": "Los Angeles", "United": "United", "Union": "Union" },
    ...{ "Czech Republic": "the Czech Republic", "Soviet Union": "the Soviet Union" },
  };
  for (const [name, said] of Object.entries(places)) strictEqual(placeName(name), said);
});
