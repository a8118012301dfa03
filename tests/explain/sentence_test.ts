import { strictEqual, throws } from "node:assert/strict";
import type { Attribution, Contribution } from "../../src/explain/attribution.ts";
import { recommendationSentence } from "../../src/explain/sentence.ts";

const ATTRIBUTES = [
  { relation: "director", value: "Michael Mann" },
  { relation: "dbo:starring", value: "http://dbpedia.org/resource/Al_Pacino" },
  { relation: "genre", value: "Crime" },
  { relation: "genre", value: "Musical" },
  { relation: "decade", value: "1990s" },
  { relation: "fans of", value: "Heat (1995)" },
  { relation: "overall popularity", value: "" },
];

function sentence(
  through: Attribution["through"],
  reasons: readonly (readonly [neuron: number, value: number, rest?: Partial<Contribution>])[],
  options?: Parameters<typeof recommendationSentence>[2],
) {
  const contributions = reasons.map(([neuron, value, rest]) => ({
    neuron,
    value,
    weight: value,
    ofItem: true,
    ...rest,
  }));
  const score = contributions.reduce((sum, { value }) => sum + value, 0);
  return recommendationSentence(
    { item: 0, score, through, contributions },
    (neuron) => ATTRIBUTES[neuron],
    options,
  );
}

Deno.test("recommendationSentence() names the strongest attributes, three at most", () => {
  strictEqual(
    sentence("attributes", [[0, 4], [1, 3], [2, 2], [4, 1]]),
    "Recommended because you like items directed by Michael Mann, items starring Al Pacino and items of the genre Crime.",
  );
  strictEqual(
    sentence("attributes", [[4, 2], [0, 1]], { limit: 1, noun: "films" }),
    "Recommended because you like films from the 1990s.",
  );
});

Deno.test("recommendationSentence() passes over what speaks against the item", () => {
  strictEqual(
    sentence("attributes", [[3, -9], [2, 1]]),
    "Recommended because you like items of the genre Crime.",
  );
});

Deno.test("recommendationSentence() says so when no attribute speaks for the item", () => {
  strictEqual(sentence("attributes", [[3, -9]]), "No attribute speaks for this item.");
  strictEqual(sentence("neighbours", []), "No attribute speaks for this item.");
});

Deno.test("recommendationSentence() names the item's own attributes where any of them speaks for it", () => {
  strictEqual(
    sentence("neighbours", [[1, 2, { ofItem: false }], [0, 1]]),
    "Recommended because people who rated it share your liking for items directed by Michael Mann.",
  );
});

Deno.test("recommendationSentence() marks liked attributes that the item lacks", () => {
  strictEqual(
    sentence("neighbours", [[0, 2, { ofItem: false }], [1, 1, { ofItem: false }]]),
    "Recommended because people who rated it share your liking for items directed by Michael Mann (unlike this one) " +
      "and items starring Al Pacino (unlike this one).",
  );
});

Deno.test("recommendationSentence() calls a shared dislike a dislike", () => {
  strictEqual(
    sentence("neighbours", [[2, 2], [3, 1, { weight: -1 }]]),
    "Recommended because people who rated it share your liking for items of the genre Crime and your dislike of " +
      "items of the genre Musical (like this one).",
  );
  strictEqual(
    sentence("neighbours", [[3, 1, { weight: -1, ofItem: false }]]),
    "Recommended because people who rated it share your dislike of items of the genre Musical.",
  );
});

Deno.test("recommendationSentence() names ratings and claims no liking when a shared network scores", () => {
  strictEqual(
    sentence("network", [[0, 3, { weight: -1 }], [5, 2], [2, 1]], { noun: "films" }),
    "Recommended because of your ratings of films directed by Michael Mann, Heat (1995) and films of the genre Crime.",
  );
  strictEqual(
    sentence("network", [[5, 2]], { noun: "films", fansKind: "neighbourhood" }),
    "Recommended because of your ratings of films related to Heat (1995).",
  );
  strictEqual(
    sentence("network", [[6, 2], [5, 1]]),
    "Recommended because of your rating of Heat (1995) and the overall popularity of this item.",
  );
  strictEqual(
    sentence("network", [[6, 2], [5, 1], [2, 1]], { noun: "films" }),
    "Recommended because of your ratings of Heat (1995) and films of the genre Crime, and the overall popularity of this film.",
  );
  strictEqual(
    sentence("network", [[6, 2]]),
    "Recommended because of the overall popularity of this item.",
  );
  strictEqual(
    sentence("network", [[5, 2], [2, 1]], { noun: "artists", implicit: true }),
    "Recommended because of your choices of Heat (1995) and artists of the genre Crime.",
  );
});

Deno.test("recommendationSentence() throws when asked for no attribute", () => {
  throws(() => sentence("attributes", [[0, 1]], { limit: 0 }), {
    name: "UsageError",
    message: "Cannot explain in a sentence: the limit is 0, expected an integer from 1",
  });
});
