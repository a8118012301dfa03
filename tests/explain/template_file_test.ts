import { deepStrictEqual, ok, strictEqual, throws } from "node:assert/strict";
import { recommendationSentence } from "../../src/explain/sentence.ts";
import { readTemplates } from "../../src/explain/template_file.ts";
import { ENGLISH, PLACEHOLDERS } from "../../src/explain/templates.ts";

Deno.test("readTemplates() takes the built-in templates as they are", () => {
  deepStrictEqual(readTemplates(JSON.stringify(ENGLISH), "en.json"), ENGLISH);
  deepStrictEqual(readTemplates("{}", "en.json"), ENGLISH);
});

Deno.test("the built-in templates have a sentence for each key", () => {
  deepStrictEqual(Object.keys(ENGLISH.sentences).sort(), Object.keys(PLACEHOLDERS).sort());
});

Deno.test("readTemplates() replaces what is given and keeps the rest", () => {
  const templates = readTemplates(
    '{"phrases": {"http://dbpedia.org/ontology/musicComposer": "scored by {value}"}, ' +
      '"sentences": {"because-attributes": "You {tastes}, so there."}}',
    "mine.json",
  );
  strictEqual(templates.phrases["music composer"], "scored by {value}");
  strictEqual(templates.phrases["director"], ENGLISH.phrases["director"]);
  const contributions = [{ neuron: 0, value: 1, weight: 1, ofItem: true }];
  strictEqual(
    recommendationSentence(
      { item: 0, score: 1, through: "attributes", contributions },
      () => ({ relation: "dbo:musicComposer", value: "Nino Rota" }),
      { templates },
    ),
    "You like items scored by Nino Rota, so there.",
  );
});

Deno.test("readTemplates() names the file and the key of what is wrong", () => {
  const wrong: Record<string, string> = {
    "nonsense": "it is not JSON (",
    "[]": "the file is a list, expected an object",
    "null": "the file is null, expected an object",
    '"x"': "the file is 'x', expected an object",
    '{"phrase": {}}': "the key is 'phrase', expected one of phrases, sentences",
    '{"phrases": []}': "phrases is a list, expected an object",
    '{"sentences": 3}': "sentences is number, expected an object",
    '{"phrases": {"genre": 5}}': "phrases.genre is number, expected a text",
    '{"phrases": {"genre": " "}}': "phrases.genre is ' ', expected a text",
    '{"phrases": {"genre": "of a genre"}}': "phrases.genre is 'of a genre', expected {value} in it",
    '{"phrases": {"genre": "{value} {title}"}}':
      "phrases.genre holds {title}, expected a text with placeholders among {relation}, {value}, {the_value}, {short_value}",
    '{"phrases": {"genre": "{value}", "dbo:genre": "{value}"}}':
      "phrases.dbo:genre is the second phrase of 'genre', expected one",
    '{"sentences": {"and-so-on": "x"}}':
      "sentences.and-so-on is unknown, expected one of comma, and,",
    '{"sentences": {"and": "{first} & {lst}"}}':
      "sentences.and holds {lst}, expected a text with placeholders among {first}, {last}",
    '{"sentences": {"and": "{first} & {last"}}':
      "sentences.and holds a single {, expected a text with placeholders among {first}, {last}",
    '{"sentences": {"and": "{first}} & {last}"}}': "sentences.and holds a single }, expected",
    '{"sentences": {"overall-popularity": "popularity of {title}"}}':
      "sentences.overall-popularity holds {title}, expected a text without placeholders",
    '{"sentences": {"toString": "x"}}': "sentences.toString is unknown, expected one of",
  };
  for (const [text, problem] of Object.entries(wrong)) {
    throws(() => readTemplates(text, "mine.json"), (error: Error) => {
      strictEqual(error.name, "InputError");
      ok(error.message.startsWith(`Cannot read mine.json: ${problem}`), error.message);
      return true;
    });
  }
});
