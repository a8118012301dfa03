import { deepStrictEqual, strictEqual } from "node:assert/strict";
import {
  ALI,
  ANN,
  byAttributes,
  byNeighbours,
  byNetwork,
  FARGO,
  INSIDER,
  NIL,
  sharedFilms,
} from "./_films.ts";

Deno.test("pointwise names the strongest attributes and keeps the rest as a number", () => {
  deepStrictEqual(
    byAttributes([2, 1, 0, 0, 0, 0.25], { limit: 1 }).explain("pointwise", {
      user: ANN,
      item: INSIDER,
    }),
    {
      style: "pointwise",
      item: "Insider",
      label: "Insider, The (1999)",
      sentence: "Recommended because you like films directed by Michael Mann.",
      score: 3.25,
      through: "attributes",
      reasons: [{
        kind: "attribute",
        relation: "director",
        value: "Michael Mann",
        label: "director: Michael Mann",
        contribution: 2,
        weight: 2,
        ofItem: true,
      }],
      against: [],
      others: { count: 2, contribution: 1.25 },
    },
  );
});

Deno.test("pointwise says what speaks against the item where it is as strong as what is named", () => {
  const sentence = (sport: number) =>
    byAttributes([2, 1, 1, -1, sport]).explain("pointwise", { user: ANN, item: ALI })!.sentence;
  strictEqual(sentence(-1.9), "Recommended because you like films directed by Michael Mann.");
  strictEqual(
    sentence(-2),
    "Recommended because you like films directed by Michael Mann. " +
      "What speaks most against it is your dislike of films of the genre Sport.",
  );
  strictEqual(
    byAttributes([-2, 1]).explain("pointwise", { user: ANN, item: ALI })!.sentence,
    "No attribute speaks for this film. What speaks most against it is your dislike of films directed by Michael Mann.",
  );
});

Deno.test("pointwise speaks of people through neighbours, and of ratings where a network scores", () => {
  strictEqual(
    byNeighbours([2, 1, 1, 0, 0]).explain("pointwise", { user: ANN, item: FARGO })!.sentence,
    "Recommended because people who rated it share your liking for films of the genre Crime.",
  );
  strictEqual(
    byNeighbours([1, -2, 3, -1, 0.5]).explain("pointwise", { user: ANN, item: ALI })!.sentence,
    "Recommended because people who rated it share your liking for films directed by Michael Mann and films of the genre Sport. " +
      "What speaks most against it is that people who rated it do not share your dislike of films starring Al Pacino.",
  );
  strictEqual(
    byNetwork(sharedFilms({ crime: -1, heat: 0.75 }, { biases: true }))
      .explain("pointwise", { user: ANN, item: FARGO })!.sentence,
    "Recommended because of your rating of Heat (1995) and the overall popularity of this film. " +
      "What speaks most against it is your ratings of films of the genre Crime.",
  );
});

Deno.test("pointwise gives undefined or no reason where there is nothing to go by", () => {
  strictEqual(byAttributes([]).explain("pointwise", { user: ANN, item: ALI }), undefined);
  const { sentence, others } = byAttributes([1]).explain("pointwise", { user: ANN, item: NIL })!;
  strictEqual(sentence, "No attribute speaks for this film.");
  deepStrictEqual(others, { count: 0, contribution: 0 });
});
